package checks

import (
	"time"

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
	// Selected is set when the nodes are a part of the cluster by the user's decision;
	// nil: they claim to be all members, so one that is missing makes the result
	// incomplete.
	Selected *Selection
	// Machines are those of the whole run, by which one is found that is listed in
	// several clusters, this one by its Name; nil: the run has no other cluster.
	Machines Machines
	// Today is the day by which the age of the baselines' sources is measured; zero:
	// they count as current.
	Today time.Time
	// Moment is the occasion, which changes severities; empty: none.
	Moment baselines.Moment
}

// Selection is the part of a cluster that the user chose to have judged.
type Selection struct {
	Names []string // of the nodes, as the user named them, sorted
	Of    int      // how many nodes the user's list of the cluster has; 0: not known
}
