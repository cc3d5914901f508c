package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Login says how to get Kerberos tickets: with a password, a keytab or the
// tickets of a credential cache, of which the first that is set is used in the
// order keytab, password, cache.
type Login struct {
	User     string // "user@REALM", "REALM\user" or "user"
	Realm    string // empty: that of User, else the default realm of Config
	Password Secret
	Keytab   string // path; empty: not used
	CCache   string // path or FILE:path; empty: not used
	Config   string // path of krb5.conf; empty: $KRB5_CONFIG, then the usual places, then DNS
}

// Tickets gets Kerberos tickets for the nodes of one scan: the ticket-granting
// ticket once, and one service ticket for each node. It may be used by several
// goroutines.
type Tickets struct {
	keyed     bool   // the login shows a password or a key, rather than a ticket that is there
	principal string // see Principal

	mu       sync.Mutex // the library's client is not made for concurrent logins
	client   *client.Client
	loggedIn bool
	refused  error // of the one login: a wrong password is not tried again

	settled context.Context // has ended once loggedIn or refused is set
	settle  context.CancelFunc
}

// NewTickets reads the files. The key distribution centre is asked when the
// first ticket is needed. Errors have kind Refused.
func NewTickets(l Login) (*Tickets, error) {
	conf, err := kerberosConfig(l.Config)
	if err != nil {
		return nil, err
	}
	user, realm := l.principal(conf.LibDefaults.DefaultRealm)
	settings := client.DisablePAFXFAST(true) // Active Directory answers without
	t := &Tickets{keyed: l.Keytab != "" || !l.Password.Empty()}
	t.settled, t.settle = context.WithCancel(context.Background())
	switch {
	case l.Keytab != "":
		kt, err := readKeytab(l.Keytab)
		const hint = "Make it with ktpass on a domain controller, or ktutil."
		switch {
		case err != nil:
			return nil, kerberosInput("read the keytab "+l.Keytab, hint, fileProblem(l.Keytab, err, notAKeytab), err)
		case len(kt.Entries) == 0:
			return nil, kerberosInput("read the keytab "+l.Keytab, hint, noKeys, nil)
		}
		t.client = client.NewWithKeytab(user, realm, kt, conf, settings)
	case !l.Password.Empty():
		t.client = client.NewWithPassword(user, realm, l.Password.Reveal(), conf, settings)
	case l.CCache != "":
		if t.client, err = fromCache(l.CCache, conf, settings); err != nil {
			return nil, err
		}
		realm = t.client.Credentials.Domain()
	default:
		return nil, kerberosInput("log in", fmt.Sprintf("Give a password, %s, or a ticket by kinit (KRB5CCNAME).", setting.Keytab), "there is nothing to log in with", nil)
	}
	if realm == "" {
		return nil, kerberosInput("log in", fmt.Sprintf("Write the user as user@REALM, use %s, or set default_realm in krb5.conf.", setting.Realm), "the realm is not known", nil)
	}
	t.principal = strings.ToLower(t.client.Credentials.UserName() + "@" + realm)
	return t, nil
}

// Principal is whom the tickets are for, as "user@realm" in lower case: the same for
// each way of writing the same account.
func (t *Tickets) Principal() string { return t.principal }

