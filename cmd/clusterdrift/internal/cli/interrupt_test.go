package cli

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"
)

func TestAwait(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	if got, err := Await(ctx, func() (int, error) { return 7, io.EOF }); got != 7 || err != io.EOF {
		t.Errorf("%d, %v", got, err)
	}
	endless := make(chan struct{})
	defer close(endless)
	got, err := Await(ctx, func() (int, error) { interrupt(); <-endless; return 7, nil })
	if got != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %d, %v", got, err)
	}
	if err := AwaitEnd(ctx, func() error { t.Error("it begins after the interruption"); return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A command that does not end is ended, and only once it was interrupted.
func TestGiveUp(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan bool, 1)
	interrupted := false
	giveUp(ctx, time.Millisecond, func() { ended <- interrupted })
	interrupted = true
	interrupt()
	if !<-ended {
		t.Error("ended before it was interrupted")
	}
}

// There is little time for last words, and as much as it takes otherwise.
func TestFinishing(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	before, end := WithGrace(ctx)
	defer end()
	interrupt()
	if before.Err() == nil {
		t.Error("an interruption does not end what was begun before it")
	}
	after, end := WithGrace(ctx)
	defer end()
	if _, limited := after.Deadline(); after.Err() != nil || !limited {
		t.Error("there are no last words, or no end to them")
	}
}
