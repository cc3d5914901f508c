package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Subject is a node and the baseline it is judged by.
type Subject struct {
	Facts *facts.Node
	// Baseline is nil when none applies to the node; Problem then says why.
	Baseline *baselines.Baseline
	Problem  string
}

// judgeable reports whether the node was read and has a baseline.
func (s Subject) judgeable() bool { return s.Facts.Problem == nil && s.Baseline != nil }

// Cluster is a named group of nodes that are judged together.
type Cluster struct {
	Name  string
	Nodes []Subject
	// Selection is set when the nodes are a part of the cluster on purpose, so that
	// members that were not scanned say nothing; nil: they are meant to be all.
	Selection *Selection
}

// Selection is the part of a cluster that the user chose to scan.
type Selection struct {
	Nodes []string // those chosen, as the user named them
	Total int      // nodes that there were to choose from; 0: not known
}
