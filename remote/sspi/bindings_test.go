package sspi

import (
	"bytes"
	"testing"
)

// The layout is that of SEC_CHANNEL_BINDINGS in sspi.h, by hand.
func TestChannelBindings(t *testing.T) {
	want := []byte{
		0, 0, 0, 0, // dwInitiatorAddrType
		0, 0, 0, 0, // cbInitiatorLength
		0, 0, 0, 0, // dwInitiatorOffset
		0, 0, 0, 0, // dwAcceptorAddrType
		0, 0, 0, 0, // cbAcceptorLength
		0, 0, 0, 0, // dwAcceptorOffset
		24, 0, 0, 0, // cbApplicationDataLength
		32, 0, 0, 0, // dwApplicationDataOffset
	}
	data := []byte("tls-server-end-point:\x01\x02\x03")
	if got := ChannelBindings(data); !bytes.Equal(got, append(want, data...)) {
		t.Errorf("%x", got)
	}
	if got := ChannelBindings(nil); got != nil {
		t.Errorf("%x without a channel, want nothing", got)
	}
}
