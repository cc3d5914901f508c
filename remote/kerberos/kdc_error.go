package kerberos

import (
	"fmt"
	"time"

	"github.com/jcmturner/gokrb5/v8/messages"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Codes of KRB-ERROR (RFC 4120 7.5.9, RFC 6806 for the last).
const (
	codeClientExpired   = 1
	codeServiceExpired  = 2
	codeClientUnknown   = 6
	codeServiceUnknown  = 7
	codeNeverValid      = 11
	codePolicy          = 12
	codeNoEtype         = 14
	codeClientRevoked   = 18
	codeTicketRevoked   = 20
	codeKeyExpired      = 23
	codePreauthFailed   = 24
	codePreauthRequired = 25
	codeUnavailable     = 29
	codeIntegrity       = 31
	codeTicketExpired   = 32
	codeSkew            = 37
	codeModified        = 41
	codeTooBig          = 52
	codeWrongRealm      = 68
)

const aesHint = "Allow AES for the account (msDS-SupportedEncryptionTypes 24) and, where the password is older than that, change it."

// What to do about a key distribution centre that answers, but not to the question.
const (
	unavailableHint = "Try again later; check the service of the KDC and its log."
	needsTCPHint    = "Let TCP 88 through the firewalls on the way to the KDC."
)

func onlyRC4(op string) *Error {
	return &Error{Reason: Weak, Op: op, Text: "there are no AES keys for the service or the user, only RC4", Hint: aesHint}
}

// cause is what a code means for a log-on, and what to do.
type cause struct {
	reason     Reason
	text, hint string
}

// causes are those that do not depend on the request.
func causes() map[uint32]cause {
	return map[uint32]cause{
		codeClientExpired:  {Refused, "the account has expired", "Extend it, or use another."},
		codeServiceExpired: {Failed, "the account of the service has expired", "Extend the computer account of the node."},
		codeServiceUnknown: {Failed, "the KDC does not know the service",
			fmt.Sprintf("Name the node as its SPN does (setspn -L NODE), register it (setspn -S HTTP/node.domain NODE), or use %s.", setting.SPN)},
		codeNeverValid:    {Failed, "the KDC gives no ticket that is valid now", "Compare the clocks of this machine and the KDC."},
		codePolicy:        {Refused, "the policy of the KDC refuses the log-on", "Check the account's log-on hours, workstations and authentication policy."},
		codeClientRevoked: {Refused, "the account is disabled or locked", "Unlock it before the next scan."},
		codeTicketRevoked: {Refused, "the ticket was revoked", "Log on anew: kinit."},
		codeKeyExpired:    {Refused, "the password has expired", "Set a new one."},
		codeIntegrity:     {Failed, "the KDC cannot read the ticket that it was shown", "Get a new ticket: the key of the realm or of a trust has changed."},
		codeTicketExpired: {Failed, "the ticket-granting ticket has expired", "Get a new one with kinit."},
		codeUnavailable:   {NoAnswer, "the KDC says that its service is not available", unavailableHint},
		codeTooBig:        {NoAnswer, "the answer of the KDC is too long for UDP", needsTCPHint},
		codeModified:      {Failed, "the KDC says that the request was changed on its way", "Try again; check what is between this machine and the KDC."},
	}
}

// refusal is the error for a KRB-ERROR. Nothing of it but its code and its time is
// shown: anyone can have sent it.
func refusal(op string, e messages.KRBError, now time.Time) *Error {
	code := uint32(e.ErrorCode)
	known, ok := causes()[code]
	switch {
	case ok:
		return &Error{Reason: known.reason, Op: op, Code: code, Text: known.text, Hint: known.hint}
	case code == codeNoEtype:
		rc4 := onlyRC4(op)
		rc4.Code = code
		return rc4
	case code == codeSkew && !e.STime.IsZero() && e.STime.Sub(now).Abs() > maxSkew:
		return skewed(op, e.STime.Sub(now))
	case code == codeSkew:
		return &Error{Reason: Failed, Op: op, Code: code, Text: "the clocks of this machine and the KDC differ too much", Hint: "Set the clock: Kerberos allows five minutes."}
	}
	return &Error{Reason: Failed, Op: op, Code: code, Text: "the KDC gives no ticket", Hint: "Look up the code in RFC 4120, section 7.5.9."}
}
