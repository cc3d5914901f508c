package kerberos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// telling is which of two failures says more of a key distribution centre: a wrong
// answer more than one that is broken off or put off, that more than an answer for
// which there is no way, that more than silence, and silence more than no connection.
// Of two that say as much it is the later.
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
		return 5
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errUnavailable):
		return 4
	case errors.Is(err, errNeedsTCP):
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
	case errors.Is(cause, errUnavailable):
		e.Text, e.Code = who+"says that its service is not available", codeUnavailable
		e.Hint = unavailableHint
	case errors.Is(cause, errNeedsTCP):
		e.Text, e.Hint = who+"has an answer that is too long for UDP, and gives none over TCP", needsTCPHint
	case late(cause):
		e.Text = who + "gives no answer in time"
	default:
		e.Text = who + "cannot be reached"
	}
	return e
}
