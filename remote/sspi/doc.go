// Package sspi logs on as the user who runs the program, through the Security Support
// Provider Interface of Windows, which keeps the user's credentials and never shows
// them.
//
// In go the name of a package, a service principal and the tokens of the other side;
// out come tokens for it, the properties of the finished context, and sealed messages.
// The package chooses nothing: it asks for Kerberos or NTLM by name, never for
// Negotiate, which falls back from one to the other. What a finished context must
// have is for the caller to decide. On other systems every call fails with
// ErrUnsupported.
package sspi

import (
	"errors"
	"fmt"
)

// Package is a security package of Windows by its name.
type Package string

// Packages.
const (
	Kerberos Package = "Kerberos"
	NTLM     Package = "NTLM"
)

// ErrUnsupported says that the operating system is not Windows.
var ErrUnsupported = errors.New("only Windows has SSPI")

// Flags are properties of a context, ISC_RET_* of sspi.h.
type Flags uint32

// Flags of a context.
const (
	Mutual          Flags = 1 << 1  // the other side has proven who it is
	Replay          Flags = 1 << 2  // repeated messages are noticed
	Sequence        Flags = 1 << 3  // messages out of order are noticed
	Confidentiality Flags = 1 << 4  // messages can be sealed
	Integrity       Flags = 1 << 16 // messages can be signed
)

// Wanted is what Step asks for.
const Wanted = Mutual | Replay | Sequence | Confidentiality | Integrity

// Properties are those of a complete context.
type Properties struct {
	Flags Flags
	// Block is the block size of the cipher in bytes: 1 or 0 for one that does not pad.
	Block uint32
	// Account is who was logged on, as the package spells it; empty where it does
	// not say.
	Account string
}

// Status is an error code of SSPI, SEC_E_* of winerror.h.
type Status uint32

// Codes with a meaning of their own for a client.
const (
	InsufficientMemory Status = 0x80090300
	NotSupported       Status = 0x80090302 // also where a policy forbids NTLM
	TargetUnknown      Status = 0x80090303
	InternalError      Status = 0x80090304
	PackageNotFound    Status = 0x80090305
	InvalidToken       Status = 0x80090308
	LogonDenied        Status = 0x8009030C
	UnknownCredentials Status = 0x8009030D
	NoCredentials      Status = 0x8009030E
	MessageAltered     Status = 0x8009030F
	OutOfSequence      Status = 0x80090310
	NoAuthority        Status = 0x80090311
	ContextExpired     Status = 0x80090317
	WrongPrincipal     Status = 0x80090322
	TimeSkew           Status = 0x80090324
	KDCUnknownType     Status = 0x80090342
	BadBindings        Status = 0x80090346
	DowngradeDetected  Status = 0x80090350
)

// Error names the code.
func (s Status) Error() string { return fmt.Sprintf("SSPI status 0x%08X", uint32(s)) }

// User is the account that runs the program.
type User struct {
	SAM       string // `CONTOSO\clusteraudit`
	Principal string // "clusteraudit@contoso.example"; empty where the account has none
	DNS       string // `contoso.example\clusteraudit`; empty without a domain
}
