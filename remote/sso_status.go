package remote

import (
	"errors"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// statusCause is what a code of SSPI means for a log-on as the current user. In text and
// hint "{spn}" is the service principal.
type statusCause struct {
	status     sspi.Status
	kind       Kind
	text, hint string
}

// statusCauses are taken from winerror.h and the documentation of
// InitializeSecurityContext (Kerberos and NTLM). A code that names no cause is explained
// by unknownStatus.
func statusCauses() []statusCause {
	const (
		controller = "Check the way to a domain controller: nltest /dsgetdc:DOMAIN, the DNS servers of this machine, and port 88."
		registered = "See who holds the principal (setspn -Q {spn}); name the node as the directory does, not by an address or an alias."
		nobody     = "Log on with an account of the domain, or give a user and a password. A scheduled task needs its password stored, or a gMSA: with \"Do not store password\" it has no credentials for the network."
	)
	return []statusCause{
		{sspi.InsufficientMemory, Local, "this machine has no memory left for the log-on", "End other programs; nothing is wrong with the node."},
		{sspi.NotSupported, AuthFailed, "Windows does not allow the log-on", `Check "Network security: Restrict NTLM: Outgoing NTLM traffic to remote servers" of this machine; use auth kerberos where NTLM is off.`},
		{sspi.TargetUnknown, AuthFailed, "the domain has no account for {spn}", registered},
		{sspi.InternalError, AuthFailed, "the Local Security Authority of this machine does not answer", "Try again; if it persists, look at the System event log of this machine (LSA, Kerberos)."},
		{sspi.PackageNotFound, AuthFailed, "this Windows does not have the security package", "Use the other one of auth kerberos and ntlm, or give a user and a password."},
		{sspi.InvalidToken, Malformed, "Windows cannot read the node's token", notWinRM},
		{sspi.LogonDenied, KDCRefused, "the credentials of the current user were refused", "Lock and unlock the session, or log on again, after a change of the password; check that the account is not locked or expired."},
		{sspi.UnknownCredentials, AuthFailed, "the current user has no credentials that Windows can use", nobody},
		{sspi.NoCredentials, AuthFailed, "the current user has no credentials for the network", nobody},
		{sspi.MessageAltered, NotSealed, "the node's token was changed on its way", notWinRM},
		{sspi.OutOfSequence, NotSealed, "the node's token came out of order", notWinRM},
		{sspi.NoAuthority, AuthFailed, "no domain controller could be reached", controller},
		{sspi.ContextExpired, AuthFailed, "the ticket has expired", "Lock and unlock the session for a fresh one, or klist purge, and scan again."},
		{sspi.WrongPrincipal, AuthFailed, "the node does not hold the key of {spn}", registered},
		{sspi.TimeSkew, AuthFailed, "the clock of this machine and that of the domain controller or the node differ too much", "Set the clock that is wrong: Kerberos allows five minutes (w32tm /query /status)."},
		{sspi.KDCUnknownType, AuthFailed, "the domain controller, this machine and the account of {spn} have no encryption type in common", "Give the node's account AES (msDS-SupportedEncryptionTypes), and change its password if that is older than the setting."},
		{sspi.BadBindings, AuthFailed, "the log-on is bound to another TLS certificate than the node's", "A proxy or a load balancer opens TLS: reach the node directly."},
		{sspi.DowngradeDetected, AuthFailed, "Windows fears a downgrade, or cannot reach a domain controller", controller},
	}
}

// unknownStatus is for any other code.
const unknownStatus = "Look the code up (certutil -error CODE), and ask for the ticket by hand: klist get {spn}."

// failed is an error of the operating system in our own words.
func (o *osScheme) failed(err error) error {
	e := &Error{Kind: AuthFailed, Op: o.op(), Text: "Windows could not log on", Hint: unknownStatus, Err: err}
	var status sspi.Status
	if errors.As(err, &status) {
		e.Code = uint32(status)
		causes := statusCauses()
		if i := slices.IndexFunc(causes, func(c statusCause) bool { return c.status == status }); i >= 0 {
			e.Kind, e.Text, e.Hint = causes[i].kind, causes[i].text, causes[i].hint
		}
	}
	e.Text, e.Hint = strings.ReplaceAll(e.Text, "{spn}", o.spn), strings.ReplaceAll(e.Hint, "{spn}", o.spn)
	return e
}

// PrincipalDoubtful reports whether an error says that the service principal of the node
// is that of no account, or of another one than the node's.
func PrincipalDoubtful(err error) bool {
	var status sspi.Status
	return errors.As(err, &status) && (status == sspi.TargetUnknown || status == sspi.WrongPrincipal)
}
