package report

import (
	"cmp"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
)

// Input is what a result is made of.
type Input struct {
	Tool              Tool
	Started, Finished time.Time // of the scan, in any zone
	// Now is when the result is made, from which the age of facts is counted; the
	// zero time stands for Finished.
	Now           time.Time
	NodesFrom     string          // see Result
	Shard         *Shard          // see Result
	Clusters      []Judged        // in any order
	UnusedWaivers []waiver.Waiver // those that fit no finding, in the order of their files
	Gate          Gate
	Interrupted   bool // the scan was ended before all nodes were read
	// Only and Skip are the families and ids that the user chose to have judged, or
	// left out; empty: all and none. Unmatched are those of Only of which no baseline of
	// the nodes requires anything.
	Only, Skip, Unmatched []string
	// Lost is what failed on the machine that scans, besides the nodes that were not
	// read for it: "the trace of HV01 is incomplete: no space left on device".
	Lost []string
}

// Judged is a cluster and what the checks and waivers say of it.
type Judged struct {
	Cluster  checks.Cluster
	Findings []checks.Finding // of this cluster, in any order
}

// New makes the result. It depends on its argument alone, and not on the order
// of clusters, nodes or findings in it.
func New(in Input) *Result {
	d := NewDraft(in, len(in.Clusters))
	for i, j := range in.Clusters {
		d.Set(i, j)
	}
	return d.Result()
}

// Conclude works out from the findings and the states of the nodes what follows from
// them: the counts, the verdict of each cluster, and the exit code by the gate.
func (r *Result) Conclude(g Gate) {
	for i := range r.Clusters {
		r.Clusters[i].conclude(g)
	}
	r.Counts = total(r.Clusters)
	r.Partial = selected(r.Clusters) != nil
	if r.NothingJudged = ""; !r.isEmptyShard() {
		r.NothingJudged = cmp.Or(r.Selection.withoutMatch(), whyNothing(r.Counts, r.Clusters))
	}
	r.Exit = r.Shard.of(r.Selection.of(g.exit(r))).Lost(append(r.notRead(), r.Lost...)...)
}

func (in Input) clock() clock {
	now := in.Now
	if now.IsZero() {
		now = in.Finished
	}
	return clock{now}
}
