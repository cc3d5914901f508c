package facts

import (
	"reflect"
	"sync"
)

// Reader reads documents, of which it keeps no more than texts that are the same in
// several: of many nodes they are in memory once. It may be used by several goroutines at
// a time. Its zero value is ready for use.
type Reader struct {
	mu   sync.Mutex
	free []*decoder
}

// Parse is the function Parse.
func (r *Reader) Parse(document []byte) (*Node, error) {
	d := r.take()
	defer r.give(d)
	return d.node(document)
}

// Skim is Parse for a document of which no more is needed than the head of the node and
// the heads of its sections. All of it is verified, but lists other than of texts may be
// left empty.
func (r *Reader) Skim(document []byte) (*Node, error) {
	d := r.take()
	defer r.give(d)
	d.skim = true
	defer func() { d.skim = false }()
	return d.node(document)
}

func (r *Reader) take() *decoder {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.free)
	if n == 0 {
		return newDecoder()
	}
	d := r.free[n-1]
	r.free = r.free[:n-1]
	return d
}

func (r *Reader) give(d *decoder) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free = append(r.free, d)
}

var (
	nodePlan     = sync.OnceValue(func() plan { return planner{}.of(reflect.TypeFor[Node]()) })
	manifestPlan = sync.OnceValue(func() plan { return planner{}.of(reflect.TypeFor[Manifest]()) })
)
