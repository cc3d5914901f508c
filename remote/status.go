package remote

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// An answer with an HTTP status of its own comes from http.sys, which listens for
// the WinRM service, or from what sits between here and the node. The texts of
// http.sys that are read here are those of its kernel part, which are English on
// every Windows (unconfirmed); all others are shown and decide nothing.

// Bounds of what is read and shown of an answer that is not a message, in bytes and
// in characters.
const (
	statusBody = 16 << 10
	statusText = 200
)

// readBody reads the body of an answer. Only a message may be as long as the limits
// allow; of a page the beginning is read, and whole reports that there was no more.
func (l *link) readBody(ctx context.Context, resp *http.Response) (body []byte, whole bool, err error) {
	if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusInternalServerError {
		body, err = l.message.readHeld(ctx, resp, resp.Body)
		return body, true, err
	}
	body, err = l.message.readHeld(ctx, resp, io.LimitReader(resp.Body, statusBody))
	return body, len(body) < statusBody, err
}

// sizes are the bytes of an Authorization header and of the token that its base64
// stands for.
func sizes(authorization string) (header, token int) {
	_, text, _ := strings.Cut(authorization, " ")
	return len(authorization), len(strings.TrimRight(text, "=")) * 3 / 4
}

// statusError is the error for an answer whose status is neither that of a message
// nor that of a challenge. It names the setting that leads to such an answer.
func (l *link) statusError(a *answer) error {
	said := l.pageText(a)
	e := &Error{Kind: Malformed, Hint: notWinRM}
	switch s := a.status; {
	case s/100 == 3:
		l.redirected(e, a)
	case s == http.StatusBadRequest && strings.Contains(said, "Request Too Long"), s == http.StatusRequestHeaderFieldsTooLarge:
		l.tooLong(e, a)
	case s == http.StatusBadRequest && strings.Contains(said, "Invalid Hostname"):
		e.Kind, e.Text = Unreachable, fmt.Sprintf("no listener of the node is for the name %q (HTTP 400)", l.address)
		e.Hint = "On the node: winrm enumerate winrm/config/listener must show Enabled = true and an Address and Hostname that admit this name; netsh http show iplisten must be empty or list the node's address. Or give the node the address on which it listens."
	case s == http.StatusBadRequest && said == "" && a.toSealed:
		e.Kind, e.Text = NotSealed, "the node could not decrypt the message (HTTP 400)"
		e.Hint = "Write the domain of the user as the domain controller spells it."
	default:
		*e = statusAdvice(s)
	}
	e.Status = a.status
	if said != "" {
		e.Text += fmt.Sprintf("; it says %q", said)
	}
	return e
}

// tooLong explains a request whose headers are beyond the limits of http.sys. The
// names of the settings, and that the limits must be above 4/3 of the token and 200
// bytes, are from KB2020943; their default of 16384 bytes is from KB820129.
func (l *link) tooLong(e *Error, a *answer) {
	const around, usual = 200, 16384
	e.Kind = AuthFailed
	e.Text = fmt.Sprintf("the headers of the request are too long for the node (HTTP %d): the token has %d bytes, the header that carries it %d", a.status, a.token, a.header)
	e.Hint = fmt.Sprintf(`On the node, in HKLM\SYSTEM\CurrentControlSet\Services\HTTP\Parameters: set MaxFieldLength and MaxRequestBytes (DWORD) to %d or more, and restart the node`, max(usual, a.header+around))
	if a.header+around > usual {
		e.Hint += "; or take the account out of groups, which makes its ticket smaller."
	} else {
		e.Hint += ". That is their default: this node has less, or something in between does."
	}
}

// redirected explains an answer that sends the client elsewhere, which WinRM never
// does. The password does not follow.
func (l *link) redirected(e *Error, a *answer) {
	e.Text = fmt.Sprintf("the answer redirects elsewhere (HTTP %d)", a.status)
	e.Hint = "WinRM does not redirect: a proxy, a portal or another web server answers. Let this machine reach the node's WinRM port directly, or check the port."
	where := l.cleaned(a.location)
	if where == "" {
		return
	}
	e.Text += fmt.Sprintf(": to %q", where)
	if u, err := url.Parse(a.location); err == nil && u.Scheme == "https" && u.Path == "/wsman" && !l.secure {
		e.Hint = "Use transport https for this node, with the port of its HTTPS listener."
	}
}

