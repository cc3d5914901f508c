package fleet

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// topologyReaders is how many nodes of a cluster read the cluster-wide facts:
// one to know them and a second to compare.
const topologyReaders = 2

// patience is how long a node waits for earlier ones of its cluster that are not known
// yet to have answered.
const patience = 2 * time.Second

// reader is what is known of a job as a reader of the cluster-wide facts.
type reader int

const (
	undecided reader = iota // its node has not answered yet
	reads                   // or has read
	passes                  // it leaves that to others
	cannot                  // its node did not answer, or gave no account of its cluster
)

// sharing is what the nodes of a scan have in common: the reading of cluster-wide facts,
// and the memory of those that have much.
type sharing struct {
	mu      sync.Mutex
	known   []bool  // by job: whether its cluster is
	earlier [][]int // by job: those of the same cluster before it
	readers []reader
	changed chan struct{} // closed when a reader changes
	held    map[*facts.Node]int64
}

func newSharing(jobs []Job) *sharing {
	s := &sharing{
		earlier: make([][]int, len(jobs)), known: make([]bool, len(jobs)), readers: make([]reader, len(jobs)),
		changed: make(chan struct{}), held: map[*facts.Node]int64{},
	}
	clusters := map[string][]int{}
	for i, j := range jobs {
		name := strings.ToLower(j.Cluster)
		s.earlier[i], s.known[i] = clusters[name], name != ""
		clusters[name] = append(clusters[name], i)
	}
	return s
}

// claim reports whether the node of a job, which has answered, should read the cluster-wide
// facts. Those of the first jobs of each cluster do, so which nodes do depends little on
// how many are read at a time. Where the cluster is not known, each node does: it may be the
// only one of its cluster.
func (s *sharing) claim(ctx context.Context, place int) bool {
	if !s.known[place] {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		reading, open := s.count(s.earlier[place])
		switch {
		case reading >= topologyReaders:
			s.set(place, passes)
			return false
		case reading+open < topologyReaders, ctx.Err() != nil:
			s.set(place, reads)
			return true
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		s.mu.Lock()
	}
}

// count counts the jobs that read and those that are undecided. The caller holds the lock.
func (s *sharing) count(jobs []int) (reading, open int) {
	for _, i := range jobs {
		switch s.readers[i] {
		case reads:
			reading++
		case undecided:
			open++
		}
	}
	return reading, open
}

// set notes what has become of a job. The caller holds the lock.
func (s *sharing) set(place int, r reader) {
	s.readers[place] = r
	close(s.changed)
	s.changed = make(chan struct{})
}

// giveBack lets another node read what this one could not.
func (s *sharing) giveBack(place int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(place, cannot)
}

// leave notes that a job is finished. One whose node did not answer leaves the reading to
// others.
func (s *sharing) leave(place int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readers[place] == undecided {
		s.set(place, cannot)
	}
}

// hold notes what the facts of a node take of the budget.
func (s *sharing) hold(n *facts.Node, bytes int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bytes > 0 {
		s.held[n] = bytes
	}
}

// drop gives that back.
func (s *sharing) drop(b *remote.Budget, n *facts.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.Drop(s.held[n])
	delete(s.held, n)
}
