package simulator

import (
	"bytes"
	"context"
	"net"
	"slices"
	"testing"
	"time"
)

func TestProcesses(t *testing.T) {
	for line, want := range map[string]int{
		"hostname":                         1,
		"reg query a & reg query b":        2,
		"(reg query a && echo 1) & echo 2": 1,
		"a 2>nul & b || c":                 2,
		"":                                 1,
	} {
		if got := processes(line); got != want {
			t.Errorf("%q: %d programs, want %d", line, got, want)
		}
	}
}

// A command that has run for a time has printed the parts of the programs that ended.
func TestPace(t *testing.T) {
	since := func(d time.Duration) pace {
		return pace{started: time.Now().Add(-d), each: time.Hour, programs: 4}
	}
	for _, tt := range []struct {
		pace    pace
		printed int
		running bool
	}{
		{since(0), 0, true},
		{since(90 * time.Minute), 25, true},
		{since(3*time.Hour + time.Minute), 75, true},
		{since(4 * time.Hour), 100, false},
		{pace{programs: 4}, 100, false},
	} {
		printed, next := tt.pace.printed(100)
		if printed != tt.printed || next > 0 != tt.running {
			t.Errorf("%+v: %d bytes, next in %s, want %d, running %t", tt.pace, printed, next, tt.printed, tt.running)
		}
	}
}

// A Receive waits as long as its OperationTimeout says, and no output is lost by it.
func TestAwaitTimesOut(t *testing.T) {
	h := &host{ctx: t.Context()}
	h.mu.Lock()
	defer h.mu.Unlock()
	c := &command{total: 100, pace: pace{started: time.Now(), each: time.Hour, programs: 2}}
	if f := h.await(c, time.Millisecond); f == nil || f.code != codeOperationTimedOut {
		t.Errorf("fault %+v, want %d", f, codeOperationTimedOut)
	}
	c.pace.started = time.Now().Add(-90 * time.Minute)
	if f := h.await(c, time.Millisecond); f != nil {
		t.Errorf("fault %+v although there is output", f)
	}
}

// pieces is a connection that notes how much is written at a time.
type pieces struct {
	net.Conn
	sizes []int
}

func (p *pieces) Write(b []byte) (int, error) { p.sizes = append(p.sizes, len(b)); return len(b), nil }
func (p *pieces) Read(b []byte) (int, error)  { return copy(b, "x"), nil }

// The window doubles with each round trip, and is free again when the client speaks.
func TestWindowGrowth(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel() // no pause takes time
	raw := &pieces{}
	c := &farConn{Conn: raw, link: farListener{ctx: ended, roundTrip: time.Hour}, window: firstWindow}
	if n, err := c.Write(bytes.Repeat([]byte("a"), 100_000)); n != 100_000 || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	if want := []int{14600, 29200, 56200}; !slices.Equal(raw.sizes, want) {
		t.Errorf("pieces %v, want %v", raw.sizes, want)
	}
	raw.sizes = nil
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(bytes.Repeat([]byte("a"), 50_000)); err != nil || !slices.Equal(raw.sizes, []int{50_000}) {
		t.Errorf("pieces %v, %v, want one", raw.sizes, err)
	}
}
