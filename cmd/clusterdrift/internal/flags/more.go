package flags

import (
	"context"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// More is what a command reads of each node besides its facts.
type More struct {
	Read  func(ctx context.Context, j fleet.Job, s *remote.Session, n *facts.Node)
	Bytes int64 // that it may read of one node
}

// held is how many bytes of memory a byte that is read takes at most: as text, in the
// form in which it comes, and what the collector of garbage leaves.
const held = 4

// ReadMore makes Read read more of each node.
func (n *Nodes) ReadMore(m *More) { n.more = m }

// addTo reads as many nodes at a time as there is memory for, in MiB.
func (m *More) addTo(o *fleet.Options, memory int) {
	if m == nil {
		return
	}
	o.Also = m.Read
	most := max(1, int(int64(memory)<<20/(held*m.Bytes)))
	o.Concurrency, o.MaxConcurrency = min(o.Concurrency, most), min(o.MaxConcurrency, most)
}
