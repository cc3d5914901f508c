package remote

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
)

// DefaultHeld is how much all nodes of a scan together may make this program hold of
// their answers, in bytes.
const DefaultHeld = 512 << 20

// freeShare is what a node may always hold, in bytes: several times what an honest
// one needs at once.
const freeShare = 4 << 20

// Budget bounds what the nodes of a scan together make this program hold of their
// answers: while they are read, unsealed and parsed, and the rows and outputs that
// come of them. Sessions that share it wait for each other when it is used up. A node
// that holds little never waits; of those that wait, the one that holds least goes
// first, and when all that hold something wait, the one that would hold most fails.
type Budget struct {
	mu      sync.Mutex
	free    int64 // that each node may hold without asking
	limit   int64 // of what all hold beyond that
	used    int64
	kept    int64 // of used: for the rest of the scan
	peak    int64 // the largest that was held, free shares included
	held    int64
	shares  map[*share]bool // that hold some of used
	waiting []*waiter
}

// NodesAtATime is how many of a number of nodes a budget of bytes has room for at a
// time, at least one. Were it more, honest nodes could use it up by themselves, and
// fail for it.
func NodesAtATime(bytes int64, nodes int) int {
	return int(max(1, min(int64(nodes), bytes/freeShare)))
}

// NewBudget makes a budget of a number of bytes for so many nodes at a time. A part of
// it, half at most, is set aside for what each may always hold.
func NewBudget(bytes int64, nodes int) *Budget {
	free := min(freeShare, bytes/2/int64(max(1, nodes)))
	return &Budget{free: free, limit: bytes - free*int64(max(1, nodes)), shares: map[*share]bool{}}
}

// Peak is the most that was held at a time, in bytes.
func (b *Budget) Peak() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.peak
}

// Held is what is held now, in bytes.
func (b *Budget) Held() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held
}

// Keep takes what the facts of a node hold, until they are dropped. False
// means that there is no room for them: half of what is shared is left to nodes that
// are still read. What each node may always hold is not counted.
func (b *Budget) Keep(bytes int64) bool {
	if b == nil || bytes <= b.free {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used+bytes > b.limit || b.kept+bytes > b.limit/2 {
		return false
	}
	b.used, b.kept = b.used+bytes, b.kept+bytes
	b.count(bytes)
	return true
}

// Drop gives back what Keep took for a node.
func (b *Budget) Drop(bytes int64) {
	if b == nil || bytes <= b.free {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used, b.kept = b.used-bytes, b.kept-bytes
	b.held -= bytes
	b.admit()
}

func (b *Budget) count(bytes int64) {
	b.held += bytes
	b.peak = max(b.peak, b.held)
}

// share is what one node holds. It is used by one goroutine at a time. A nil share
// has no limit.
type share struct {
	budget *Budget
	held   int64
}

// waiter is a share that waits for more; ready is closed when it has it, or has
// failed.
type waiter struct {
	share *share
	bytes int64
	ready chan struct{}
	err   error
}

// total is what the share would hold.
func (w *waiter) total() int64 { return w.share.held + w.bytes }

var (
	errHeld   = errors.New("the nodes together hold too much")                 // and this one would hold most
	errWaited = errors.New("what other nodes hold was not given back in time") // this one may hold little
)

func (b *Budget) share() *share {
	if b == nil {
		return nil
	}
	return &share{budget: b}
}

// beyond is what of a number of held bytes counts against the limit.
func (b *Budget) beyond(held int64) int64 { return max(0, held-b.free) }

// take takes bytes, and waits for them until ctx ends; then it fails.
func (s *share) take(ctx context.Context, bytes int64) error {
	if s == nil {
		return nil
	}
	b := s.budget
	b.mu.Lock()
	if b.grant(s, bytes) {
		b.mu.Unlock()
		return nil
	}
	if b.beyond(s.held+bytes) > b.limit-b.kept {
		b.mu.Unlock()
		return errHeld // there will never be as much
	}
	w := &waiter{share: s, bytes: bytes, ready: make(chan struct{})}
	b.waiting = append(b.waiting, w)
	b.breakStall()
	b.mu.Unlock()
	select {
	case <-w.ready:
		return w.err
	case <-ctx.Done():
		return b.abandon(w)
	}
}

// abandon ends the waiting of a share whose time is up, unless it was granted just now.
func (b *Budget) abandon(w *waiter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-w.ready:
		return w.err
	default:
	}
	b.end(w, errWaited)
	b.breakStall()
	return errWaited
}

// grant takes bytes for a share when there is room; the caller holds the lock.
func (b *Budget) grant(s *share, bytes int64) bool {
	more := b.beyond(s.held+bytes) - b.beyond(s.held)
	if more > 0 && b.used+more > b.limit {
		return false
	}
	s.held += bytes
	b.used += more
	b.count(bytes)
	if b.beyond(s.held) > 0 {
		b.shares[s] = true
	}
	return true
}

// give gives bytes back, and lets those in that wait for them.
func (s *share) give(bytes int64) {
	if s == nil || bytes == 0 {
		return
	}
	b := s.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= b.beyond(s.held) - b.beyond(s.held-bytes)
	s.held -= bytes
	b.held -= bytes
	if b.beyond(s.held) == 0 {
		delete(b.shares, s)
	}
	b.admit()
}

// admit lets in those that wait for what came back; the caller holds the lock.
func (b *Budget) admit() {
	slices.SortStableFunc(b.waiting, func(v, w *waiter) int { return cmp.Compare(v.total(), w.total()) })
	for _, w := range slices.Clone(b.waiting) {
		if b.grant(w.share, w.bytes) {
			b.end(w, nil)
		}
	}
	b.breakStall()
}

// breakStall fails one that waits when all that hold something wait: none of them
// would give anything back. It is the one that would hold most of those that hold
// something, so that something comes back. Where none does, what is kept is in the
// way of all that wait.
func (b *Budget) breakStall() {
	for len(b.waiting) > 0 && b.stalled() {
		b.end(slices.MaxFunc(b.waiting, func(v, w *waiter) int {
			return cmp.Or(cmp.Compare(b.holds(v.share), b.holds(w.share)), cmp.Compare(v.total(), w.total()))
		}), errHeld)
	}
}

// stalled reports whether all that hold something beyond their free share wait.
func (b *Budget) stalled() bool {
	for s := range b.shares {
		if !slices.ContainsFunc(b.waiting, func(w *waiter) bool { return w.share == s }) {
			return false
		}
	}
	return true
}

// holds is 1 for a share that holds something beyond what is free, else 0.
func (b *Budget) holds(s *share) int {
	if b.shares[s] {
		return 1
	}
	return 0
}

// end takes a share off the list of those that wait.
func (b *Budget) end(w *waiter, err error) {
	b.waiting = slices.DeleteFunc(b.waiting, func(other *waiter) bool { return other == w })
	w.err = err
	close(w.ready)
}
