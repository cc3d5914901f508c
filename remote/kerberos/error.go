package kerberos

import (
	"context"
	"errors"
	"fmt"
)

// Reason classes what can go wrong with a log-on.
type Reason string

// Reasons of an Error.
const (
	BadInput Reason = "bad-input" // a file or a setting of the user
	NoAnswer Reason = "no-answer" // no key distribution centre answers, or none with anything usable
	Forged   Reason = "forged"    // a reply or a proof that its sender could not have made
	Refused  Reason = "refused"   // the account was refused
	Failed   Reason = "failed"    // no ticket, though the account was not refused
	Weak     Reason = "weak"      // a cipher or a key derivation below what is accepted
	Ended    Reason = "ended"     // the caller's context ended
)

// Error is every error that the package returns, except for those of a file, which
// are of kind BadInput, too.
type Error struct {
	Reason Reason
	Op     string // what was being done, "log on with kerberos"
	Code   uint32 // of a KRB-ERROR (RFC 4120 7.5.9); 0: none
	Text   string // what happened, one sentence without a full stop
	Hint   string // what to do
	// Shown reports whether a proof of the password or the key went out to a key
	// distribution centre, which may count those that are wrong.
	Shown bool
	// Err is the cause, for errors.As, and may be nil. It is never shown.
	Err error
}

// Error gives one line without the hint.
func (e *Error) Error() string {
	text := e.Text
	if e.Code != 0 {
		text = fmt.Sprintf("%s (code %d)", text, e.Code)
	}
	if e.Op == "" {
		return text
	}
	return e.Op + ": " + text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// IsReason reports whether err is an Error with the reason.
func IsReason(err error, reason Reason) bool {
	var e *Error
	return errors.As(err, &e) && e.Reason == reason
}

// ProofRefused reports whether err says that a key distribution centre saw a proof of
// the password or the key, and refused it.
func ProofRefused(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Shown && e.Code == codePreauthFailed
}

// badInput is an error about what the user gave.
func badInput(op, text, hint string, cause error) error {
	return &Error{Reason: BadInput, Op: op, Text: text, Hint: hint, Err: cause}
}

// ended is the error once the caller's context is over.
func ended(ctx context.Context, op string) error {
	return &Error{Reason: Ended, Op: op, Text: "the log-on was given up", Err: context.Cause(ctx)}
}

// errDamaged is what a parser of the library panicked on.
var errDamaged = errors.New("damaged")

// guarded runs a parser or a cipher of the library, which take bytes apart without
// checking every length: a panic is an error, too.
func guarded(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errDamaged
		}
	}()
	return f()
}
