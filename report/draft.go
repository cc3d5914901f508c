package report

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Draft is a result of which the clusters come one by one, so that what one was judged
// by need not be kept until the last.
type Draft struct {
	// Input is what the result is made of, but for its Clusters. UnusedWaivers and
	// Unmatched may be set until Result is called.
	Input
	parts []part
	shelf *shelf // nil: the findings are not packed
}

// part is what one cluster adds to the result.
type part struct {
	cluster Cluster
	used    []*baselines.Baseline // that its nodes were judged by, each once
	stale   []string              // warnings
}

// NewDraft begins a result with as many clusters.
func NewDraft(in Input, clusters int) *Draft {
	in.Clusters = nil
	return &Draft{Input: in, parts: make([]part, clusters)}
}

// Pack has the findings of each cluster packed as soon as it is set.
func (d *Draft) Pack() { d.shelf = newShelf() }

// Set adds a cluster under a number from 0, of which each is set once. It may be called
// by several goroutines at a time, and keeps no facts.
func (d *Draft) Set(i int, j Judged) {
	used, c := j.baselines(), newCluster(j, d.Input)
	if d.shelf != nil {
		c.pack(d.shelf)
	}
	d.parts[i] = part{c, used, staleSources(used, j.Cluster.Today)}
}

// baselines are those that nodes of the cluster were judged by, each once.
func (j Judged) baselines() []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, s := range j.Cluster.Nodes {
		if s.Baseline != nil && !slices.Contains(all, s.Baseline) {
			all = append(all, s.Baseline)
		}
	}
	return all
}

// Used are the baselines that nodes were judged by, each once.
func (d *Draft) Used() []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, p := range d.parts {
		for _, b := range p.used {
			if !slices.Contains(all, b) {
				all = append(all, b)
			}
		}
	}
	return all
}

// Result makes the result, once all clusters are set. It does not depend on their order.
func (d *Draft) Result() *Result {
	r := &Result{
		Tool:      d.Tool,
		Started:   toSecond(d.Started),
		Finished:  toSecond(d.Finished),
		Took:      took(d.Started, d.Finished),
		Judged:    toSecond(d.clock().now),
		Baselines: baselinesUsed(d.Used()),
		NodesFrom: d.NodesFrom,
		Shard:     d.Shard,
		Clusters:  []Cluster{},
		Selection: newNarrowing(d.Only, d.Skip, d.Unmatched),

		UnusedWaivers: d.UnusedWaivers, Interrupted: d.Interrupted, Lost: d.Lost,
	}
	var stale []string
	for _, p := range d.parts {
		r.Clusters, stale = append(r.Clusters, p.cluster), append(stale, p.stale...)
	}
	slices.SortStableFunc(r.Clusters, func(a, b Cluster) int { return cmp.Compare(a.Name, b.Name) })
	slices.Sort(stale)
	r.Warnings = slices.Concat(r.Selection.unmatchedWarnings(), slices.Compact(stale), warnings(r.Clusters, d.clock()), spread(r.Clusters))
	r.Conclude(d.Gate)
	return r
}
