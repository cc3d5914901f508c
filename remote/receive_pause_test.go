package remote

import (
	"testing"
	"time"
)

func TestReceivePause(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name      string
		roundTrip time.Duration
		small     int
		left      time.Duration
		want      time.Duration
	}{
		{"a short link", 10 * ms, 3, -1, 0},
		{"a full answer", 200 * ms, 0, -1, 0},
		{"one small answer", 200 * ms, 1, -1, 200 * ms},
		{"two", 200 * ms, 2, -1, 400 * ms},
		{"many", 200 * ms, 1000, -1, 500 * ms},
		{"a very long link", 5 * time.Second, 1, -1, 500 * ms},
		{"little time", 200 * ms, 3, 400 * ms, 50 * ms},
		{"no time", 200 * ms, 3, 0, 0},
	} {
		if got := receivePause(tt.roundTrip, tt.small, tt.left); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Only answers in a row that bring little of a command that runs on make the next one wait.
func TestWeigh(t *testing.T) {
	var post commandRun
	for i, tt := range []struct {
		carried int64
		running bool
		want    int
	}{{0, true, 1}, {littleOut - 1, true, 2}, {littleOut, true, 0}, {100, true, 1}, {100, false, 0}} {
		if post.weigh(tt.carried, tt.running); post.small != tt.want {
			t.Errorf("answer %d: %d small ones, want %d", i, post.small, tt.want)
		}
	}
}
