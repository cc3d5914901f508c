package remote

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// Places in an NTLM authenticate message ([MS-NLMP] 2.2.1.3). Each field is a length, a
// size, both of 16 bits, and an offset.
const (
	ntlmResponseField = 20
	ntlmDomainField   = 28
	ntlmUserField     = 36
	ntlmFlagsPlace    = 60
	ntlmAuthHeader    = 64

	ntlmOldResponse = 24 // bytes of a response of NTLM version 1
)

// ntlmAccount reads who an authenticate message of Windows logs on, `DOMAIN\user` or a
// bare user, and refuses one that is weaker than NTLM version 2 with the session security
// that we demand: what Windows sends depends on policies of this machine.
func ntlmAccount(message []byte, sealing bool) (string, error) {
	const op = "authenticate with ntlm as the current user"
	if len(message) < ntlmAuthHeader || !bytes.HasPrefix(message, []byte("NTLMSSP\x00\x03\x00\x00\x00")) {
		return "", &Error{Kind: AuthFailed, Op: op, Text: "Windows did not answer the challenge with NTLM", Hint: "Use auth kerberos, or give a user and a password."}
	}
	flags, want := binary.LittleEndian.Uint32(message[ntlmFlagsPlace:]), ntlmDemanded(sealing)
	response, whole := ntlmField(message, ntlmResponseField)
	domain, domainWhole := ntlmField(message, ntlmDomainField)
	user, userWhole := ntlmField(message, ntlmUserField)
	switch {
	case flags&ntlmLocalCall != 0 && len(response) == 0:
		return "", &Error{Kind: NotSealed, Op: op, Text: "Windows takes the node for this machine itself, for which NTLM proves nothing", Hint: "Use auth kerberos to read the machine that runs the scan."}
	case !whole || !domainWhole || !userWhole:
		return "", &Error{Kind: AuthFailed, Op: op, Text: "the message that Windows made for the node is damaged", Hint: "Give a user and a password."}
	case len(response) <= ntlmOldResponse:
		return "", &Error{Kind: NotSealed, Op: op, Text: "Windows answers with NTLM version 1, which is easy to break; nothing was sent",
			Hint: `Set "Network security: LAN Manager authentication level" of this machine to send NTLMv2 responses only, or use auth kerberos.`}
	case flags&want != want:
		return "", &Error{Kind: NotSealed, Op: op, Text: fmt.Sprintf("Windows leaves out protection that we demand (flags %08x of %08x)", flags&want, want),
			Hint: `Set "Network security: Minimum session security for NTLM SSP based clients" of this machine to require 128-bit encryption.`}
	}
	if name := ntlmText(domain); name != "" {
		return name + `\` + ntlmText(user), nil
	}
	return ntlmText(user), nil
}

// ntlmField is the content of a field; false where it is not within the message.
func ntlmField(message []byte, at int) ([]byte, bool) {
	length := int64(binary.LittleEndian.Uint16(message[at:]))
	offset := int64(binary.LittleEndian.Uint32(message[at+4:]))
	if length == 0 {
		return nil, true
	}
	if offset < ntlmAuthHeader || offset+length > int64(len(message)) {
		return nil, false
	}
	return message[offset : offset+length], true
}

// ntlmText reads UTF-16, little-endian.
func ntlmText(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
