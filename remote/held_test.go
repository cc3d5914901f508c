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

// A node that holds little never waits, however greedy the others are.
func TestFreeShareIsAlwaysGranted(t *testing.T) {
	b := NewBudget(1000, 5) // 100 each, and 500 for all
	greedy := b.share()
	if err := greedy.take(t.Context(), 600); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 4 {
		if err := b.share().take(ended, 100); err != nil {
			t.Error(err)
		}
	}
	if err := b.share().take(ended, 101); !errors.Is(err, errWaited) {
		t.Errorf("beyond all: %v", err)
	}
	if b.Held() != 1000 || b.Peak() != 1000 {
		t.Errorf("%d held, %d at most", b.Held(), b.Peak())
	}
}

func TestMoreThanThereIsFailsAtOnce(t *testing.T) {
	b := NewBudget(1000, 5)
	if err := b.share().take(t.Context(), 601); !errors.Is(err, errHeld) {
		t.Error(err)
	}
	if !b.Keep(240) || !b.Keep(100) || b.Keep(101) {
		t.Error("what is kept is not counted, or a free share is")
	}
	if err := b.share().take(t.Context(), 361); !errors.Is(err, errHeld) {
		t.Errorf("besides what is kept: %v", err)
	}
	b.Drop(240)
	if held := b.Held(); held != 0 || !b.Keep(240) {
		t.Errorf("%d bytes are held after the nodes were dropped, want none", held)
	}
	var none *Budget
	none.Drop(1 << 60)
	if err := none.share().take(t.Context(), 1<<60); err != nil || !none.Keep(1<<60) {
		t.Error("no budget has a limit")
	}
}

// Of those that wait, the one that would hold least goes first.
func TestLeastGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1000, 5)
		holder := b.share()
		if err := holder.take(t.Context(), 600); err != nil {
			t.Fatal(err)
		}
		var order []int64
		var mu sync.Mutex
		var running sync.WaitGroup
		for _, bytes := range []int64{600, 550, 101, 300} {
			running.Go(func() {
				s := b.share()
				if err := s.take(t.Context(), bytes); err != nil {
					t.Error(err)
				}
				mu.Lock()
				order = append(order, bytes)
				mu.Unlock()
				time.Sleep(time.Second) // of the bubble
				s.give(bytes)
			})
			synctest.Wait()
		}
		holder.give(600)
		running.Wait()
		if len(order) != 4 || order[2] != 550 || order[3] != 600 || b.Held() != 0 {
			t.Errorf("order %v, %d held", order, b.Held())
		}
	})
}

// When all that hold something wait, nothing would come back: the one that holds most
// fails, and then the others go on.
func TestStallIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1000, 5)
		outcomes := map[int64]error{}
		var mu sync.Mutex
		var waiting sync.WaitGroup
		var shares []*share
		for _, first := range []int64{200, 300, 250} { // 450 of 500 are used
			shares = append(shares, b.share())
			if err := shares[len(shares)-1].take(t.Context(), first); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range shares {
			first := s.held
			waiting.Go(func() {
				err := s.take(t.Context(), 200)
				mu.Lock()
				outcomes[first] = err
				mu.Unlock()
				s.give(s.held)
			})
			synctest.Wait()
		}
		waiting.Wait()
		if outcomes[200] != nil || outcomes[250] != nil || !errors.Is(outcomes[300], errHeld) || b.Held() != 0 || b.used != 0 {
			t.Errorf("%v; %d held", outcomes, b.Held())
		}
	})
}

// Waiting ends with the context, and leaves nothing behind.
func TestWaitingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(1000, 5)
		holder := b.share()
		if err := holder.take(t.Context(), 600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.share().take(ctx, 200); !errors.Is(err, errWaited) || len(b.waiting) != 0 {
			t.Errorf("%v, %d wait", err, len(b.waiting))
		}
		holder.give(600)
		if b.Held() != 0 || b.used != 0 || len(b.shares) != 0 {
			t.Errorf("%d held, %d used, %d shares", b.Held(), b.used, len(b.shares))
		}
	})
}

// Whatever many nodes take and give back, the limit holds, all of them come to an end,
// and nothing is lost.
func TestBudgetOfManyNodes(t *testing.T) {
	const nodes = 40
	b := NewBudget(10_000, nodes)
	var running sync.WaitGroup
	for seed := range nodes {
		running.Go(func() {
			random := rand.New(rand.NewPCG(uint64(seed), 1))
			message, rows := holding{share: b.share()}, holding{}
			rows.share = message.share
			defer rows.drop()
			defer message.drop()
			for range 200 {
				h := &message
				if random.IntN(3) == 0 {
					h = &rows
				} else {
					message.drop()
				}
				if err := h.take(t.Context(), random.Int64N(3000)); err != nil {
					return
				}
				if h.bytes > 10 {
					h.give(random.Int64N(10))
				}
			}
		})
	}
	running.Wait()
	if b.Held() != 0 || b.used != 0 || len(b.shares) != 0 || len(b.waiting) != 0 || b.Peak() > 10_000 {
		t.Errorf("%d held, %d used, %d shares, %d wait, %d at most", b.Held(), b.used, len(b.shares), len(b.waiting), b.Peak())
	}
}
