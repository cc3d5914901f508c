package remote

import (
	"bufio"
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
	"strings"
	"sync/atomic"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/mask"
)

// link is one HTTP connection to a node. It is dialled once: when it ends it
// stays ended, because a new connection would not be authenticated. The HTTP
// client of the standard library is not used because it takes another
// connection whenever it likes.
type link struct {
	address  string // host:port
	limits   Limits
	conn     net.Conn
	reader   *bufio.Reader
	budget   *budget
	peer     *x509.Certificate // the certificate that the node presented, nil on HTTP
	tls      tls.ConnectionState
	trace    Tracer       // nil: not traced
	masker   *mask.Masker // of what pages say; nil masks nothing
	secure   bool         // the connection is TLS
	asked    bool         // the last answer was a challenge
	requests int
	date     time.Time     // of the last answer, UTC; zero if it had none
	dateAt   time.Time     // when it came, UTC
	in, out  atomic.Int64  // bytes below TLS
	received *atomic.Int64 // bytes in of all connections to the node
	shortest time.Duration // of the times that answers took; 0: there was none
	// handshake is how long that of TCP took.
	handshake time.Duration
	ended     bool
	message   holding // what the last answer holds; given back when the next is requested
}

// answer is one HTTP answer, read whole.
type answer struct {
	status      int
	contentType string
	params      map[string]string
	challenges  []string  // the values of WWW-Authenticate
	date        time.Time // the node's clock, UTC; zero if it does not report it
	at          time.Time // our clock when the answer came, UTC
	body        []byte

	header   int    // bytes of the Authorization header that it answers; 0 for none
	token    int    // bytes of the token in it
	toSealed bool   // it answers a sealed message
	location string // where a redirection leads, in the words of who answered
}

// skew is how far the node's clock is ahead of ours; zero if it does not report it.
func (a *answer) skew() time.Duration {
	if a.date.IsZero() {
		return 0
	}
	return a.date.Sub(a.at)
}

// dialLink connects to the node, with TLS where the target says so. It adds what it
// receives to received.
func dialLink(ctx context.Context, t Target, client *tls.Certificate, o Options, held *share, received *atomic.Int64) (*link, error) {
	l := &link{address: net.JoinHostPort(t.Host, strconv.Itoa(t.Port)), limits: o.Limits, trace: o.Trace, secure: t.HTTPS, message: holding{share: held}, received: received}
	ctx, cancel := context.WithTimeout(ctx, o.Limits.Connect)
	defer cancel()
	dial := o.Dial
	if dial == nil {
		dial = dialTCP
	}
	raw, handshake, err := dial(ctx, l.address)
	if err != nil {
		return nil, dialError(ctx, l.address, err)
	}
	l.handshake = handshake
	l.conn = &countedConn{Conn: raw, in: &l.in, out: &l.out, all: received}
	if t.HTTPS {
		if err := l.startTLS(ctx, t.tlsConfig(client)); err != nil {
			raw.Close()
			return nil, err
		}
	}
	l.budget = &budget{from: l.conn}
	l.reader = bufio.NewReader(l.budget)
	return l, nil
}

func (l *link) startTLS(ctx context.Context, config *tls.Config) error {
	conn := tls.Client(l.conn, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return tlsError(ctx, l.address, err)
	}
	l.conn = conn
	l.tls = conn.ConnectionState()
	l.peer = l.tls.PeerCertificates[0]
	return nil
}

// budget bounds what is read of one answer, its headers included.
type budget struct {
	from io.Reader
	left int64
}

