package remote

import (
	"context"
	"errors"
	"sync/atomic"
)

// Outcome is what came of showing the password, or anything derived from it, to
// a node or a key distribution centre.
type Outcome int

// Outcomes of a logon.
const (
	// LogonBroken: no answer came, or one that says nothing about the password.
	LogonBroken Outcome = iota
	// LogonRefused: the password was refused.
	LogonRefused
	// LogonAccepted: the node lets us in. It need not know the password for that.
	LogonAccepted
	// LogonUnproven: the node lets us in, and LogonProven follows once it has
	// sealed its first answer.
	LogonUnproven
	// LogonProven: only a holder of the password or its hash could answer so.
	LogonProven
)

// PasswordRefused reports whether err says that a password or a key was shown and
// refused. An unknown or disabled user and a refused ticket or client certificate
// are also of kind AuthRefused, but they cost the account none of the attempts after
// which it is locked.
func PasswordRefused(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.passwordRefused
}

// logon is the way of the password over one connection: admitted before it goes
// out, and settled by the first answer to it.
type logon struct {
	admit    func(context.Context) (func(Outcome), error) // nil: always admitted
	report   func(Outcome)                                // nil: no one asked
	turn     chan struct{}                                // of the connections to the node; nil: there is one
	refused  *atomic.Bool                                 // whether the node has refused it on any of them; nil: there is one
	inTurn   bool
	underWay bool // the password is out, or about to be
	unproven bool // accepted, and a proof may follow
}

// enter waits until the password may go out.
func (g *logon) enter(ctx context.Context) error {
	if err := g.takeTurn(ctx); err != nil {
		return err
	}
	if g.refused != nil && g.refused.Load() {
		g.endTurn()
		return &Error{Kind: AuthRefused, Text: "the node has refused the credentials on another connection, so they are not shown again",
			Hint: "Check user and password, and whether the account is locked."}
	}
	if g.admit != nil {
		report, err := g.admit(ctx)
		if err != nil {
			g.endTurn()
			return err
		}
		g.report = report
	}
	g.underWay, g.unproven = true, false
	return nil
}

// end reports the outcome. What comes after the outcome is known says nothing
// about the password any more, save for the proof of an accepted one.
func (g *logon) end(o Outcome) {
	if o != LogonUnproven && !(g.unproven && o == LogonAccepted) { // a proof may follow those
		defer g.endTurn()
	}
	if !g.underWay && !(g.unproven && o == LogonProven) {
		return
	}
	g.underWay, g.unproven = false, o == LogonUnproven
	if o == LogonRefused && g.refused != nil {
		g.refused.Store(true)
	}
	if g.report != nil {
		g.report(o)
	}
}

// takeTurn waits until no other connection to the node is about to learn what came of
// its password.
func (g *logon) takeTurn(ctx context.Context) error {
	if g.turn == nil || g.inTurn {
		return nil
	}
	select {
	case g.turn <- struct{}{}:
		g.inTurn = true
		return nil
	case <-ctx.Done():
		return interrupted(ctx)
	}
}

func (g *logon) endTurn() {
	if g.inTurn {
		g.inTurn = false
		<-g.turn
	}
}

// refuse ends a logon by an error. It is a refusal of the password only if the
// password was out, and the node looked at it.
func (g *logon) refuse(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Kind == AuthFailed {
		g.end(LogonBroken)
		return err
	}
	if g.underWay {
		marked := *e
		marked.passwordRefused = true
		err = &marked
	}
	g.end(LogonRefused)
	return err
}
