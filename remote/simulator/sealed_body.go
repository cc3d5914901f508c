package simulator

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"mime"
	"strconv"
	"strings"
)

// A sealed message travels as multipart/encrypted ([MS-WSMV] 2.2.9.1): a first
// part that has the original type and length, and a second one with the
// length of the signature, the signature and the sealed text.
const (
	sealedBoundary   = "Encrypted Boundary"
	protocolSPNEGO   = "application/HTTP-SPNEGO-session-encrypted"
	protocolKerberos = "application/HTTP-Kerberos-session-encrypted"
	soapType         = "application/soap+xml;charset=UTF-8"
)

// sealer protects the messages of one session. Its signature is what is
// before the sealed text, which is as long as the plain one.
type sealer interface {
	seal(message []byte) (signature, sealed []byte)
	unseal(signature, sealed []byte) ([]byte, error)
	signatureSize() int
	// speaks reports whether the session may be announced as the protocol.
	speaks(protocol string) bool
	// skip leaves out one sequence number of the messages to be sealed.
	skip()
}

// sealedType is the Content-Type of a sealed message.
func sealedType(protocol string) string {
	return `multipart/encrypted;protocol="` + protocol + `";boundary="` + sealedBoundary + `"`
}

// sealedProtocol returns the protocol of a Content-Type that announces a sealed
// message; ok is false when it announces anything else.
func sealedProtocol(contentType string) (protocol string, ok bool) {
	kind, parameters, _ := mime.ParseMediaType(contentType)
	return parameters["protocol"], kind == "multipart/encrypted"
}

// readSealed unwraps and unseals the body of a request.
func readSealed(s sealer, contentType string, body []byte) ([]byte, error) {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, err
	}
	protocol, boundary := parameters["protocol"], parameters["boundary"]
	if !s.speaks(protocol) || boundary == "" {
		return nil, errSeal
	}
	length, payload, err := splitSealed(body, protocol, "--"+boundary)
	if err != nil {
		return nil, err
	}
	size := s.signatureSize()
	if len(payload) != 4+size+length || binary.LittleEndian.Uint32(payload) != uint32(size) {
		return nil, errSeal
	}
	return s.unseal(payload[4:4+size], payload[4+size:])
}

// splitSealed returns the original length that the first part has and the
// content of the second. Sealed text may contain anything, so the boundary is
// looked for only where it must be.
func splitSealed(body []byte, protocol, boundary string) (length int, payload []byte, err error) {
	lines, length := sealedLines{rest: body}, -1
	if !lines.next(boundary) || !lines.next("Content-Type: "+protocol) {
		return 0, nil, errSeal
	}
	line, _ := lines.read()
	if _, after, ok := strings.Cut(line, ";Length="); ok && strings.HasPrefix(line, "OriginalContent: type="+soapType) {
		if length, err = strconv.Atoi(after); err != nil {
			return 0, nil, errSeal
		}
	}
	if length < 0 || !lines.next(boundary) || !lines.next("Content-Type: application/octet-stream") {
		return 0, nil, errSeal
	}
	end := []byte(boundary + "--")
	payload = bytes.TrimSuffix(lines.rest, []byte("\r\n"))
	if !bytes.HasSuffix(payload, end) {
		return 0, nil, errSeal
	}
	return length, payload[:len(payload)-len(end)], nil
}

// sealedLines reads the text between the boundaries, whose lines clients indent
// with a tab.
type sealedLines struct{ rest []byte }

func (l *sealedLines) read() (string, bool) {
	line, rest, ok := bytes.Cut(l.rest, []byte("\r\n"))
	l.rest = rest
	return strings.TrimSpace(string(line)), ok
}

func (l *sealedLines) next(want string) bool {
	line, ok := l.read()
	return ok && line == want
}

// wrapSealed frames a sealed message of the given original length.
func wrapSealed(protocol string, length int, signature, sealed []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "--%s\r\n\tContent-Type: %s\r\n\tOriginalContent: type=%s;Length=%d\r\n",
		sealedBoundary, protocol, soapType, length)
	fmt.Fprintf(&b, "--%s\r\n\tContent-Type: application/octet-stream\r\n", sealedBoundary)
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(signature))))
	b.Write(signature)
	b.Write(sealed)
	fmt.Fprintf(&b, "--%s--\r\n", sealedBoundary)
	return b.Bytes()
}
