package remote

import (
	"math"
	"testing"
	"time"
)

// The node is given a time above zero and below our own limit, however long that is.
func TestOperationTimeout(t *testing.T) {
	for _, message := range []time.Duration{time.Millisecond, time.Second, 30 * time.Second, 1000000 * time.Hour, math.MaxInt64} {
		got := Limits{Message: message}.operationTimeout()
		if got <= 0 || got >= message {
			t.Errorf("of %s the node is given %s", message, got)
		}
	}
	if got := DefaultLimits().operationTimeout(); got != 20*time.Second {
		t.Errorf("by default the node is given %s, want 20s", got)
	}
}
