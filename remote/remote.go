package remote

import (
	"context"
	"crypto/tls"
	"time"
)

// Auth is how a node is entered. It is configuration, never negotiation.
type Auth string

// Authentication schemes.
const (
	Kerberos    Auth = "kerberos"    // sealed over HTTP, with channel binding over HTTPS
	NTLM        Auth = "ntlm"        // NTLMv2, sealed over HTTP, with channel binding over HTTPS
	Basic       Auth = "basic"       // over HTTPS only
	Certificate Auth = "certificate" // a client certificate, over HTTPS only
)

// Auths lists the schemes, the preferred first.
func Auths() []Auth { return []Auth{Kerberos, NTLM, Certificate, Basic} }

// ShowsPassword reports whether every node is shown the password, or a token that
// is made of it. With Kerberos only a key distribution centre is, and only once.
func (a Auth) ShowsPassword() bool { return a == NTLM || a == Basic }

// Default ports of the WinRM service.
const (
	PortHTTP  = 5985
	PortHTTPS = 5986
)

// Target is where a node listens and how it is entered.
type Target struct {
	Host  string // name or address
	Port  int
	HTTPS bool
	Auth  Auth
	TLS   TLS
	SPN   string // Kerberos service principal; empty: HTTP/ and the host
}

// Credentials are who we are.
type Credentials struct {
	User     string // "DOMAIN\user", "user@realm" or a local "user"
	Password Secret
	Tickets  *Tickets         // for Kerberos; shared by all nodes of a scan
	Client   *tls.Certificate // for Certificate
	// CurrentUser, for Kerberos and NTLM, is logged on by the operating system; Password
	// and Tickets are not used then. User is the account that it must log on, which it may
	// not where it has other credentials for the node; empty: any.
	CurrentUser *CurrentUser
}

// Account is who logs on: with Kerberos the owner of the tickets as the directory spells
// it, "user@REALM", the current user as `current user DOMAIN\user`, otherwise the user as
// it was given.
func (c Credentials) Account() string {
	if c.CurrentUser != nil {
		return currentUser + c.CurrentUser.Name()
	}
	if c.Tickets != nil {
		return c.Tickets.User()
	}
	return c.User
}

// Options bound and observe a session.
type Options struct {
	Limits Limits
	Trace  Tracer  // nil: not traced
	Budget *Budget // that the session shares with others; nil: Limits alone bound it
	Dial   Dial    // nil: TCP
	// Admit, if set, is called each time before the password, or anything derived
	// from it, goes out to the node or to a key distribution centre: it waits until
	// that may be, and its error ends the session. The function that it returns is
	// called once with the outcome, and again when LogonProven follows LogonUnproven.
	Admit func(context.Context) (report func(Outcome), err error)
	// Weak, if set, is called with what is weak on the way to the node, as
	// Session.Weaknesses says it, before anyone logs on: also of a session that
	// cannot be opened after all.
	Weak func(weaknesses []string)
}

// Tracer is called with every exchange with a node, after decryption. Handshake
// legs come as an Exchange without Request and Response. It is called by one
// goroutine at a time and must not keep the byte slices.
type Tracer interface {
	Trace(Exchange)
}

// Exchange is one HTTP request and its answer.
type Exchange struct {
	Op       string // what was being done, "read root/cimv2"
	Started  time.Time
	Elapsed  time.Duration
	Status   int    // HTTP status; 0 when there was no answer
	Request  []byte // the SOAP envelope as it was before sealing; empty for a handshake leg
	Response []byte // the SOAP envelope as it was after unsealing; empty when there is none
	Err      error  // why there is no usable answer
}

// Limits bound what one node may cost us.
type Limits struct {
	Connect time.Duration // for the TCP connection and the TLS handshake
	Message time.Duration // for one message, from sending it to the last byte of the answer
	Body    int64         // bytes of one answer
	Total   int64         // bytes of all answers
	Pages   int           // pulls of one enumeration
	Rows    int           // rows of one enumeration
	Output  int64         // bytes that one command line may print
	Backoff time.Duration // before the first of three further tries when the node is busy; doubles each time
}

// DefaultLimits are generous for an honest node: the longest recorded page is
// 77 KB, the longest expected output (the firewall rules) below 1 MB.
func DefaultLimits() Limits {
	return Limits{
		Connect: 10 * time.Second,
		Message: 30 * time.Second,
		Body:    4 << 20,
		Total:   64 << 20,
		Pages:   200,
		Rows:    20000,
		Output:  16 << 20,
		Backoff: time.Second,
	}
}

// operationTimeout is what the node is given: less than our own deadline, so
// that it can answer with a fault before we hang up. It is calculated without
// a multiplication, which would overflow into a negative time for a long limit.
func (l Limits) operationTimeout() time.Duration { return l.Message - l.Message/3 }
