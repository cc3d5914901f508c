package remote

import (
	"strings"
	"testing"
)

// The limits that a long header needs are above it, and never below their default.
func TestLimitsForLongHeaders(t *testing.T) {
	for header, want := range map[int]string{
		74:     "to 16384 or more, and restart the node. That is their default",
		16184:  "to 16384 or more, and restart the node. That is their default",
		16185:  "to 16385 or more, and restart the node; or take the account out of groups",
		40_000: "to 40200 or more, and restart the node; or take the account out of groups",
	} {
		var e Error
		(&link{}).tooLong(&e, &answer{status: 400, header: header, token: header * 3 / 4})
		if !strings.Contains(e.Hint, want) {
			t.Errorf("%d bytes: %q, want %q", header, e.Hint, want)
		}
	}
}
