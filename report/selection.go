package report

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// Selection is the part of a cluster that the user chose to have judged. Nothing
// that is said of it is true of every node of the cluster.
type Selection struct {
	Nodes int `json:"nodes"`        // that were chosen
	Of    int `json:"of,omitempty"` // the nodes they were chosen from; 0: not known
}

// newSelection is the selection that a cluster is; nil when it is the whole.
func newSelection(c checks.Cluster) *Selection {
	if c.Selected == nil {
		return nil
	}
	s := Selection{Nodes: len(c.Nodes), Of: c.Selected.Of}
	if s.Of > 0 && s.Nodes >= s.Of {
		return nil
	}
	return &s
}

// selected is the part of all clusters that was chosen; nil when it is the whole.
func selected(clusters []Cluster) *Selection {
	var all Selection
	partial, known := false, true
	for _, c := range clusters {
		part := Selection{Nodes: len(c.Nodes), Of: len(c.Nodes)}
		if c.Selection != nil {
			part, partial = *c.Selection, true
			known = known && part.Of > 0
		}
		all.Nodes, all.Of = all.Nodes+part.Nodes, all.Of+part.Of
	}
	switch {
	case !partial:
		return nil
	case !known:
		all.Of = 0
	}
	return &all
}

// String is "1 of 8 nodes", or "1 node" when it is not known of how many.
func (s Selection) String() string {
	if s.Of == 0 {
		return wording.Counted(s.Nodes, "node")
	}
	return fmt.Sprintf("%d of %s", s.Nodes, wording.Counted(s.Of, "node"))
}

// where is what a verdict on all nodes holds for.
func (s *Selection) where() string {
	if s == nil {
		return "every node"
	}
	return "the " + s.String() + " selected"
}

// qualify adds to the reason of a pass about the cluster as a whole that it holds
// for a selection; what the nodes have in common, the others may lack.
func (s *Selection) qualify(f *Finding) {
	if s != nil && f.Node == "" && f.Status == checks.Pass && f.Reason != "" {
		f.Reason += ", of " + s.where()
	}
}
