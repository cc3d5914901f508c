package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

// kerberosScheme proves the user to the node and the node to us. Over HTTP it
// costs one request before the first message, whose answer carries the node's
// proof; over HTTPS the token travels with the first message and the proof with
// its answer.
type kerberosScheme struct {
	tickets *Tickets
	spn     string
	sealing bool

	context *kerberos.Context
	sent    bool // the token is out
}

const kerberosOp = "authenticate with kerberos"

func (k *kerberosScheme) handshake(ctx context.Context, l *link, g *logon) (err error) {
	var bindings []byte
	if cb := channelBindings(l.peer); cb != nil {
		bindings = cb.ApplicationData
	}
	if k.context, err = k.tickets.context(ctx, k.spn, bindings, g); err != nil {
		return err
	}
	if !k.sealing {
		return nil
	}
	a, err := l.leg(ctx, kerberosOp, k.authorization())
	if err != nil {
		return err
	}
	switch {
	case a.status == http.StatusUnauthorized:
		return k.refused(a)
	case a.status != http.StatusOK:
		return &Error{Kind: Malformed, Op: kerberosOp, Text: fmt.Sprintf("unexpected HTTP status %d", a.status), Hint: notWinRM}
	}
	return k.verify(a)
}

func (k *kerberosScheme) authorization() string {
	if k.sent {
		return ""
	}
	k.sent = true
	return negotiateHeader(k.context.Token())
}

func (k *kerberosScheme) sealer() sealer {
	if !k.sealing {
		return nil
	}
	return contextSealer{k.context}
}

// contextSealer seals messages by a context of Kerberos.
type contextSealer struct{ context *kerberos.Context }

func (s contextSealer) seal(plain []byte) (signature, sealed []byte, err error) {
	return s.context.Seal(plain)
}

func (s contextSealer) unseal(signature, sealed []byte) ([]byte, error) {
	return s.context.Unseal(signature, sealed)
}

func (k *kerberosScheme) verify(a *answer) error {
	if k.context.Proven() {
		return nil
	}
	var e *kerberos.Error
	if err := k.context.Verify(negotiateToken(a.challenges)); errors.As(err, &e) {
		return &Error{Kind: NotSealed, Op: e.Op, Text: e.Text, Hint: e.Hint, Err: e.Err}
	}
	return nil
}

// kerberosSkew is how far two clocks may differ (RFC 4120 1.6, and the default of Windows).
const kerberosSkew = 5 * time.Minute

// refused explains a 401. Whether the clocks are the reason shows in the
// answer's own date.
func (k *kerberosScheme) refused(a *answer) error {
	if skew := a.skew().Abs(); skew > kerberosSkew {
		return &Error{Kind: AuthFailed, Op: kerberosOp, Text: fmt.Sprintf("the clocks of this machine and the node differ by %s", skew.Round(time.Second)),
			Hint: "Set the clock that is wrong: Kerberos allows five minutes."}
	}
	return refusal(Kerberos, a)
}
