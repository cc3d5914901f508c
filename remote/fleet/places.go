package fleet

import (
	"context"
	"sync"
	"time"
)

// How the number of nodes at a time grows.
const (
	growEvery = 250 * time.Millisecond
	growBy    = 16
	// lateness is from how late a timer shows that the processors are busy, with this
	// program or with others.
	lateness = 5 * time.Millisecond
)

// places are those of the nodes that are read at a time. Their number grows while all
// are taken and the processors have time to spare; it does not shrink.
type places struct {
	mu    sync.Mutex
	freed *sync.Cond
	limit int
	most  int
	taken int
}

func newPlaces(first, most int) *places {
	p := &places{limit: max(1, first), most: max(1, first, most)}
	p.freed = sync.NewCond(&p.mu)
	return p
}

// take waits for a place.
func (p *places) take() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.taken >= p.limit {
		p.freed.Wait()
	}
	p.taken++
}

func (p *places) give() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
	p.freed.Signal()
}

// grow adds places if all are taken; late is how late the last timers were.
func (p *places) grow(late time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken < p.limit || late >= lateness {
		return
	}
	p.limit = min(p.most, p.limit+growBy)
	p.freed.Broadcast()
}

// room reports whether places may be added yet.
func (p *places) room() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.limit < p.most
}

// watch lets the places grow until ctx ends.
func (p *places) watch(ctx context.Context) {
	const probes = 10
	for p.room() {
		var latest time.Duration
		for range probes {
			began := time.Now()
			select {
			case <-time.After(growEvery / probes):
			case <-ctx.Done():
				return
			}
			latest = max(latest, time.Since(began)-growEvery/probes)
		}
		p.grow(latest)
	}
}
