package fleet

import (
	"sync"
	"testing"
)

// Places are added only while all are taken and the processors are idle, and never more
// than there may be.
func TestPlacesGrow(t *testing.T) {
	p := newPlaces(2, 20)
	p.grow(0)
	if p.limit != 2 {
		t.Errorf("%d places although none was taken", p.limit)
	}
	p.take()
	p.take()
	p.grow(lateness)
	if p.limit != 2 {
		t.Errorf("%d places although the processors are busy", p.limit)
	}
	var waiting sync.WaitGroup
	waiting.Go(p.take)
	p.grow(0)
	waiting.Wait() // it has a place now
	if p.limit != 2+growBy || p.taken != 3 {
		t.Errorf("%d places of which %d are taken", p.limit, p.taken)
	}
	for range p.limit - p.taken {
		p.take()
	}
	p.grow(0)
	if p.limit != 20 {
		t.Errorf("%d places, at most 20 are allowed", p.limit)
	}
}

// A number that does not grow holds.
func TestPlacesHold(t *testing.T) {
	p := newPlaces(3, 0)
	most := 0
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			p.take()
			defer p.give()
			mu.Lock()
			defer mu.Unlock()
			p.mu.Lock()
			defer p.mu.Unlock()
			most = max(most, p.taken)
		})
	}
	all.Wait()
	if most < 1 || most > 3 {
		t.Errorf("%d at a time, want 1 to 3", most)
	}
	p.watch(t.Context()) // returns at once: there is nothing to grow
}