// statusAdvice is what a status means where WinRM should answer.
func statusAdvice(status int) Error {
	of := func(kind Kind, text, hint string) Error {
		return Error{Kind: kind, Text: fmt.Sprintf("%s (HTTP %d)", text, status), Hint: hint}
	}
	const direct = "clusterdrift uses no proxy: let this machine reach the node's WinRM port directly."
	switch status {
	case http.StatusBadRequest:
		return of(Malformed, "the request was refused before WinRM saw it", "The httperr log of the node (%SystemRoot%\\System32\\LogFiles\\HTTPERR) names the reason; look also for a proxy in between that changes requests.")
	case http.StatusForbidden:
		return of(Malformed, "access to the address is forbidden", "Look for a proxy or a filter in between. For a client certificate: winrm enumerate winrm/config/service/certmapping on the node (unconfirmed).")
	case http.StatusNotFound:
		return of(Unreachable, "WinRM does not answer at /wsman", "On the node: winrm enumerate winrm/config/listener must show URLPrefix = wsman; check that the port is that of WinRM.")
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return of(Unreachable, "another web server answers on this port", "Check the port: winrm enumerate winrm/config/listener on the node shows the one of WinRM, and that URLPrefix is wsman.")
	case http.StatusProxyAuthRequired:
		return of(Malformed, "a proxy answers, and demands a log-on of its own", direct)
	case http.StatusInternalServerError:
		return of(NotSealed, "the node refused the message without giving a reason", "It demands encryption that this session does not give: use auth kerberos or ntlm, or transport https. On a log-on it also means that the WinRM service failed: look at its log (Microsoft-Windows-WinRM/Operational).")
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return of(Unreachable, "a proxy or a load balancer answers, and does not reach the node", direct)
	case http.StatusServiceUnavailable:
		return of(Unreachable, "the WinRM service is stopped or has no listener", "On the node: sc query WinRM shows its state; winrm quickconfig starts it and adds the listener.")
	case http.StatusRequestEntityTooLarge:
		return of(TooBig, "the node does not take a request of this size", "On the node: winrm get winrm/config shows MaxEnvelopeSizekb.")
	case http.StatusLengthRequired:
		return of(Malformed, "something in between has changed the request", direct)
	}
	return of(Malformed, "the answer is not one of WinRM", notWinRM)
}

// pageText is what a page says: its first heading, else its first paragraph, else
// all of a plain text. It is cleaned and short; empty when there is nothing to show.
func (l *link) pageText(a *answer) string {
	if a.contentType != "text/html" && a.contentType != "text/plain" && a.contentType != "" {
		return ""
	}
	// Masked before the tags are taken out: a password may look like one.
	body := []byte(l.masker.Text(string(a.body[:min(len(a.body), statusBody)])))
	if a.contentType != "text/html" && !bytes.Contains(body, []byte("<")) {
		return l.cleaned(string(body))
	}
	for _, tag := range []string{"h2", "h1", "p", "title"} {
		if text := l.cleaned(taggedText(body, tag)); text != "" {
			return text
		}
	}
	return ""
}

// taggedText is what the first element of a name holds, without tags; empty when
// there is none.
func taggedText(page []byte, tag string) string {
	_, inside := cutTag(page, "<"+tag+">")
	inside, _ = cutTag(inside, "</"+tag+">")
	var text strings.Builder
	within := false
	for _, b := range inside {
		switch {
		case b == '<':
			within = true
		case b == '>':
			within = false
		case !within:
			text.WriteByte(b)
		}
	}
	return text.String()
}

// cutTag cuts a page at a tag, in whatever case that is written; without it the
// page is all before.
func cutTag(page []byte, tag string) (before, after []byte) {
	for i := 0; i+len(tag) <= len(page); i++ {
		if page[i] == '<' && bytes.EqualFold(page[i:i+len(tag)], []byte(tag)) {
			return page[:i], page[i+len(tag):]
		}
	}
	return page, nil
}

// cleaned is a foreign text in one short line, without hidden characters and
// without the password, which may only come about by what is left out.
func (l *link) cleaned(text string) string {
	text = strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(l.masker.Text(text), ""))), " ")
	text = l.masker.Text(text)
	if r := []rune(text); len(r) > statusText {
		return string(r[:statusText]) + "…"
	}
	return text
}

// visible makes blanks of line breaks and nothing of other hidden characters.
func visible(r rune) rune {
	switch {
	case r == '\r' || r == '\n' || r == '\t':
		return ' '
	case foreign.Hidden(r):
		return -1
	}
	return r
}

// closedAfterChallenge explains a connection that ended between the challenge and
// the answer to it.
func closedAfterChallenge(cause error) error {
	return &Error{Kind: Unreachable, Text: "the connection ended after the node's challenge", Err: cause,
		Hint: "The log-on belongs to one connection: look for a load balancer or a proxy in between that does not keep it, and reach the node directly; or use auth kerberos, which needs no challenge."}
}
