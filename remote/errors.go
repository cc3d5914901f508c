package remote

import (
	"errors"
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Kind classes what can go wrong between us and a node.
type Kind string

// Kinds of Error.
const (
	Unreachable  Kind = "unreachable"         // no TCP connection, or it broke
	TLSFailed    Kind = "tls"                 // no acceptable TLS session
	AuthRefused  Kind = "auth-refused"        // the node refused the credentials
	KDCRefused   Kind = "kdc-refused"         // a key distribution centre refused the account; the node was shown nothing
	AuthFailed   Kind = "auth-failed"         // no log-on, though the credentials were not refused: the node does not take the scheme, the clocks differ, the KDC does not answer, or gives no ticket that is accepted
	NotTried     Kind = facts.KindNotTried    // left alone, since other nodes refused the same credentials
	NotSealed    Kind = "not-sealed"          // the node does not protect the exchange as we demand
	AccessDenied Kind = "access-denied"       // authenticated, but without the right
	NotFound     Kind = "not-found"           // the class, namespace, key or value does not exist
	WrongType    Kind = "wrong-type"          // the registry value has another type
	Fault        Kind = "fault"               // another WS-Management fault
	Quota        Kind = "quota"               // the node limits the number of operations or shells
	Timeout      Kind = "timeout"             // a deadline passed
	TooBig       Kind = "too-big"             // an answer beyond our limits
	Malformed    Kind = "malformed"           // an answer we do not understand, or trust
	Refused      Kind = "refused"             // refused on our side: not on the allow-list, or forbidden by the settings
	Interrupted  Kind = facts.KindInterrupted // the caller gave up
	Local        Kind = facts.KindLocal       // this machine has nothing left to connect with; says nothing of the node
)

// Error is every error that the package returns for a node.
type Error struct {
	Kind Kind
	Op   string // what was being done, "connect", "read root/cimv2"
	Code uint32 // WS-Management fault code or StdRegProv return value, 0 if none
	// Status is the HTTP status of an answer that is neither a message nor a
	// challenge: http.sys, or what is in between, gave it; 0 for any other error.
	Status int
	Text   string // what happened, one sentence without a full stop
	Hint   string // what to do, one sentence
	// Err is the cause, for errors.As, and may be nil. It is never shown: libraries
	// repeat in it what they were given, which may be a key.
	Err error

	passwordRefused bool // see PasswordRefused
}

// Error gives one line without the hint, in our own words.
func (e *Error) Error() string { return e.line() }

func (e *Error) line() string {
	s := e.Text
	if s == "" {
		s = e.Kind.sentence()
	}
	if e.Code != 0 {
		s = fmt.Sprintf("%s (%s)", s, codeText(e.Code))
	}
	if e.Op != "" {
		s = e.Op + ": " + s
	}
	return s
}

// sentence is what happened when nothing more is known.
func (k Kind) sentence() string {
	switch k {
	case Unreachable:
		return "the node cannot be reached"
	case TLSFailed:
		return "the handshake failed"
	case AuthRefused:
		return "the node refused the credentials"
	case KDCRefused:
		return "the KDC refused the credentials"
	case AuthFailed:
		return "the log-on failed"
	case NotSealed:
		return "the exchange is not protected"
	case AccessDenied:
		return "access denied"
	case NotFound:
		return "there is no such thing on the node"
	case WrongType:
		return "the value has another type"
	case Quota:
		return "the node limits the number of operations"
	case Timeout:
		return "the time is used up"
	case TooBig:
		return "the answer is too large"
	case Refused:
		return "it is not allowed"
	case Interrupted:
		return "the scan was interrupted"
	}
	return "the answer cannot be used"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches a target Error of the same kind, so that callers can write
// errors.Is(err, &remote.Error{Kind: remote.Quota}).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind
}

// IsKind reports whether err is an Error of one of the kinds.
func IsKind(err error, kinds ...Kind) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, k := range kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}

// Problem turns an error into what the facts keep of it. One that is not of this
// package has the text of a library, of which nothing is kept.
func Problem(err error) *facts.Problem {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Kind: Malformed}
	}
	return &facts.Problem{Kind: string(e.Kind), Message: e.line(), Hint: e.Hint}
}
