package remote

import (
	"context"
	"net/http"
)

// basicScheme sends user and password with every request, over TLS. It costs one
// request before the first message, without them, whose answer lists the schemes
// of the node: one that does not take Basic never sees the password.
type basicScheme struct{ header string }

const basicOp = "authenticate with basic"

func (b *basicScheme) handshake(ctx context.Context, l *link, g *logon) error {
	a, err := l.leg(ctx, basicOp, "")
	switch {
	case err != nil:
		return err
	case a.status != http.StatusUnauthorized:
		return noChallenge(basicOp, a)
	case !offers(a, "Basic"):
		return notTaken(Basic, a)
	}
	// WinRM ends a connection with the 401 that does not carry a handshake on.
	if l.ended {
		if err := l.redial(ctx); err != nil {
			return err
		}
	}
	return g.enter(ctx)
}

func (b *basicScheme) authorization() string   { return b.header }
func (b *basicScheme) verify(*answer) error    { return nil }
func (b *basicScheme) refused(a *answer) error { return refusal(Basic, a) }
func (b *basicScheme) sealer() sealer          { return nil }
