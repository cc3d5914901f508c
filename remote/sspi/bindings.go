package sspi

import "encoding/binary"

// bindingsHeader is the size of SEC_CHANNEL_BINDINGS in bytes: eight numbers of 32
// bits, of which the first six, the addresses of both sides, stay zero.
const bindingsHeader = 32

// ChannelBindings is a SEC_CHANNEL_BINDINGS (sspi.h) with the application data of a TLS
// channel behind it, "tls-server-end-point:" and a hash (RFC 5929); nil for nil.
func ChannelBindings(data []byte) []byte {
	if data == nil {
		return nil
	}
	b := make([]byte, bindingsHeader, bindingsHeader+len(data))
	binary.LittleEndian.PutUint32(b[24:], uint32(len(data))) // cbApplicationDataLength
	binary.LittleEndian.PutUint32(b[28:], bindingsHeader)    // dwApplicationDataOffset
	return append(b, data...)
}