var errBudget = errors.New("the answer is larger than allowed")

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errBudget
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// leg sends one leg of a handshake: a request without a body. The answer has status
// 200 or 401.
func (l *link) leg(ctx context.Context, op, authorization string) (*answer, error) {
	started := time.Now()
	a, err := l.post(ctx, authorization, soapType, nil)
	if err == nil && a.status != http.StatusOK && a.status != http.StatusUnauthorized {
		err = l.statusError(a)
	}
	var e *Error
	if errors.As(err, &e) && e.Op == "" && e.Kind != Interrupted {
		e.Op = op
	}
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

// headerLimit is how many bytes the headers of an answer may have.
const headerLimit = 64 << 10

// post sends one request and reads the whole answer. An answer with any HTTP
// status is not an error here. After an error the link has ended.
func (l *link) post(ctx context.Context, authorization, contentType string, body []byte) (*answer, error) {
	a, err := l.send(ctx, authorization, contentType, body)
	if l.asked && IsKind(err, Unreachable) {
		err = closedAfterChallenge(err)
	}
	l.asked = a.code() == http.StatusUnauthorized
	return a, err
}

func (l *link) send(ctx context.Context, authorization, contentType string, body []byte) (*answer, error) {
	if l.ended {
		return nil, &Error{Kind: Unreachable, Text: "the node closed the connection",
			Hint: "Scan the node again; if it persists, look for a proxy, a load balancer or a limit that ends connections early."}
	}
	l.message.drop()
	message, cancel := context.WithTimeout(ctx, l.limits.Message)
	defer cancel()
	// A deadline in the past wakes the reader or writer.
	stop := context.AfterFunc(message, func() { l.conn.SetDeadline(time.Unix(1, 0)) })
	allowance := max(0, min(l.limits.Body, l.limits.Total-l.received.Load()))
	l.budget.left = allowance + headerLimit
	l.requests++
	started := time.Now()
	a, err := l.roundTrip(message, authorization, contentType, body)
	if took := time.Since(started); err == nil && (l.shortest == 0 || took < l.shortest) {
		l.shortest = took
	}
	if !stop() || err != nil {
		l.ended = true
	}
	switch {
	case errors.Is(err, errBudget) || err == nil && int64(len(a.body)) > allowance:
		l.ended = true
		return nil, &Error{Kind: TooBig, Text: fmt.Sprintf("the answer is larger than %d bytes", allowance),
			Hint: "No healthy node sends this much at once; check what is listening on this port."}
	case err != nil:
		return nil, l.requestError(ctx, message, err)
	}
	return a, nil
}

// roundTrip writes one request and reads its answer.
func (l *link) roundTrip(ctx context.Context, authorization, contentType string, body []byte) (*answer, error) {
	where := url.URL{Scheme: "http", Host: l.address, Path: "/wsman"} // writes the zone of an IPv6 address as URLs want it
	req, err := http.NewRequest(http.MethodPost, where.String(), bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Kind: Refused, Text: "the address is not valid", Hint: "Check host and port of the node.", Err: err}
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", "clusterdrift")
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	if err := req.Write(l.conn); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(l.reader, req)
	for err == nil && resp.StatusCode/100 == 1 { // an interim answer
		resp, err = http.ReadResponse(l.reader, req)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, whole, err := l.readBody(ctx, resp)
	if err != nil {
		return nil, err
	}
	if !whole {
		l.ended = true
	} else if l.reader.Buffered() > 0 {
		return nil, &Error{Kind: Malformed, Text: "the node sent more than one answer"}
	}
	a, err := newAnswer(resp, data)
	if err == nil && !a.date.IsZero() {
		l.date, l.dateAt = a.date, a.at
	}
	l.ended = l.ended || resp.Close
	return a, err
}

func newAnswer(resp *http.Response, body []byte) (*answer, error) {
	if resp.Header.Get("Content-Encoding") != "" {
		return nil, &Error{Kind: Malformed, Text: "the answer is compressed although we did not ask for it"}
	}
	a := &answer{status: resp.StatusCode, challenges: resp.Header.Values("Www-Authenticate"), at: time.Now().UTC(), body: body,
		location: resp.Header.Get("Location"), toSealed: strings.HasPrefix(resp.Request.Header.Get("Content-Type"), sealedType)}
	a.header, a.token = sizes(resp.Request.Header.Get("Authorization"))
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

func (l *link) close() {
	l.ended = true
	l.conn.Close()
	l.message.drop()
}

// countedConn counts bytes.
type countedConn struct {
	net.Conn
	in, out *atomic.Int64
	all     *atomic.Int64 // in, of all connections to the node
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.in.Add(int64(n))
	c.all.Add(int64(n))
	return n, err
}

func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.out.Add(int64(n))
	return n, err
}
