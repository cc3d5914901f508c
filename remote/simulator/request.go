package simulator

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// request is what the node reads of a SOAP message.
type request struct {
	action, messageID, to, resource string

	options, selectors map[string]string
	maxEnvelope        int           // bytes in UTF-16
	timeout            time.Duration // OperationTimeout
	body               *xmlNode
	client             string // the address it came from
}

// minEnvelope is the smallest MaxEnvelopeSize that is accepted, in bytes.
const minEnvelope = 8192

// maxEnvelope is MaxEnvelopeSizekb of a 2008 R2, in bytes. A 2012 has been recorded
// to keep to it as well.
const maxEnvelope = 150 << 10

// operationTimeout is MaxTimeoutms: what a message has that does not say.
const operationTimeout = time.Minute

// readRequest reads a message. The request is never nil: a fault still relates
// to the MessageID.
func readRequest(message []byte) (*request, *fault) {
	req := &request{options: map[string]string{}, selectors: map[string]string{}, maxEnvelope: maxEnvelope, timeout: operationTimeout, body: &xmlNode{}}
	root, err := parse(message)
	if err != nil || !root.is(nsEnvelope, "Envelope") || len(root.children) != 2 {
		return req, schemaFault()
	}
	header, body := root.children[0], root.children[1]
	if !header.is(nsEnvelope, "Header") || !body.is(nsEnvelope, "Body") || len(body.children) > 1 {
		return req, schemaFault()
	}
	if len(body.children) == 1 {
		req.body = body.children[0]
	}
	if req.body.is(nsIdentity, "Identify") {
		req.action = actionIdentify
		return req, nil
	}
	return req, req.readHeader(header)
}

// readHeader reads the headers and demands those without which no operation runs.
func (req *request) readHeader(header *xmlNode) *fault {
	req.messageID = header.text(nsAddressing, "MessageID")
	req.action = header.text(nsAddressing, "Action")
	req.to = header.text(nsAddressing, "To")
	req.resource = header.text(nsWSMan, "ResourceURI")
	if req.messageID == "" || req.action == "" || req.to == "" || req.resource == "" {
		return invalidHeader()
	}
	if header.child(nsAddressing, "ReplyTo").text(nsAddressing, "Address") != anonymous {
		return invalidHeader()
	}
	if t := header.child(nsWSMan, "OperationTimeout"); t != nil {
		timeout, ok := parseDuration(t.content)
		if !ok {
			return schemaFault()
		}
		req.timeout = timeout
	}
	for _, o := range header.child(nsWSMan, "OptionSet").all(nsWSMan, "Option") {
		req.options[o.attribute("Name")] = o.content
	}
	for _, s := range header.child(nsWSMan, "SelectorSet").all(nsWSMan, "Selector") {
		req.selectors[s.attribute("Name")] = s.content
	}
	return req.readEnvelopeSize(header.child(nsWSMan, "MaxEnvelopeSize"))
}

func (req *request) readEnvelopeSize(e *xmlNode) *fault {
	if e == nil {
		return nil
	}
	n, err := strconv.Atoi(e.content)
	if err != nil {
		return schemaFault()
	}
	if n < minEnvelope {
		return envelopeTooSmall()
	}
	req.maxEnvelope = min(n, maxEnvelope)
	return nil
}

// durationPattern is xs:duration without years and months, which no client of
// WinRM sends.
var durationPattern = regexp.MustCompile(`^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$`)

// parseDuration reads an xs:duration; a plain number is none.
func parseDuration(s string) (time.Duration, bool) {
	m := durationPattern.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return 0, false
	}
	var total time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if m[i+1] == "" {
			continue
		}
		n, err := strconv.ParseFloat(m[i+1], 64)
		if err != nil {
			return 0, false
		}
		total += time.Duration(n * float64(unit))
	}
	return total, true
}
