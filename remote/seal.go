package remote

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/textproto"
	"strconv"
	"strings"
)

const (
	soapType = "application/soap+xml;charset=UTF-8"

	sealedType     = "multipart/encrypted"
	sealedProtocol = "application/HTTP-SPNEGO-session-encrypted"
	sealedBoundary = "Encrypted Boundary"
)

// sealMessage writes a request body as MS-WSMV 2.2.9.1 lays it out: one part
// that names the length of the plain text, one with the signature's length,
// the signature and the sealed bytes.
func sealMessage(s sealer, plain []byte) (contentType string, body []byte, err error) {
	signature, sealed, err := s.seal(plain)
	var known *Error
	if errors.As(err, &known) {
		return "", nil, known
	}
	if err != nil {
		return "", nil, &Error{Kind: NotSealed, Op: "seal a message", Text: "sealing failed", Err: err}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "--%s\r\n", sealedBoundary)
	fmt.Fprintf(&b, "\tContent-Type: %s\r\n", sealedProtocol)
	fmt.Fprintf(&b, "\tOriginalContent: type=%s;Length=%d\r\n", soapType, len(plain))
	fmt.Fprintf(&b, "--%s\r\n", sealedBoundary)
	b.WriteString("\tContent-Type: application/octet-stream\r\n")
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(signature))))
	b.Write(signature)
	b.Write(sealed)
	fmt.Fprintf(&b, "--%s--\r\n", sealedBoundary)
	return fmt.Sprintf(`%s;protocol="%s";boundary="%s"`, sealedType, sealedProtocol, sealedBoundary), b.Bytes(), nil
}

// unsealMessage reads an answer in the same layout. The sealed bytes may hold
// anything, also the boundary, so that they are taken by their length.
func unsealMessage(s sealer, boundary string, body []byte) ([]byte, error) {
	length, rest, err := sealedParts([]byte("--"+boundary), body)
	if err != nil {
		return nil, err
	}
	signature, sealed, err := splitSealed(rest, length, []byte("--"+boundary))
	if err != nil {
		return nil, err
	}
	plain, err := s.unseal(signature, sealed)
	if err != nil {
		return nil, &Error{Kind: NotSealed, Op: "unseal an answer", Text: "the seal does not hold",
			Hint: "The answer was changed on its way, or the node lost the session: scan it again.", Err: err}
	}
	if len(plain) != length {
		return nil, &Error{Kind: Malformed, Op: "unseal an answer", Text: "the plain text has another length than announced"}
	}
	return plain, nil
}

func damagedSeal(text string) error {
	return &Error{Kind: Malformed, Op: "unseal an answer", Text: text}
}

// sealedParts skips the two part headers; it returns the plain text's length
// and what follows the second header.
func sealedParts(delimiter, body []byte) (length int, rest []byte, err error) {
	rest, ok := bytes.CutPrefix(body, delimiter)
	if !ok {
		return 0, nil, damagedSeal("the first boundary is missing")
	}
	header, rest, ok := bytes.Cut(rest, delimiter)
	if !ok {
		return 0, nil, damagedSeal("the second boundary is missing")
	}
	length, err = originalLength(string(header))
	if err != nil {
		return 0, nil, err
	}
	const stream = "application/octet-stream\r\n"
	i := bytes.Index(rest, []byte(stream))
	if i < 0 || i > 64 {
		return 0, nil, damagedSeal("the part with the sealed bytes is missing")
	}
	return length, rest[i+len(stream):], nil
}

// originalLength reads `OriginalContent: type=application/soap+xml;charset=UTF-8;Length=1234`.
func originalLength(header string) (int, error) {
	for _, line := range strings.Split(header, "\r\n") {
		name, value, _ := strings.Cut(textproto.TrimString(line), ":")
		if !strings.EqualFold(name, "OriginalContent") {
			continue
		}
		for _, field := range strings.Split(value, ";") {
			key, number, _ := strings.Cut(textproto.TrimString(field), "=")
			if strings.EqualFold(key, "Length") {
				n, err := strconv.ParseUint(number, 10, 31)
				if err != nil {
					return 0, damagedSeal("the announced length is not a number")
				}
				return int(n), nil
			}
		}
	}
	return 0, damagedSeal("the announced length is missing")
}

// splitSealed takes signature and sealed bytes apart; length is that of the plain
// text, which stream sealing keeps. Windows closes with the boundary, at times
// followed by two dashes as MIME wants them.
func splitSealed(rest []byte, length int, boundary []byte) (signature, sealed []byte, err error) {
	if len(rest) < 4 {
		return nil, nil, damagedSeal("the signature is missing")
	}
	n := int64(binary.LittleEndian.Uint32(rest))
	rest = rest[4:]
	if n > 256 || int64(len(rest)) < n+int64(length) {
		return nil, nil, damagedSeal("the sealed bytes are cut off")
	}
	signature, sealed, tail := rest[:n], rest[n:n+int64(length)], rest[n+int64(length):]
	if !bytes.Equal(bytes.TrimSuffix(bytes.TrimRight(tail, "\r\n"), []byte("--")), boundary) {
		return nil, nil, damagedSeal("the closing boundary is not where the length puts it")
	}
	return signature, sealed, nil
}
