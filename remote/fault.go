package remote

import "strings"

// WS-Management fault codes that change what we do (names as in Microsoft's
// error headers, values in WS-Management detail elements).
const (
	codeOperationTimedOut  = 2150858793 // normal while a command runs
	codeCannotProcess      = 2150858778 // no such class or namespace, or a bad query: not distinguished
	codeNotFound           = 2150858752
	codeQuotaLimit         = 2150858815
	codeMaxShells          = 2150859173
	codeMaxOperations      = 2150859174
	codeUserThrottled      = 2150859175
	codeSystemThrottled    = 2150859176
	codeMaxShellUsers      = 2150859179
	codePluginQuotaFirst   = 2150859236
	codePluginQuotaLast    = 2150859242
	codeEnvelopeTooLarge   = 2150858790
	codeEnvelopeLimitFirst = 2150858824
	codeEnvelopeLimitLast  = 2150858825
	codeBadCredentials     = 2147943726
)

// faultError turns a SOAP fault into an Error by its codes. The texts of a
// fault are localised and are shown, not read.
func faultError(op string, fault *element) error {
	e := &Error{Kind: Fault, Op: op, Text: faultText(fault)}
	if codes := faultCodes(fault); len(codes) > 0 {
		e.Code = codes[0]
	}
	if code, hint, ok := denied(fault); ok {
		e.Kind, e.Code, e.Hint = AccessDenied, code, hint
		return e
	}
	switch c := e.Code; {
	case c == codeCannotProcess || c == codeNotFound:
		e.Kind, e.Hint = NotFound, "The class, the namespace or a property does not exist on this node, or the account may not see it."
	case c == codeOperationTimedOut:
		e.Kind, e.Hint = Timeout, "The node needs longer than it was given: look at its load."
	case c == codeQuotaLimit, c >= codeMaxShells && c <= codeSystemThrottled, c == codeMaxShellUsers, c >= codePluginQuotaFirst && c <= codePluginQuotaLast:
		e.Kind, e.Hint = Quota, "Other tools use this account on the node at the same time: scan later, or raise its WinRM quota."
	case c == codeEnvelopeTooLarge, c >= codeEnvelopeLimitFirst && c <= codeEnvelopeLimitLast:
		e.Kind, e.Hint = TooBig, "One answer exceeds the node's MaxEnvelopeSizekb: winrm get winrm/config."
	case c == codeBadCredentials:
		e.Kind, e.Hint = AuthRefused, "Check user and password."
	}
	return e
}

// faultText is the fault's reason in one short line.
func faultText(fault *element) string {
	text := strings.Join(strings.Fields(fault.find("Reason").find("Text").trimmed()), " ")
	const limit = 300
	if r := []rune(text); len(r) > limit {
		text = string(r[:limit]) + "…"
	}
	if text == "" {
		return "the node answered with a fault"
	}
	return "the node answers: " + strings.TrimSuffix(text, ".")
}
