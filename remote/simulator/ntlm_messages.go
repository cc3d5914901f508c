package simulator

import (
	"bytes"
	"encoding/binary"
	"errors"
	"time"
	"unicode/utf16"
)

// Negotiate flags ([MS-NLMP] 2.2.2.5).
const (
	flagUnicode          uint32 = 1 << 0
	flagOEM              uint32 = 1 << 1
	flagRequestTarget    uint32 = 1 << 2
	flagSign             uint32 = 1 << 4
	flagSeal             uint32 = 1 << 5
	flagNTLM             uint32 = 1 << 9
	flagAlwaysSign       uint32 = 1 << 15
	flagTargetDomain     uint32 = 1 << 16
	flagTargetServer     uint32 = 1 << 17
	flagExtendedSecurity uint32 = 1 << 19
	flagTargetInfo       uint32 = 1 << 23
	flag128              uint32 = 1 << 29
	flagKeyExchange      uint32 = 1 << 30
	flag56               uint32 = 1 << 31
)

// Attributes of the target information ([MS-NLMP] 2.2.2.1).
const (
	avEnd             = 0
	avComputer        = 1
	avDomain          = 2
	avDNSComputer     = 3
	avDNSDomain       = 4
	avFlags           = 6
	avTimestamp       = 7
	avChannelBindings = 10
)

// avHasMIC in avFlags says that the AUTHENTICATE message carries a MIC.
const avHasMIC = 0x2

var errNTLM = errors.New("malformed NTLM message")

const ntlmSignature = "NTLMSSP\x00"

// messageType returns 1 for NEGOTIATE, 3 for AUTHENTICATE, 0 for anything that
// is not an NTLM message.
func messageType(message []byte) uint32 {
	if len(message) < 16 || string(message[:8]) != ntlmSignature {
		return 0
	}
	return binary.LittleEndian.Uint32(message[8:])
}

// challengeMessage writes a CHALLENGE message without the optional version.
func challengeMessage(flags uint32, target string, nonce [8]byte, info []byte) []byte {
	const header = 48
	name := []byte(target)
	if flags&flagUnicode != 0 {
		name = utf16Bytes(target)
	}
	b := append([]byte(ntlmSignature), 2, 0, 0, 0)
	b = appendField(b, len(name), header)
	b = binary.LittleEndian.AppendUint32(b, flags)
	b = append(b, nonce[:]...)
	b = append(b, make([]byte, 8)...) // reserved
	b = appendField(b, len(info), header+len(name))
	b = append(b, name...)
	return append(b, info...)
}

func appendField(b []byte, length, offset int) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(length))
	b = binary.LittleEndian.AppendUint16(b, uint16(length))
	return binary.LittleEndian.AppendUint32(b, uint32(offset))
}

// targetInfo describes the node to the client, in the order Windows uses.
func targetInfo(domain, computer string, now time.Time) []byte {
	var b []byte
	add := func(id uint16, value []byte) {
		b = binary.LittleEndian.AppendUint16(b, id)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
		b = append(b, value...)
	}
	add(avDomain, utf16Bytes(domain))
	add(avComputer, utf16Bytes(computer))
	add(avDNSDomain, utf16Bytes(domain))
	add(avDNSComputer, utf16Bytes(computer))
	add(avTimestamp, binary.LittleEndian.AppendUint64(nil, fileTime(now)))
	add(avEnd, nil)
	return b
}

// fileTime counts 100 ns since 1601.
func fileTime(t time.Time) uint64 {
	const unixEpoch = 116444736000000000
	return uint64(t.UnixNano()/100 + unixEpoch)
}

// attribute returns one value of a target information; nil when it is not there.
func attribute(info []byte, id uint16) []byte {
	for len(info) >= 4 {
		got, length := binary.LittleEndian.Uint16(info), int(binary.LittleEndian.Uint16(info[2:]))
		if got == avEnd || len(info) < 4+length {
			return nil
		}
		if got == id {
			return info[4 : 4+length]
		}
		info = info[4+length:]
	}
	return nil
}

// authenticateMessage is what the server reads of an AUTHENTICATE message.
type authenticateMessage struct {
	response   []byte // NTLMv2_RESPONSE
	domain     string // as the client spells it; the proof depends on that
	user       string
	sessionKey []byte // encrypted with the key exchange key
	flags      uint32
	raw        []byte
}

// The MIC lies between the version and the first payload.
const micOffset, micSize = 72, 16

func parseAuthenticate(raw []byte) (*authenticateMessage, error) {
	if messageType(raw) != 3 || len(raw) < micOffset {
		return nil, errNTLM
	}
	m := &authenticateMessage{raw: raw, flags: binary.LittleEndian.Uint32(raw[60:])}
	fields := make([][]byte, 4)
	for i, at := range []int{20, 28, 36, 52} {
		length := uint64(binary.LittleEndian.Uint16(raw[at:]))
		offset := uint64(binary.LittleEndian.Uint32(raw[at+4:]))
		if offset+length > uint64(len(raw)) {
			return nil, errNTLM
		}
		fields[i] = raw[offset : offset+length]
	}
	m.response, m.sessionKey = fields[0], fields[3]
	m.domain, m.user = string(fields[1]), string(fields[2])
	if m.flags&flagUnicode != 0 {
		m.domain, m.user = utf16String(fields[1]), utf16String(fields[2])
	}
	return m, nil
}

// mic returns the message's integrity code and the message with that set to zero.
func (m *authenticateMessage) mic() (code, zeroed []byte, err error) {
	if len(m.raw) < micOffset+micSize {
		return nil, nil, errNTLM
	}
	zeroed = bytes.Clone(m.raw)
	clear(zeroed[micOffset : micOffset+micSize])
	return m.raw[micOffset : micOffset+micSize], zeroed, nil
}

func utf16Bytes(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func utf16String(b []byte) string {
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}
