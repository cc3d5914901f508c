package kerberos

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// patience is how long key distribution centres are waited for.
type patience struct {
	datagram   time.Duration // for the answer to a datagram
	connection time.Duration // for a connection, the question and its answer
	question   time.Duration // for one question to all of them
}

// A key distribution centre answers in milliseconds. One that is silent takes no more
// of a scan than this, and is asked no second time.
func defaultPatience() patience {
	return patience{datagram: 2 * time.Second, connection: 5 * time.Second, question: 20 * time.Second}
}

// centre is a key distribution centre that answered, and how it was reached.
type centre struct{ network, address string }

// network carries questions to key distribution centres.
type network struct {
	config *Config
	patience
	now func() time.Time

	mu   sync.Mutex
	last map[string]string // the address that answered last, by realm: it is asked first
}

func newNetwork(c *Config) *network {
	return &network{config: c, patience: defaultPatience(), now: time.Now, last: map[string]string{}}
}

// inOrder puts the address first that answered last for a realm.
func (n *network) inOrder(realm string, addresses []string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if at := slices.Index(addresses, n.last[realm]); at > 0 {
		addresses = slices.Insert(slices.Delete(slices.Clone(addresses), at, at+1), 0, n.last[realm])
	}
	return addresses
}

func (n *network) answered(realm, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last[realm] = address
}

var (
	errTooLong   = errors.New("the answer is longer than the limit")
	errNoMessage = errors.New("the answer is no message of Kerberos")
)

// ask sends a question to the key distribution centres of a realm until one answers
// with a message of Kerberos: over UDP and then TCP, or the other way round where the
// question is long (RFC 4120 7.2). It must hold no proof of the password.
func (n *network) ask(ctx context.Context, op, realm string, question []byte) (answer []byte, from centre, err error) {
	waiting, cancel := context.WithTimeout(ctx, n.question)
	defer cancel()
	addresses, err := n.config.centres(waiting, realm)
	if err != nil {
		return nil, from, n.silent(ctx, op, realm, nil, err)
	}
	ways := []string{"udp", "tcp"}
	if len(question) > n.config.udpLimit {
		ways = []string{"tcp", "udp"}
	}
	var last error
	for _, address := range n.inOrder(realm, addresses) {
		for _, way := range ways {
			from = centre{way, address}
			answer, err := n.send(waiting, from, question)
			code := codeOf(answer)
			switch {
			case err != nil:
				last = telling(last, err)
			case code == codeTooBig && way == "udp":
				last = telling(last, errTooLong)
			case code != codeUnavailable:
				n.answered(realm, address)
				return answer, from, nil
			}
			if waiting.Err() != nil {
				return nil, from, n.silent(ctx, op, realm, addresses, last)
			}
		}
	}
	return nil, from, n.silent(ctx, op, realm, addresses, last)
}

// askOnce sends a question that must go out at most once, since it holds a proof that
// may be counted as an attempt: over TCP where that connects, which loses nothing.
func (n *network) askOnce(ctx context.Context, op, realm string, at centre, question []byte) ([]byte, error) {
	waiting, cancel := context.WithTimeout(ctx, n.question)
	defer cancel()
	conn, err := n.dial(waiting, centre{"tcp", at.address})
	if err != nil && at.network == "udp" && waiting.Err() == nil {
		at.network = "udp"
		conn, err = n.dial(waiting, at)
	} else {
		at.network = "tcp"
	}
	if err != nil {
		return nil, n.silent(ctx, op, realm, []string{at.address}, err)
	}
	defer conn.Close()
	answer, err := n.exchange(waiting, conn, at.network, question)
	if err != nil {
		return nil, n.silent(ctx, op, realm, []string{at.address}, err)
	}
	return answer, nil
}

func (n *network) dial(ctx context.Context, at centre) (net.Conn, error) {
	dialer := net.Dialer{Timeout: n.connection}
	return dialer.DialContext(ctx, at.network, at.address)
}

func (n *network) send(ctx context.Context, to centre, question []byte) ([]byte, error) {
	conn, err := n.dial(ctx, to)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return n.exchange(ctx, conn, to.network, question)
}

// exchange sends a question and reads its answer. Both end with the context.
func (n *network) exchange(ctx context.Context, conn net.Conn, way string, question []byte) (answer []byte, err error) {
	wait := n.connection
	if way == "udp" {
		wait = n.datagram
	}
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	if way == "udp" {
		answer, err = exchangeDatagrams(conn, question)
	} else {
		answer, err = exchangeStream(conn, question)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case len(answer) == 0 || !slices.Contains([]byte{tagASReply, tagTGSReply, tagErrorReply}, answer[0]):
		return nil, errNoMessage
	}
	return answer, nil
}

func exchangeDatagrams(conn net.Conn, question []byte) ([]byte, error) {
	if _, err := conn.Write(question); err != nil {
		return nil, err
	}
	buffer := make([]byte, 1<<16) // more than a datagram holds
	length, err := conn.Read(buffer)
	return buffer[:length], err
}

// exchangeStream puts the length before the message, in four bytes (RFC 4120 7.2.2).
func exchangeStream(conn net.Conn, question []byte) ([]byte, error) {
	framed := binary.BigEndian.AppendUint32(nil, uint32(len(question)))
	if _, err := conn.Write(append(framed, question...)); err != nil {
		return nil, err
	}
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head[:])
	if length > maxReply {
		return nil, errTooLong
	}
	answer, err := io.ReadAll(io.LimitReader(conn, int64(length))) // grows with what comes
	if err == nil && len(answer) < int(length) {
		err = io.ErrUnexpectedEOF
	}
	return answer, err
}

// codeOf is the code of a KRB-ERROR; 0 for any other answer.
func codeOf(answer []byte) int32 {
	if !isError(answer) {
		return 0
	}
	e, err := parseError(answer)
	if err != nil {
		return 0
	}
	return e.ErrorCode
}

// telling is which of two failures says more of a key distribution centre: a wrong
// answer more than one that is broken off, that more than silence, and silence more
// than no connection. Of two that say as much it is the later.
func telling(a, b error) error {
	if rank(b) < rank(a) {
		return a
	}
	return b
}

func rank(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errTooLong), errors.Is(err, errNoMessage):
		return 4
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return 3
	case late(err):
		return 2
	}
	return 1
}

// late reports whether an error is that of a limit of time.
func late(err error) bool {
	var failure net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &failure) && failure.Timeout()
}

// silent is the error for a question that no one answered.
func (n *network) silent(ctx context.Context, op, realm string, addresses []string, cause error) error {
	var known *Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ended(ctx, op)
	case errors.As(cause, &known):
		known.Op = op
		return known
	}
	e := &Error{Reason: NoAnswer, Op: op, Err: cause,
		Hint: fmt.Sprintf("Check the KDC of the realm %s in krb5.conf or DNS, and port 88 (UDP and TCP) on the way to it.", printable(realm))}
	switch who := "the KDC at " + strings.Join(addresses, " and ") + " "; {
	case errors.Is(cause, errTooLong):
		e.Text = who + "sends more than the limit for a reply"
	case errors.Is(cause, errNoMessage):
		e.Text = who + "does not answer with a message of Kerberos"
	case errors.Is(cause, io.EOF), errors.Is(cause, io.ErrUnexpectedEOF):
		e.Text = who + "breaks its answer off"
	case late(cause):
		e.Text = who + "gives no answer in time"
	default:
		e.Text = who + "cannot be reached"
	}
	return e
}
