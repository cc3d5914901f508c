package cli

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestEachCallsOnceForEachNumber(t *testing.T) {
	const n = 500
	var calls [n]atomic.Int32
	if err := Each(t.Context(), n, func(i int) { calls[i].Add(1) }); err != nil {
		t.Fatal(err)
	}
	for i := range calls {
		if got := calls[i].Load(); got != 1 {
			t.Errorf("%d: %d calls", i, got)
		}
	}
	if err := Each(t.Context(), 0, func(int) { t.Error("called") }); err != nil {
		t.Error(err)
	}
}

func TestEachBeginsNothingOnceInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int32
	err := Each(ctx, 100_000, func(int) {
		calls.Add(1)
		cancel()
	})
	if !errors.Is(err, context.Canceled) || calls.Load() > 1000 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}
