package kerberos_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

// A key distribution centre that answers, but not to the question, is not one that
// cannot be reached or that sends too much.
func TestAnswersThatPutOff(t *testing.T) {
	honest := honestRealm(t)
	for _, tt := range []struct {
		way        string
		code       int32
		text, hint string
	}{
		{"udp", 52, "too long for UDP", "TCP 88"}, // no one listens for TCP there
		{"udp", 29, "its service is not available", "Try again later"},
		{"tcp", 29, "its service is not available", "Try again later"},
	} {
		for _, s := range allStages() {
			rogue := startRogue(t, tt.way, honest.Address(), func(at stage, _, good []byte) []byte {
				if at == s {
					return errorReply(t, tt.code, nil)
				}
				return good
			}, nil)
			client := clientOf(t, tt.way, rogue.address)
			client.Hurry(time.Second)
			err := logOnAndAsk(t, client)
			var e *kerberos.Error
			if !errors.As(err, &e) || e.Reason != kerberos.NoAnswer || !strings.Contains(e.Text, tt.text) || !strings.Contains(e.Hint, tt.hint) {
				t.Errorf("code %d over %s, %s: %+v", tt.code, tt.way, s, e)
			}
			if n := rogue.requests(proven); n > 1 {
				t.Errorf("code %d over %s, %s: %d proofs of the password", tt.code, tt.way, s, n)
			}
		}
	}
}
