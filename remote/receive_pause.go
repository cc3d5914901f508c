package remote

import (
	"context"
	"time"
)

// How long the next Receive may wait for output to gather at the node.
const (
	longTrip    = 30 * time.Millisecond // on a shorter link a Receive more costs nothing
	longestWait = 500 * time.Millisecond
	littleOut   = 32 << 10 // bytes of output in an answer that has room for 100 KB
	waitShare   = 8        // of the time that is left
)

// receivePause is how long to wait before a Receive after so many answers in a row that
// brought little of a command that runs on: a round trip, then twice as long each time.
// The node buffers what is printed meanwhile, so that few full answers take the place of
// many small ones. left is the time until the deadline; below 0: there is none.
func receivePause(roundTrip time.Duration, small int, left time.Duration) time.Duration {
	if roundTrip < longTrip || small < 1 {
		return 0
	}
	wait := roundTrip
	for range small - 1 {
		wait = min(2*wait, longestWait)
	}
	wait = min(wait, longestWait)
	if left >= 0 {
		wait = min(wait, left/waitShare)
	}
	return wait
}

// gather waits before the next Receive as long as it pays.
func (c *commandRun) gather(ctx context.Context) {
	left := time.Duration(-1)
	if deadline, ok := ctx.Deadline(); ok {
		left = max(0, time.Until(deadline))
	}
	if wait := receivePause(c.session.RoundTrip(), c.small, left); wait > 0 {
		pauseFor(ctx, wait)
	}
}

// weigh counts the answers in a row that brought little of a command that runs on.
func (c *commandRun) weigh(carried int64, running bool) {
	if running && carried < littleOut {
		c.small++
		return
	}
	c.small = 0
}

// pauseFor waits, unless ctx ends before.
func pauseFor(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
