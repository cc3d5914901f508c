package remote

import "context"

// basicScheme sends user and password with every request, over TLS, from the
// first one on: it costs nothing before the first message.
type basicScheme struct{ header string }

func (b *basicScheme) handshake(ctx context.Context, _ *link, g *logon) error { return g.enter(ctx) }
func (b *basicScheme) authorization() string                                  { return b.header }
func (b *basicScheme) verify(*answer) error                                   { return nil }
func (b *basicScheme) sealer() sealer                                         { return nil }

// refused recognises a node that does not take Basic, and so has not looked at the
// password, from one that refused it.
func (b *basicScheme) refused(a *answer) error {
	if len(offeredSchemes(a.challenges)) > 0 && !offers(a, "Basic") {
		return notTaken(Basic, a)
	}
	return refusal(Basic, a)
}
