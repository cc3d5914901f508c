package fleet

import (
	"testing"
	"time"
)

func TestFar(t *testing.T) {
	for _, tt := range []struct {
		handshake, answer int // ms
		want              bool
	}{
		{0, 0, false},
		{29, 0, false},
		{30, 0, true},
		{200, 200, true},
		{1, 60, false},  // the node is slow to answer
		{60, 10, false}, // this machine was slow to notice that it was connected
	} {
		if got := far(time.Duration(tt.handshake)*time.Millisecond, time.Duration(tt.answer)*time.Millisecond); got != tt.want {
			t.Errorf("handshake %d ms, answer %d ms: %t", tt.handshake, tt.answer, got)
		}
	}
}