// principal takes the user's name apart. Realms are upper case by convention,
// and Active Directory answers in upper case whatever it is asked.
func (l Login) principal(defaultRealm string) (user, realm string) {
	user = l.User
	if name, at, ok := strings.Cut(user, "@"); ok {
		user, realm = name, at
	} else if domain, name, ok := strings.Cut(user, `\`); ok {
		user = name
		if strings.Contains(domain, ".") { // a NetBIOS name is no realm
			realm = domain
		}
	}
	return user, strings.ToUpper(cmp.Or(l.Realm, realm, defaultRealm))
}

// kerberosConfig reads krb5.conf and asks for AES only. Where there is no file
// at any of the usual places the KDC is looked up in DNS, as Windows does.
func kerberosConfig(path string) (*config.Config, error) {
	conf := config.New()
	conf.LibDefaults.DNSLookupKDC = true
	if path = cmp.Or(path, usualConfig()); path != "" {
		var err error
		if conf, err = readConfig(path); err != nil {
			return nil, kerberosInput("read the Kerberos configuration "+path, fmt.Sprintf("Name it with %s; it needs the realm and its KDC, or dns_lookup_kdc = true.", setting.Krb5Conf), configProblem(path, err), err)
		}
	}
	aes := []int32{etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES128_CTS_HMAC_SHA1_96}
	conf.LibDefaults.DefaultTktEnctypeIDs = aes
	conf.LibDefaults.DefaultTGSEnctypeIDs = aes
	conf.LibDefaults.PermittedEnctypeIDs = aes
	return conf, nil
}

// usualConfig is the first file that MIT's library would read on this system;
// empty when there is none.
func usualConfig() string {
	for _, p := range usualPlaces(runtime.GOOS, os.Getenv) {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return ""
}

func fromCache(name string, conf *config.Config, settings func(*client.Settings)) (*client.Client, error) {
	kind, path, typed := strings.Cut(name, ":")
	switch {
	case typed && kind == "FILE":
	case typed && len(kind) > 1: // one letter is a Windows drive
		return nil, kerberosInput("read the credential cache "+name, "Use a cache of type FILE: kinit -c FILE:/path.", fmt.Sprintf("a cache of type %s cannot be read", kind), nil)
	default:
		path = name
	}
	cache, err := readCache(path)
	if err != nil {
		return nil, kerberosInput("read the credential cache "+path, "Get a ticket with kinit first.", fileProblem(path, err, notACache), err)
	}
	c, err := guarded(func() (*client.Client, error) { return client.NewFromCCache(cache, conf, settings) })
	if err != nil {
		return nil, kerberosInput("read the credential cache "+path, "Get a ticket with kinit first.", noTickets, err)
	}
	return c, nil
}

func kerberosInput(op, hint, text string, cause error) error {
	return &Error{Kind: Refused, Op: op, Text: text, Hint: hint, Err: cause}
}

// Close forgets the keys and ends what runs for them.
func (t *Tickets) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.client.Destroy()
}

// ticket is what authenticates to one service.
type ticket struct {
	ticket     messages.Ticket
	key        types.EncryptionKey // of the session with the service
	realm      string              // of the client
	clientName types.PrincipalName
}

// get returns a ticket for a service. The library bounds each question to a
// KDC by a few seconds but knows no context.
func (t *Tickets) get(ctx context.Context, spn string, g *logon) (ticket, error) {
	admitted := t.enter(ctx, g)
	t.mu.Lock()
	defer t.mu.Unlock()
	if ctx.Err() != nil {
		return ticket{}, cmp.Or(admitted, interrupted(ctx))
	}
	if err := t.logIn(admitted, g); err != nil {
		return ticket{}, err
	}
	var issued messages.Ticket
	var key types.EncryptionKey
	err := asked(func() (err error) {
		issued, key, err = t.client.GetServiceTicket(spn)
		return err
	})
	if err != nil {
		return ticket{}, kdcError("get a ticket for "+spn, err)
	}
	if key.KeyType != etypeID.AES256_CTS_HMAC_SHA1_96 && key.KeyType != etypeID.AES128_CTS_HMAC_SHA1_96 {
		return ticket{}, onlyRC4("get a ticket for "+spn, nil)
	}
	return ticket{issued, key, t.client.Credentials.Domain(), t.client.Credentials.CName()}, nil
}

// enter waits until a login may show the password, or is no longer needed
// because another node's has been answered meanwhile.
func (t *Tickets) enter(ctx context.Context, g *logon) error {
	if !t.keyed || t.settled.Err() != nil {
		return nil
	}
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.settled, cancel)()
	return g.enter(waiting)
}

// logIn logs in unless that was done before. Every node hears of a refusal, but
// only the first error counts as one of the password: the KDC saw it once.
func (t *Tickets) logIn(admitted error, g *logon) error {
	switch {
	case t.loggedIn, t.refused != nil:
		g.end(LogonBroken) // not shown
		return t.refused
	case admitted != nil:
		return admitted
	}
	defer t.settle()
	if err := asked(t.client.Login); err != nil {
		t.refused = kdcError("log in with kerberos", err)
		var e *Error
		if errors.As(t.refused, &e) && e.Code == kdcPreauthFailed {
			return g.refuse(t.refused)
		}
		g.end(LogonBroken)
		return t.refused
	}
	t.loggedIn = true
	g.end(LogonProven) // only the KDC has the user's key
	return nil
}

// errDamagedReply is a reply of a KDC on which the library panics.
var errDamagedReply = errors.New("the reply is damaged")

// asked runs a question to a KDC. Replies come unauthenticated, and the library
// takes them apart without checking every length, so that a panic is an error, too.
func asked(question func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errDamagedReply
		}
	}()
	return question()
}

// kdcCode finds the code of a KRB-ERROR: the library keeps it in its texts only.
var kdcCode = regexp.MustCompile(`KRB Error: \((\d+)\)`)

// Codes of KRB-ERROR (RFC 4120 7.5.9).
const (
	kdcClientUnknown  = 6
	kdcServiceUnknown = 7
	kdcNoEtype        = 14
	kdcClientRevoked  = 18
	kdcKeyExpired     = 23
	kdcPreauthFailed  = 24
	kdcClockSkew      = 37
)

func kdcError(op string, err error) error {
	e := &Error{Kind: AuthFailed, Op: op, Err: err}
	m := kdcCode.FindStringSubmatch(err.Error())
	if m == nil {
		if local := LocalError(op, openAnything()); local != nil {
			return local // the library has its reason in words only
		}
		e.Kind, e.Text = Unreachable, "the key distribution centre gives no usable answer"
		e.Hint = "Check the KDC of the realm in krb5.conf, and port 88 on the way to it."
		return e
	}
	code, _ := strconv.Atoi(m[1])
	switch e.Code = uint32(code); code {
	case kdcClientUnknown:
		e.Kind, e.Text, e.Hint = AuthRefused, "the KDC does not know the user", "Check user and realm."
	case kdcServiceUnknown:
		e.Text = "the KDC does not know the service"
		e.Hint = fmt.Sprintf("Name the node as its SPN does (setspn -L NODE), register it (setspn -S HTTP/node.domain NODE), or use %s.", setting.SPN)
	case kdcNoEtype:
		return onlyRC4(op, err)
	case kdcClientRevoked:
		e.Kind, e.Text, e.Hint = AuthRefused, "the account is disabled or locked", "Unlock it before the next scan."
	case kdcKeyExpired:
		e.Kind, e.Text, e.Hint = AuthRefused, "the password has expired", "Set a new one."
	case kdcPreauthFailed:
		e.Kind, e.Text, e.Hint = AuthRefused, "the KDC refuses the password or the key", "Check password or keytab; nothing was tried a second time."
	case kdcClockSkew:
		e.Text, e.Hint = "the clocks of this machine and the KDC differ too much", "Set the clock: Kerberos allows five minutes."
	default:
		e.Text, e.Hint = "the KDC gives no ticket", "Look up the code in RFC 4120, section 7.5.9."
	}
	return e
}

func onlyRC4(op string, err error) error {
	return &Error{Kind: NotSealed, Op: op, Err: err, Text: "there are no AES keys for the service or the user, only RC4",
		Hint: "Allow AES for the account (msDS-SupportedEncryptionTypes 24) and, where the password is older than that, change it."}
}
