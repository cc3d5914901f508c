package remote

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// link is one HTTP connection to a node. It is dialled once: when it breaks it
// stays broken, because a new connection would not be authenticated.
type link struct {
	url       string
	limits    Limits
	conn      net.Conn
	transport *http.Transport
	peer      *x509.Certificate // the certificate that the node presented, nil on HTTP
	tls       tls.ConnectionState
	trace     Tracer // nil: nobody looks on
	requests  int
	date      time.Time    // of the last answer, UTC; zero if it had none
	dateAt    time.Time    // when it came, UTC
	in, out   atomic.Int64 // bytes; counted on the transport's goroutines
}

// answer is one HTTP answer, read whole.
type answer struct {
	status      int
	contentType string
	params      map[string]string
	challenges  []string  // the values of WWW-Authenticate
	date        time.Time // the node's clock, UTC; zero if it does not tell
	at          time.Time // our clock when the answer came, UTC
	body        []byte
}

// skew is how far the node's clock is ahead of ours; zero if it does not tell.
func (a *answer) skew() time.Duration {
	if a.date.IsZero() {
		return 0
	}
	return a.date.Sub(a.at)
}

// dialLink connects to the node, with TLS where the target says so.
func dialLink(ctx context.Context, t Target, client *tls.Certificate, o Options) (*link, error) {
	limits := o.Limits
	address := net.JoinHostPort(t.Host, strconv.Itoa(t.Port))
	ctx, cancel := context.WithTimeout(ctx, limits.Connect)
	defer cancel()
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, dialError(ctx, address, err)
	}
	l := &link{url: (&url.URL{Scheme: "http", Host: address, Path: "/wsman"}).String(), limits: limits, trace: o.Trace}
	l.conn = &countedConn{Conn: raw, in: &l.in, out: &l.out}
	if t.HTTPS {
		if err := l.startTLS(ctx, t.tlsConfig(client), address); err != nil {
			raw.Close()
			return nil, err
		}
	}
	l.transport = &http.Transport{
		// The URL always says http: with HTTPS the connection is a TLS one already.
		DialContext:            l.handOver(),
		DisableCompression:     true,
		MaxConnsPerHost:        1,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return l, nil
}

func (l *link) startTLS(ctx context.Context, config *tls.Config, address string) error {
	conn := tls.Client(l.conn, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return tlsError(ctx, address, err)
	}
	l.conn = conn
	l.tls = conn.ConnectionState()
	l.peer = l.tls.PeerCertificates[0]
	return nil
}

// handOver gives the transport our connection the first time it asks for one.
func (l *link) handOver() func(context.Context, string, string) (net.Conn, error) {
	var used atomic.Bool
	return func(context.Context, string, string) (net.Conn, error) {
		if used.Swap(true) {
			return nil, &Error{Kind: Unreachable, Text: "the node closed the connection",
				Hint: "Scan the node again; if it persists, look for a proxy or a limit that ends connections early."}
		}
		return l.conn, nil
	}
}

// leg sends one leg of a handshake: a request without a body.
func (l *link) leg(ctx context.Context, op, authorization string) (*answer, error) {
	started := time.Now()
	a, err := l.post(ctx, authorization, soapType, nil)
	if l.trace != nil {
		l.trace.Trace(Exchange{Op: op, Started: started, Elapsed: time.Since(started), Status: a.code(), Err: err})
	}
	return a, err
}

// code is the HTTP status, 0 for no answer.
func (a *answer) code() int {
	if a == nil {
		return 0
	}
	return a.status
}

// post sends one request and reads the whole answer. An answer with any HTTP
// status is no error here.
func (l *link) post(ctx context.Context, authorization, contentType string, body []byte) (*answer, error) {
	message, cancel := context.WithTimeout(ctx, l.limits.Message)
	defer cancel()
	req, err := http.NewRequestWithContext(message, http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Kind: Refused, Text: "the address is not valid", Hint: "Check host and port of the node.", Err: err}
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "clusterdrift")
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	allowance := max(0, min(l.limits.Body, l.limits.Total-l.in.Load()))
	l.requests++
	resp, err := l.transport.RoundTrip(req)
	if err != nil {
		return nil, l.requestError(ctx, message, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, allowance+1))
	if err != nil {
		return nil, l.requestError(ctx, message, err)
	}
	if int64(len(data)) > allowance {
		return nil, &Error{Kind: TooBig, Text: fmt.Sprintf("the answer is larger than %d bytes", allowance),
			Hint: "An honest node never sends this much at once; look at what answers on this port."}
	}
	a, err := newAnswer(resp, data)
	if err == nil && !a.date.IsZero() {
		l.date, l.dateAt = a.date, a.at
	}
	return a, err
}

func newAnswer(resp *http.Response, body []byte) (*answer, error) {
	if resp.Header.Get("Content-Encoding") != "" {
		return nil, &Error{Kind: Malformed, Text: "the answer is compressed although we did not ask for it"}
	}
	a := &answer{status: resp.StatusCode, challenges: resp.Header.Values("Www-Authenticate"), at: time.Now().UTC(), body: body}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		a.date = date.UTC()
	}
	if ct := resp.Header.Get("Content-Type"); ct != "" {
		// A content type that cannot be parsed leaves contentType empty, which
		// no caller accepts for a body.
		a.contentType, a.params, _ = mime.ParseMediaType(ct)
	}
	return a, nil
}

// close ends the connection and with it the goroutines that served it.
func (l *link) close() {
	l.conn.Close()
	l.transport.CloseIdleConnections()
}

// countedConn counts bytes.
type countedConn struct {
	net.Conn
	in, out *atomic.Int64
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.in.Add(int64(n))
	return n, err
}

func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.out.Add(int64(n))
	return n, err
}

func (l *link) requestError(parent, message context.Context, err error) error {
	var own *Error
	switch {
	case parent.Err() != nil:
		return interrupted(parent)
	case errors.As(err, &own):
		return own
	case message.Err() != nil:
		return &Error{Kind: Timeout, Text: fmt.Sprintf("no complete answer within %s", l.limits.Message),
			Hint: "Check the load of the node and the network, or raise --message-timeout.", Err: err}
	}
	return &Error{Kind: Unreachable, Text: "the connection broke before the answer was complete",
		Hint: "Scan the node again; if it persists, look at the System log of the node and at firewalls in between.", Err: err}
}

// interrupted tells a caller that gave up from a node deadline that passed.
func interrupted(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Kind: Timeout, Text: "the time for this node is used up", Hint: "Raise --timeout, or look at why the node is slow.", Err: ctx.Err()}
	}
	return &Error{Kind: Interrupted, Text: "the scan was interrupted", Err: ctx.Err()}
}

// windowsRefused is WSAECONNREFUSED, which Go does not map to ECONNREFUSED.
const windowsRefused = syscall.Errno(10061)

func dialError(ctx context.Context, addr string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return interrupted(ctx)
	}
	e := &Error{Kind: Unreachable, Op: "connect to " + addr, Err: err}
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &dns):
		e.Text = "the name does not resolve"
		e.Hint = "Check the spelling, or give the node an address in the inventory."
	case errors.As(err, &timeout) && timeout.Timeout():
		e.Text = "no answer"
		e.Hint = "Check that the node runs and that no firewall drops the WinRM port."
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, windowsRefused):
		e.Text = "connection refused"
		e.Hint = "Nothing listens there: run `winrm quickconfig` on the node, or check port and transport."
	default:
		e.Text = "no connection"
		e.Hint = "Check the network between here and the node."
	}
	return e
}
