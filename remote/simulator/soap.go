package simulator

import (
	"net/http"
	"strings"
	"unicode/utf16"
)

// Namespaces of the messages.
const (
	nsEnvelope    = "http://www.w3.org/2003/05/soap-envelope"
	nsAddressing  = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
	nsEventing    = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
	nsEnumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
	nsTransfer    = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
	nsWSMan       = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
	nsMicrosoft   = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
	nsShell       = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
	nsIdentity    = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
	nsFault       = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
	nsInstance    = "http://www.w3.org/2001/XMLSchema-instance"
	nsCIM         = "http://schemas.dmtf.org/wbem/wscim/1/common"
	wmiPrefix     = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
)

const anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"

// reply is the answer to a message, before it gets an envelope.
type reply struct {
	action   string // empty: no headers at all
	prefixes string // what the envelope declares, a space between
	body     string
}

// envelope puts the reply into an envelope that answers the given MessageID.
func (r reply) envelope(relatesTo string) string {
	var b strings.Builder
	b.WriteString(`<s:Envelope`)
	if r.action != "" {
		b.WriteString(` xml:lang="en-US"`)
	}
	for p := range strings.FieldsSeq(r.prefixes) {
		b.WriteString(` xmlns:` + p + `="` + namespaceOf(p) + `"`)
	}
	b.WriteString(`>`)
	if r.action == "" {
		b.WriteString(`<s:Header/>`)
	} else {
		b.WriteString(`<s:Header><a:Action>` + r.action + `</a:Action><a:MessageID>uuid:` + newID() + `</a:MessageID>`)
		b.WriteString(`<a:To>` + anonymous + `</a:To>`)
		if relatesTo != "" {
			b.WriteString(`<a:RelatesTo>` + escape(relatesTo) + `</a:RelatesTo>`)
		}
		b.WriteString(`</s:Header>`)
	}
	b.WriteString(`<s:Body>` + r.body + `</s:Body></s:Envelope>`)
	return b.String()
}

// namespaceOf is what Windows binds a prefix to.
func namespaceOf(prefix string) string {
	switch prefix {
	case "s":
		return nsEnvelope
	case "a":
		return nsAddressing
	case "e":
		return nsEventing
	case "n":
		return nsEnumeration
	case "x":
		return nsTransfer
	case "w":
		return nsWSMan
	case "p":
		return nsMicrosoft
	case "rsp":
		return nsShell
	}
	panic("no namespace for the prefix " + prefix)
}

// converse answers one SOAP message. The client is its address.
func (h *host) converse(message []byte, client string) (status int, envelope []byte) {
	req, f := readRequest(message)
	h.note(req.action)
	if h.playback != nil && f == nil {
		return h.replay(req)
	}
	var rep reply
	if f == nil {
		req.client = client
		if f = h.injectedFault(req); f == nil {
			rep, f = h.dispatch(req)
		}
	}
	status = http.StatusOK
	if f != nil {
		rep, status = h.faultReply(f), http.StatusInternalServerError
	}
	return status, h.deform(rep.envelope(h.relatesTo(req)))
}

// dispatch sends a message to what handles its action.
func (h *host) dispatch(req *request) (reply, *fault) {
	switch req.action {
	case actionIdentify:
		return h.identify(true), nil
	case actionEnumerate:
		return h.enumerate(req)
	case actionPull:
		return h.pull(req)
	case actionRelease:
		return h.release(req)
	case actionCreate:
		return h.createShell(req)
	case actionDelete:
		return h.deleteShell(req)
	case actionCommand:
		return h.command(req)
	case actionReceive:
		return h.receive(req)
	case actionSignal:
		return h.signal(req)
	}
	if method, ok := registryMethod(req); ok {
		return h.registryAction(req, method)
	}
	return reply{}, invalidAction()
}

// utf16Size is the length of a text in UTF-16, in bytes: the measure of MaxEnvelopeSize.
func utf16Size(s string) int {
	n := 0
	for _, r := range s {
		n += 2 * max(1, utf16.RuneLen(r))
	}
	return n
}

// escape makes text fit for XML as Windows does: a control character becomes a
// question mark ([MS-WSMV] 3.1.4.1.25).
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\r':
			b.WriteString("&#xD;")
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// element writes an element that holds text.
func element(b *strings.Builder, name, text string) {
	b.WriteString("<" + name + ">")
	b.WriteString(escape(text))
	b.WriteString("</" + name + ">")
}
