package remote

import (
	"bytes"
	"crypto/rand"
	"encoding/xml"
	"fmt"
	"time"
)

// XML namespaces of WS-Management.
const (
	nsSOAP        = "http://www.w3.org/2003/05/soap-envelope"
	nsAddressing  = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
	nsWSMan       = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
	nsEnumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
	nsShell       = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
	nsMicrosoft   = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"

	anonymousReply = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
	resourceWMI    = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
	resourceShell  = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd"
	dialectWQL     = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
)

// maxEnvelope is what a 2008 R2 node accepts; a larger wish changes nothing.
const maxEnvelope = 153600

// request is one message to a node. body is XML and must be escaped already.
type request struct {
	action   string
	resource string
	shell    string   // the one it is for; empty: none
	options  []option // WS-Management OptionSet
	body     string
}

type option struct{ name, value string }

// envelope writes a request with a fresh message id. The header blocks and
// their attributes are the ones that Windows' own client sends.
func (r request) envelope(to string, timeout time.Duration) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<s:Envelope xmlns:s="%s" xmlns:a="%s" xmlns:w="%s" xmlns:n="%s" xmlns:p="%s" xmlns:rsp="%s"><s:Header>`,
		nsSOAP, nsAddressing, nsWSMan, nsEnumeration, nsMicrosoft, nsShell)
	fmt.Fprintf(&b, `<a:To>%s</a:To>`, escape(to))
	fmt.Fprintf(&b, `<a:ReplyTo><a:Address s:mustUnderstand="true">%s</a:Address></a:ReplyTo>`, anonymousReply)
	fmt.Fprintf(&b, `<w:MaxEnvelopeSize s:mustUnderstand="true">%d</w:MaxEnvelopeSize>`, maxEnvelope)
	fmt.Fprintf(&b, `<w:OperationTimeout>%s</w:OperationTimeout>`, isoDuration(timeout))
	fmt.Fprintf(&b, `<a:MessageID>%s</a:MessageID>`, newMessageID())
	b.WriteString(`<w:Locale xml:lang="en-US" s:mustUnderstand="false"/><p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>`)
	fmt.Fprintf(&b, `<a:Action s:mustUnderstand="true">%s</a:Action>`, escape(r.action))
	fmt.Fprintf(&b, `<w:ResourceURI s:mustUnderstand="true">%s</w:ResourceURI>`, escape(r.resource))
	if r.shell != "" {
		fmt.Fprintf(&b, `<w:SelectorSet><w:Selector Name="ShellId">%s</w:Selector></w:SelectorSet>`, escape(r.shell))
	}
	if len(r.options) > 0 {
		b.WriteString(`<w:OptionSet>`)
		for _, o := range r.options {
			fmt.Fprintf(&b, `<w:Option Name="%s">%s</w:Option>`, escape(o.name), escape(o.value))
		}
		b.WriteString(`</w:OptionSet>`)
	}
	fmt.Fprintf(&b, `</s:Header><s:Body>%s</s:Body></s:Envelope>`, r.body)
	return b.Bytes()
}

// escape makes text safe inside an element or an attribute.
func escape(s string) string {
	var b bytes.Buffer
	// A bytes.Buffer does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// isoDuration writes an xs:duration in seconds; Windows refuses a plain number.
func isoDuration(d time.Duration) string { return fmt.Sprintf("PT%.3fS", d.Seconds()) }

// newMessageID is a random (version 4) UUID in the form "uuid:...".
func newMessageID() string {
	var u [16]byte
	rand.Read(u[:])
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("uuid:%X-%X-%X-%X-%X", u[0:4], u[4:6], u[6:8], u[8:10], u[10:])
}
