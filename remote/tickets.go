package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Login says how to get Kerberos tickets: with a keytab, a password or the tickets
// of a credential cache, of which the first that is set is used in this order.
type Login struct {
	User     string // "user@REALM", a user principal name, "REALM\user" or "user"
	Realm    string // empty: that of User, else the default realm of Config
	Password Secret
	Keytab   string // path; empty: not used
	CCache   string // path, FILE:path, DIR:folder or DIR::path; empty: not used
	Config   string // path of krb5.conf; empty: $KRB5_CONFIG, then the usual places, then DNS
}

// Tickets gets Kerberos tickets for the nodes of one scan: the ticket-granting
// ticket once, and one service ticket for each node. It may be used by several
// goroutines.
type Tickets struct {
	client    *kerberos.Client
	principal string // see Principal

	turn chan struct{} // the one that logs on holds it

	mu      sync.Mutex
	refused error // of the one login: a wrong password is not tried again
	asked   bool  // the key distribution centre was asked

	settled context.Context // has ended once someone has logged on, or was refused
	settle  context.CancelFunc
}

// NewTickets reads the files. The key distribution centre is asked when the
// first ticket is needed. Errors have kind Refused, or
// AuthFailed where the keys or tickets are not of AES.
func NewTickets(l Login) (*Tickets, error) {
	client, err := kerberos.Open(kerberos.Login{User: l.User, Realm: l.Realm, Password: l.Password, Keytab: l.Keytab, CCache: l.CCache, Config: l.Config})
	if err != nil {
		return nil, kerberosError(err)
	}
	t := &Tickets{client: client, turn: make(chan struct{}, 1)}
	t.principal = strings.ToLower(client.Principal().String())
	t.settled, t.settle = context.WithCancel(context.Background())
	return t, nil
}

// Principal is whom the tickets are for, as "user@realm" in lower case: the same for
// each way of writing the same account.
func (t *Tickets) Principal() string { return t.principal }

// User is whom the tickets are for as the directory spells it, "user@REALM". It is
// the name that was given as long as no one has logged on.
func (t *Tickets) User() string { return t.client.Principal().String() }

// Close forgets the keys.
func (t *Tickets) Close() {
	t.settle()
	t.client.Close()
}

// context gets a ticket for a service and makes a security context of it.
func (t *Tickets) context(ctx context.Context, spn string, bindings []byte, g *logon) (*kerberos.Context, error) {
	if err := t.logOn(ctx, g); err != nil {
		return nil, err
	}
	made, err := t.client.Context(ctx, spn, bindings)
	if err != nil {
		return nil, ticketError(ctx, err)
	}
	return made, nil
}

// logOn logs on unless that was done before. Every node hears of a refusal, but
// only the first error counts as one of the password: the KDC saw it once.
func (t *Tickets) logOn(ctx context.Context, g *logon) error {
	admitted := t.enter(ctx, g)
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		if IsKind(admitted, Interrupted) {
			admitted = nil // the log-on was decided meanwhile, or it is as ctx says
		}
		return t.late(ctx, cmp.Or(admitted, interrupted(ctx)))
	}
	if t.client.LoggedOn() || t.refusal() != nil {
		g.end(LogonBroken) // not shown
		return t.refusal()
	}
	if admitted != nil {
		return t.late(ctx, admitted)
	}
	t.mu.Lock()
	t.asked = true
	t.mu.Unlock()
	err := t.client.LogOn(ctx)
	if err == nil {
		t.settle()
		g.end(LogonProven) // only the KDC has the user's key
		return nil
	}
	return t.fail(ctx, g, err)
}

// fail keeps the error of the login, unless one node's time ended before a proof of
// the password was out: then the next node may try.
func (t *Tickets) fail(ctx context.Context, g *logon, err error) error {
	failure := ticketError(ctx, err)
	var e *kerberos.Error
	if ctx.Err() == nil || errors.As(err, &e) && e.Shown {
		t.mu.Lock()
		t.refused = failure
		t.mu.Unlock()
		t.settle()
	}
	if kerberos.ProofRefused(err) {
		return g.refuse(failure)
	}
	g.end(LogonBroken)
	return failure
}

// late is the error of a node that waited for the log-on of another one. Where its
// time ran out, what it waited for is the key distribution centre, once that is asked.
func (t *Tickets) late(ctx context.Context, err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.asked || !errors.Is(ctx.Err(), context.DeadlineExceeded) || !IsKind(err, Timeout) {
		return err
	}
	waited := &kerberos.Error{Reason: kerberos.Ended, Op: "log on with kerberos", Err: ctx.Err(),
		Text: "the time for this node ran out before the KDC answered the log-on, which is one for all nodes"}
	return &Error{Kind: Timeout, Op: waited.Op, Text: waited.Text, Err: waited,
		Hint: fmt.Sprintf("Check the KDC of the realm in krb5.conf or DNS, and port 88 (UDP and TCP) on the way to it, or raise %s.", setting.Timeout)}
}

func (t *Tickets) refusal() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refused
}

// enter waits until a login may show the password, or is no longer needed
// because another node's has been answered meanwhile.
func (t *Tickets) enter(ctx context.Context, g *logon) error {
	if !t.client.Keyed() || t.settled.Err() != nil {
		return nil
	}
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.settled, cancel)()
	return g.enter(waiting)
}

// ticketError is an error of package kerberos in the words for a node.
func ticketError(ctx context.Context, err error) error {
	if kerberos.IsReason(err, kerberos.Ended) && ctx.Err() != nil {
		return interrupted(ctx)
	}
	var e *kerberos.Error
	if errors.As(err, &e) && e.Reason == kerberos.NoAnswer {
		if local := LocalError(e.Op, e.Err); local != nil {
			return local
		}
	}
	return kerberosError(err)
}

// kerberosError is an error of package kerberos as one of this package.
func kerberosError(err error) error {
	var e *kerberos.Error
	if !errors.As(err, &e) {
		return &Error{Kind: Malformed, Op: kerberosOp, Err: err}
	}
	kind := AuthFailed // the node, which may be in order, was shown nothing
	switch e.Reason {
	case kerberos.BadInput:
		kind = Refused
	case kerberos.Refused:
		kind = KDCRefused
	case kerberos.Ended:
		kind = Interrupted
	}
	return &Error{Kind: kind, Op: e.Op, Code: e.Code, Text: e.Text, Hint: e.Hint, Err: err}
}

// CacheFile is the file of a credential cache by its name, as KRB5CCNAME writes it:
// "FILE:path", a path, "DIR:folder" or "DIR::path". Errors have kind Refused.
func CacheFile(name string) (string, error) {
	path, err := kerberos.CacheFile(name)
	if err != nil {
		return "", kerberosError(err)
	}
	return path, nil
}

// DefaultCache is the name of the credential cache that kinit writes for the user by a
// krb5.conf, as Login.Config names it; empty where it is not a file. Errors have kind
// Refused.
func DefaultCache(config string) (string, error) {
	c, err := kerberos.ReadConfig(config)
	if err != nil {
		return "", kerberosError(err)
	}
	return c.DefaultCache(), nil
}
