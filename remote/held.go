package remote

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/setting"
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
// first, and when all that hold something wait, the one that holds most fails.
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

// Keep takes what the facts of a node hold for as long as the budget lives. False
// means that there is no room for them. What each node may always hold is not counted.
func (b *Budget) Keep(bytes int64) bool {
	if b == nil || bytes <= b.free {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used+bytes > b.limit {
		return false
	}
	b.used, b.kept = b.used+bytes, b.kept+bytes
	b.count(bytes)
	return true
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

// errHeld is for a node that would hold too much.
var errHeld = errors.New("the nodes together hold too much")

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
	b.end(w, errHeld)
	b.breakStall()
	return errHeld
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
	slices.SortStableFunc(b.waiting, func(v, w *waiter) int { return cmp.Compare(v.share.held+v.bytes, w.share.held+w.bytes) })
	for _, w := range slices.Clone(b.waiting) {
		if b.grant(w.share, w.bytes) {
			b.end(w, nil)
		}
	}
	b.breakStall()
}

// breakStall fails the waiting share that holds most when all that hold something
// wait: none of them would give anything back.
func (b *Budget) breakStall() {
	if len(b.waiting) == 0 {
		return
	}
	waits := map[*share]bool{}
	most := b.waiting[0]
	for _, w := range b.waiting {
		waits[w.share] = true
		if w.share.held > most.share.held {
			most = w
		}
	}
	for s := range b.shares {
		if !waits[s] {
			return
		}
	}
	b.end(most, errHeld)
}

// end takes a share off the list of those that wait.
func (b *Budget) end(w *waiter, err error) {
	b.waiting = slices.DeleteFunc(b.waiting, func(other *waiter) bool { return other == w })
	w.err = err
	close(w.ready)
}

// holding is a part of a share that is given back as a whole.
type holding struct {
	share *share
	bytes int64
}

// take takes bytes of the share. The error is one of this package.
func (h *holding) take(ctx context.Context, bytes int64) error {
	if err := h.share.take(ctx, bytes); err != nil {
		return &Error{Kind: TooBig, Text: "the answers of all nodes together take more memory than is allowed, and this node's more than others'", Err: err,
			Hint: fmt.Sprintf("No healthy node sends this much; check what answers there, scan the node by itself, or raise %s.", setting.AnswerMemory)}
	}
	h.bytes += bytes
	return nil
}

// drop gives all of it back.
func (h *holding) drop() {
	h.share.give(h.bytes)
	h.bytes = 0
}

// Costs of answers, in bytes of memory. They count twice what lives: the collector of
// garbage leaves as much beside it.
const (
	garbage       = 2
	elementCost   = 400 // of an element: its struct, its name, its place in the parent
	attributeCost = 150
	rowCost       = 600 // of a row: its map
	valueCost     = 150 // of a property, beside its text
)

// parseCost is what parsing a document may take. It counts the beginnings of elements
// and of attributes, and more where the text has the same characters.
func parseCost(data []byte) int64 {
	elements := min(bytes.Count(data, []byte("<"))-bytes.Count(data, []byte("</")), maxElements)
	return int64(garbage*len(data) + elementCost*elements + attributeCost*bytes.Count(data, []byte("=")))
}

// contentCost is what rows or values hold that are made of a body. Each element may
// become a row.
func contentCost(body *element) int64 {
	cost := 0
	body.each(func(e *element) {
		cost += valueCost + garbage*(len(e.name.Local)+len(e.text))
		if len(e.children) > 0 {
			cost += rowCost
		}
	})
	return int64(cost)
}

// firstRead is how much room a body of unknown length gets at first, and the most that
// an announced length does, in bytes.
const firstRead = 256 << 10

// readHeld reads a body to its end. It takes the room for it before it makes it.
func (h *holding) readHeld(ctx context.Context, resp *http.Response, body io.Reader) ([]byte, error) {
	size := int64(firstRead)
	if resp.ContentLength >= 0 && resp.ContentLength < size {
		size = resp.ContentLength + 1 // for the end
	}
	if err := h.take(ctx, garbage*size); err != nil {
		return nil, err
	}
	data := make([]byte, 0, size)
	for {
		n, err := body.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, err
		}
		if len(data) < cap(data) {
			continue
		}
		if err := h.take(ctx, garbage*2*int64(cap(data))); err != nil {
			return nil, err
		}
		larger := append(make([]byte, 0, 2*cap(data)), data...)
		h.give(garbage * int64(cap(data)))
		data = larger
	}
}

// give gives a part back.
func (h *holding) give(bytes int64) {
	h.share.give(bytes)
	h.bytes -= bytes
}

// What the library for shells takes to read an answer, in bytes of memory for each byte
// and for each element of it (measured with answers of one element and of 20,000), and
// how many elements an answer may have: 500 kB, the largest envelope of a node, in the
// pieces of 100 bytes in which no node sends output.
const (
	libraryCost        = 6
	libraryElementCost = 8500
	maxShellElements   = 5000
)

// holdOutput makes room for what the library for shells makes of an answer.
func (s *Session) holdOutput(ctx context.Context, op string, body *element, plain []byte) error {
	elements := 0
	body.each(func(*element) { elements++ })
	if elements > maxShellElements {
		return s.fail(op, &Error{Kind: TooBig, Text: "the answer of the shell is in too many pieces"})
	}
	limited, cancel := context.WithTimeout(ctx, s.options.Limits.Message)
	defer cancel()
	err := s.link.message.take(limited, int64(libraryCost*len(plain)+libraryElementCost*elements))
	if err == nil {
		err = s.rows.take(limited, int64(garbage*len(plain)))
	}
	if err != nil {
		return s.fail(op, orInterrupted(ctx, err))
	}
	return nil
}
