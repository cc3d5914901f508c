package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Merged joins results of parts of one inventory into the result of all of it; missing are
// the clusters of parts of which there is no result. No cluster may be in two of them.
// What a history knows of the parts is left out. What follows from the findings, Conclude
// has to work out. The parts are not changed.
func Merged(parts []*Result, missing []Cluster) *Result {
	first := parts[0]
	r := &Result{Tool: first.Tool, Started: first.Started, NodesFrom: first.NodesFrom, Clusters: slices.Clone(missing), UnusedWaivers: unusedInAll(parts)}
	for _, p := range parts {
		if p.Started.Before(r.Started) {
			r.Started = p.Started
		}
		r.Finished, r.Judged = latest(r.Finished, p.Finished), latest(r.Judged, p.Judged)
		r.Baselines = append(r.Baselines, p.Baselines...)
		r.Interrupted = r.Interrupted || p.Interrupted
		for _, lost := range p.Lost {
			r.Lost = append(r.Lost, p.Shard.String()+": "+lost)
		}
	}
	r.Took = r.Finished.Sub(r.Started)
	doubts := apart(parts)
	for _, p := range parts {
		r.Took = max(r.Took, p.Took)
		doubts = append(doubts, p.otherWarnings()...)
		plain := p.WithoutPast()
		plain.grow(r.Judged.Sub(p.Judged))
		for _, c := range plain.Each() {
			r.Clusters = append(r.Clusters, c)
		}
	}
	r.Baselines = distinctBaselines(r.Baselines)
	r.Selection = mergedNarrowing(parts)
	slices.SortStableFunc(r.Clusters, func(a, b Cluster) int { return cmp.Compare(a.Name, b.Name) })
	r.doubtMachines()
	slices.Sort(doubts)
	r.Warnings = slices.Concat(r.Selection.unmatchedWarnings(), slices.Compact(doubts), warnings(r.Clusters, clock{r.Judged}), spread(r.Clusters))
	return r
}

// apart warns of parts that were scanned so far apart that one may be left over from an
// earlier scan. A part without a cluster read nothing.
func apart(parts []*Result) []string {
	var first, last *Result
	for _, p := range parts {
		if len(p.Clusters) == 0 {
			continue
		}
		if first == nil || p.Started.Before(first.Started) {
			first = p
		}
		if last == nil || p.Started.After(last.Started) {
			last = p
		}
	}
	if first == nil || last.Started.Sub(first.Started) <= noticed {
		return nil
	}
	return []string{fmt.Sprintf("%s was scanned %s before %s: it may be left over from an earlier scan", first.Shard, about(last.Started.Sub(first.Started)), last.Shard)}
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// otherWarnings are those that do not follow from the clusters: baselines whose sources are
// too old.
func (r *Result) otherWarnings() []string {
	known := slices.Concat(r.Selection.unmatchedWarnings(), warnings(r.Clusters, clock{r.Judged}), spread(r.Clusters))
	return slices.DeleteFunc(slices.Clone(r.Warnings), func(w string) bool { return slices.Contains(known, w) })
}

// grow makes the facts of a result that shares no cluster older, since its ages are counted
// from a later time now.
func (r *Result) grow(older time.Duration) {
	if older < time.Second {
		return
	}
	grown := func(age *int64) *int64 {
		if age == nil {
			return nil
		}
		return new(*age + int64(older.Seconds()))
	}
	r.Edit(func(_ int, c *Cluster) {
		c.Findings = slices.Clone(c.Findings) // WithoutPast copied the nodes
		for j := range c.Findings {
			c.Findings[j].AgeSeconds = grown(c.Findings[j].AgeSeconds)
		}
		for j := range c.Nodes {
			c.Nodes[j].AgeSeconds = grown(c.Nodes[j].AgeSeconds)
		}
	})
}

// distinctBaselines are baselines each once, sorted by name.
func distinctBaselines(all []BaselineUsed) []BaselineUsed {
	slices.SortStableFunc(all, func(a, b BaselineUsed) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Digest, b.Digest))
	})
	return slices.CompactFunc(all, func(a, b BaselineUsed) bool { return a.Name == b.Name && a.Digest == b.Digest })
}

// unusedInAll are the waivers that fit no finding of any part. Parts may have read the file
// from different folders.
func unusedInAll(parts []*Result) []waiver.Waiver {
	plain := func(w waiver.Waiver) waiver.Waiver {
		w.Origin = baselines.Position{}
		return w
	}
	left := parts[0].UnusedWaivers
	for _, p := range parts[1:] {
		left = slices.DeleteFunc(slices.Clone(left), func(w waiver.Waiver) bool {
			return !slices.ContainsFunc(p.UnusedWaivers, func(o waiver.Waiver) bool { return plain(o) == plain(w) })
		})
	}
	return left
}

// mergedNarrowing is what all parts were narrowed to. A family is unmatched where no part
// that judged a node has it.
func mergedNarrowing(parts []*Result) *Narrowing {
	var judged []*Result
	for _, p := range parts {
		if p.Selection == nil {
			return nil
		}
		if len(p.Baselines) > 0 {
			judged = append(judged, p)
		}
	}
	merged := *parts[0].Selection
	merged.Unmatched = nil
	if len(judged) == 0 {
		return &merged
	}
	for _, word := range judged[0].Selection.Unmatched {
		if !slices.ContainsFunc(judged, func(p *Result) bool { return !slices.Contains(p.Selection.Unmatched, word) }) {
			merged.Unmatched = append(merged.Unmatched, word)
		}
	}
	return &merged
}

// MissingCluster is a cluster of a part of which there is no result.
func MissingCluster(name string, of Shard, nodes []string) Cluster {
	c := Cluster{Name: name, Findings: []Finding{}}
	for _, n := range slices.Sorted(slices.Values(nodes)) {
		c.Nodes = append(c.Nodes, Node{Name: n, State: NotRead, Problem: missingProblem(of)})
	}
	return c
}

func missingProblem(of Shard) *facts.Problem {
	return &facts.Problem{Kind: facts.KindMissing, Message: "no result of " + of.String() + " was given", Hint: "Scan this part of the inventory, and merge the results of all parts again."}
}
