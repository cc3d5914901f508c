package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// requestError says what broke an exchange: the caller, the deadline, the node
// or the way to it.
func (l *link) requestError(parent, message context.Context, err error) error {
	var own *Error
	switch {
	case parent.Err() != nil:
		return interrupted(parent)
	case errors.As(err, &own):
		return own
	case message.Err() == nil && !connectionError(err):
		return &Error{Kind: Malformed, Text: "the answer is not HTTP", Hint: notWinRM, Err: err}
	case message.Err() != nil:
		return &Error{Kind: Timeout, Text: fmt.Sprintf("no complete answer within %s", l.limits.Message),
			Hint: fmt.Sprintf("Check the load of the node and the network, or raise %s.", setting.MessageTimeout), Err: err}
	}
	return &Error{Kind: Unreachable, Text: "the connection broke before the answer was complete",
		Hint: "Scan the node again; if it persists, look at the System log of the node and at firewalls in between.", Err: err}
}

// connectionError distinguishes a broken connection from an answer that makes no sense.
func connectionError(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// interrupted distinguishes a caller that gave up from a node deadline that passed.
func interrupted(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Kind: Timeout, Text: "the time for this node is used up", Hint: fmt.Sprintf("Raise %s, or look at why the node is slow.", setting.Timeout), Err: ctx.Err()}
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
	if local := LocalError(e.Op, err); local != nil {
		return local
	}
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
