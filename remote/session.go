package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/mask"
)

// Session reads one node over one authenticated connection. It is used by one
// goroutine at a time. A read that meets a broken connection is tried once more
// on a fresh one; after that, and after any answer that cannot be trusted, the
// session is broken: every further call returns the same error.
type Session struct {
	target      Target
	credentials Credentials
	options     Options
	link        *link
	scheme      scheme
	logon       *logon // of the connection
	shell       string // the id of the open shell
	messages    int
	past        facts.Traffic // of connections that are gone
	retried     bool          // the one fresh connection is used up
	broken      error
	masker      *mask.Masker // of the password
	echoes      int          // answers with something to mask
	rows        holding      // what was read so far holds
	party       *party
}

// Open connects to the node and authenticates, as far as that precedes the
// first message. The caller must Close the session.
func Open(ctx context.Context, t Target, c Credentials, o Options) (*Session, error) {
	if o.Trace != nil {
		o.Trace = &lockedTracer{to: o.Trace}
	}
	return newSession(ctx, t, c, o, newParty())
}

func newSession(ctx context.Context, t Target, c Credentials, o Options, p *party) (*Session, error) {
	s := &Session{target: t, credentials: c, options: o, masker: c.Masker(), rows: holding{share: o.Budget.share()}, party: p}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// connect opens a connection and authenticates it.
func (s *Session) connect(ctx context.Context) error {
	scheme, err := newScheme(s.target, s.credentials)
	if err != nil {
		return err
	}
	link, err := dialLink(ctx, s.target, s.credentials.Client, s.options, s.rows.share, &s.party.received)
	if err != nil {
		return err
	}
	link.masker = s.masker
	if !s.party.same(link.peer) {
		link.close()
		return changedCertificate()
	}
	if s.options.Weak != nil {
		s.options.Weak(s.weaknesses(link))
	}
	logon := &logon{admit: s.options.Admit, turn: s.party.logon, refused: &s.party.refused}
	if err := scheme.handshake(ctx, link, logon); err != nil {
		logon.end(LogonBroken)
		s.count(link)
		link.close()
		return explained(err)
	}
	s.link, s.scheme, s.logon = link, scheme, logon
	return nil
}

// explained gives an error of a handshake that has no hint the one that fits an
// answer that makes no sense.
func explained(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Hint != "" || e.Kind == Interrupted {
		return err
	}
	clear := *e
	clear.Hint = notWinRM
	return &clear
}

func sameCertificate(a, b *x509.Certificate) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(b)
}

func changedCertificate() error {
	return &Error{Kind: TLSFailed, Op: "connect again", Text: "the node's certificate changed during the scan",
		Hint: "Check for a load balancer or an attacker in between."}
}

// count keeps what a connection has cost that will be used no more.
func (s *Session) count(l *link) {
	s.past.Connections++
	s.past.Requests += l.requests
	s.past.BytesIn += l.in.Load()
	s.past.BytesOut += l.out.Load()
}

// Traffic counts what the session has cost so far.
func (s *Session) Traffic() facts.Traffic {
	t := s.past
	t.Messages = s.messages
	t.Connections++
	t.Requests += s.link.requests
	t.BytesIn += s.link.in.Load()
	t.BytesOut += s.link.out.Load()
	return t
}

// NodeInfo is what a session learnt of the node's side of the connection.
type NodeInfo struct {
	Address     string            // host:port that was dialled
	TLSVersion  uint16            // a tls.Version constant; 0 without TLS
	Cipher      string            // name of the TLS cipher suite; empty without TLS
	Certificate *x509.Certificate // the node's own; nil without TLS
	// Presented are the certificates that the node sent, its own first; none
	// without TLS.
	Presented []*x509.Certificate
	Sealed    bool      // the messages are sealed, rather than sent over TLS
	Date      time.Time // the node's clock by the last Date header, UTC; zero if it sent none
	DateAt    time.Time // our clock when that header came, UTC
}

// Node is what the session learnt of the node's side of the connection.
func (s *Session) Node() NodeInfo {
	info := NodeInfo{
		Address:     net.JoinHostPort(s.target.Host, strconv.Itoa(s.target.Port)),
		Certificate: s.link.peer, Sealed: s.scheme.sealer() != nil,
		Date: s.link.date, DateAt: s.link.dateAt,
	}
	if s.target.HTTPS {
		info.TLSVersion = s.link.tls.Version
		info.Presented = s.link.tls.PeerCertificates
		info.Cipher = tls.CipherSuiteName(s.link.tls.CipherSuite)
	}
	return info
}

// Account is who is logged on: as Credentials.Account says, but the current user by the
// name that Windows has logged on, which differs where it has saved other credentials for
// the node.
func (s *Session) Account() string {
	if o, ok := s.scheme.(*osScheme); ok {
		return o.loggedOn()
	}
	return s.credentials.Account()
}

// Weaknesses says what of the way to the node lets someone else pose as it, or
// read along: the settings, and the certificates that it presented. In words for
// a report; empty when nothing does.
func (s *Session) Weaknesses() []string { return s.weaknesses(s.link) }

func (s *Session) weaknesses(l *link) []string {
	weak := s.target.Weaknesses()
	for _, w := range CertificateWeaknesses(l.tls.PeerCertificates) {
		weak = append(weak, s.masker.Text(w))
	}
	return weak
}

// closeTime is how long tidying up may take when the caller has given up.
const closeTime = 5 * time.Second

// Close deletes the shell, if one is open, even when ctx has ended, and closes
// the connection. A shell whose connection has ended, or ends now, is deleted over
// a fresh one, unless the node cannot be trusted: then its idle time-out ends it.
func (s *Session) Close(ctx context.Context) {
	defer func() {
		s.link.close()
		s.rows.drop()
		s.logon.end(LogonBroken) // when nothing was read
	}()
	if s.shell == "" || s.broken != nil && !lostConnection(s.broken) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	if s.broken == nil && !s.link.ended && (s.deleteShell(ctx) == nil || !lostConnection(s.broken)) {
		return
	}
	if s.reconnect(ctx) == nil {
		// Nothing waits for the outcome: the idle time-out deletes the shell otherwise.
		_ = s.deleteShell(ctx)
	}
}

// lostConnection distinguishes errors of the way to the node from those of the node.
func lostConnection(err error) bool {
	return IsKind(err, Unreachable, Timeout, Interrupted, Local)
}

// reconnect takes a fresh connection in place of one that broke.
func (s *Session) reconnect(ctx context.Context) error {
	old := s.link
	old.close()
	if err := s.connect(ctx); err != nil {
		return err
	}
	s.count(old)
	s.broken = nil
	return nil
}

func (t Target) url() string {
	scheme := "http"
	if t.HTTPS {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: net.JoinHostPort(t.Host, strconv.Itoa(t.Port)), Path: "/wsman"}).String()
}
