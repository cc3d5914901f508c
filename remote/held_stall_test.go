package remote

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// What is kept may leave no room for any that wait. None of them waits until its time
// is up, and one that would hold less goes on where that is possible.
func TestWhatIsKeptStallsNoOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1000, 5) // 100 each, and 500 for all
		holder := b.share()
		if err := holder.take(t.Context(), 300); err != nil {
			t.Fatal(err)
		}
		outcomes := map[int64]error{}
		var mu sync.Mutex
		var waiting sync.WaitGroup
		for _, bytes := range []int64{450, 460, 410} {
			waiting.Go(func() {
				s := b.share()
				err := s.take(t.Context(), bytes)
				s.give(s.held)
				mu.Lock()
				outcomes[bytes] = err
				mu.Unlock()
			})
			synctest.Wait()
		}
		if !b.Keep(190) {
			t.Error("there is no room to keep anything")
		}
		holder.give(300)
		waiting.Wait() // forever, were one of them left behind
		for bytes, err := range outcomes {
			if (err == nil) != (bytes == 410) {
				t.Errorf("%d bytes: %v", bytes, err)
			}
		}
	})
}

// What hostile nodes leave behind takes no more than half of what is shared.
func TestHalfIsNeverKept(t *testing.T) {
	b := NewBudget(1000, 5)
	kept := 0
	for range 50 {
		if b.Keep(101) {
			kept++
		}
	}
	if err := b.share().take(t.Context(), 350); kept != 2 || err != nil {
		t.Errorf("%d were kept; the next node: %v", kept, err)
	}
}

// Of those that stall each other, the one that would hold most fails.
func TestGreedyOneFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1000, 5)
		honest, greedy := b.share(), b.share()
		if honest.take(t.Context(), 340) != nil || greedy.take(t.Context(), 330) != nil {
			t.Fatal("there is room for both")
		}
		var failed, succeeded error
		var waiting sync.WaitGroup
		waiting.Go(func() { succeeded = honest.take(t.Context(), 60) })
		synctest.Wait()
		waiting.Go(func() { failed = greedy.take(t.Context(), 250); greedy.give(greedy.held) })
		waiting.Wait()
		if succeeded != nil || !errors.Is(failed, errHeld) {
			t.Errorf("the honest one: %v, the greedy one: %v", succeeded, failed)
		}
	})
}

// Whatever many nodes take, give back and leave behind, in whatever order, with or
// without a limit of time: all come to an end without one, the limit holds, and
// nothing is lost. A deadlock ends the bubble.
func TestBudgetInAnyOrder(t *testing.T) {
	for seed := range uint64(300) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			nodes := 1 + random.IntN(12)
			limit := 1000 + random.Int64N(4000)
			b := NewBudget(limit, nodes)
			var running sync.WaitGroup
			for n := range nodes {
				running.Go(func() { useBudget(t.Context(), b, rand.New(rand.NewPCG(seed, uint64(n)+3)), limit) })
			}
			running.Wait()
			if b.Held() != b.kept || b.used != b.kept || len(b.shares)+len(b.waiting) != 0 || b.Peak() > limit {
				t.Errorf("seed %d: %d held, %d used, %d kept, %d shares, %d wait, %d at most of %d",
					seed, b.Held(), b.used, b.kept, len(b.shares), len(b.waiting), b.Peak(), limit)
			}
		})
	}
}

// useBudget does what the session of a node does, some times over.
func useBudget(ctx context.Context, b *Budget, random *rand.Rand, limit int64) {
	for range 20 {
		node := b.share()
		parts := []*holding{{share: node}, {share: node}}
		for range random.IntN(8) {
			h := parts[random.IntN(len(parts))]
			limited, cancel := ctx, context.CancelFunc(func() {})
			if random.IntN(4) == 0 {
				limited, cancel = context.WithTimeout(ctx, time.Duration(random.IntN(1000)))
			}
			err := h.take(limited, random.Int64N(limit/2))
			cancel()
			if err != nil {
				break
			}
			time.Sleep(time.Duration(random.IntN(1000)))
			if random.IntN(3) == 0 {
				h.drop()
			}
		}
		for _, h := range parts {
			h.drop()
		}
		if random.IntN(10) == 0 {
			b.Keep(random.Int64N(limit / 4))
		}
	}
}
