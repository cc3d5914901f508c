package diff

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Options are what a comparison takes besides the two results.
type Options struct {
	Before, After string // what the user named, "monday.json"
	// Gate says which severities count; whether something is incomplete does not.
	Gate report.Gate
	// Since is when a finding of the later result began to drift, looking back over the
	// times when it was not known; false when that is not known. Nil: without a history.
	Since func(cluster, node, id string) (time.Time, bool)
	// Mark is called with each finding of the later result that NewDrift or Unsure counts, by
	// its cluster and its index there. Nil: no one wants to know.
	Mark func(cluster string, finding int, n report.Novelty)
	// Notes are what a reader has to know of how the two came about, one sentence each.
	Notes []string
}

// Compare compares two results, the earlier one first, and keeps nothing of them. It takes
// time and memory in proportion to their findings.
func Compare(before, after *report.Result, o Options) *Diff {
	d := &Diff{
		Format: Format, Document: Document,
		Before: newSide(before, o.Before), After: newSide(after, o.After),
		Baselines: baselineChanges(before, after), Clusters: []Cluster{},
		NewDrift: BySeverity{}, Unsure: BySeverity{},
		Counts: newCounts(),
	}
	c := comparison{diff: d, options: o, before: newResultSide(before, "before"), after: newResultSide(after, "after")}
	c.otherTool = before.Tool != after.Tool
	c.notes(before, after)
	for _, p := range pairClusters(before.Clusters, after.Clusters) {
		d.Clusters = append(d.Clusters, c.cluster(p.open()))
	}
	for _, cluster := range d.Clusters {
		d.Counts.add(cluster.Counts)
	}
	d.Exit = d.exit()
	return d
}

func newSide(r *report.Result, name string) Side {
	return Side{Name: name, Tool: r.Tool, Judged: judgedAt(r), Exit: r.Exit, Selection: r.Selection, Shard: r.Shard}
}

// judgedAt is when a result was made.
func judgedAt(r *report.Result) time.Time {
	if r.Judged.IsZero() {
		return r.Finished
	}
	return r.Judged
}

func newCounts() Counts {
	c := Counts{Changes: map[Class]int{}}
	for _, class := range slices.Concat(FindingClasses(), NodeClasses()) {
		c.Changes[class] = 0
	}
	return c
}

func (c *Counts) add(o Counts) {
	for class, n := range o.Changes {
		c.Changes[class] += n
	}
	c.Compared, c.Unchanged, c.LeftOut = c.Compared+o.Compared, c.Unchanged+o.Unchanged, c.LeftOut+o.LeftOut
}

// notes say what a reader has to know before the changes.
func (c *comparison) notes(before, after *report.Result) {
	d := c.diff
	d.Notes = append(d.Notes, c.options.Notes...)
	note := func(format string, args ...any) { d.Notes = append(d.Notes, fmt.Sprintf(format, args...)) }
	if d.After.Judged.Before(d.Before.Judged) {
		note("%s is older than %s: the results may be the wrong way round", name(d.After), name(d.Before))
	}
	if c.otherTool {
		note("the results are of different versions, %s and %s: a verdict that changed on the same observation is shown as judged by other rules", before.Tool.Version, after.Tool.Version)
	}
	for _, side := range []struct {
		Side
		r *report.Result
	}{{d.Before, before}, {d.After, after}} {
		switch {
		case side.r.Interrupted:
			note("%s was interrupted: not every node was read", name(side.Side))
		case side.r.NothingJudged != "":
			note("%s judged nothing: %s", name(side.Side), side.r.NothingJudged)
		}
		if s := side.Selection.String(); s != "" {
			note("%s is %s", name(side.Side), s)
		}
		if s := side.Shard; s != nil {
			note("%s is shard %d of %d", name(side.Side), s.Index, s.Count)
		}
	}
}

func name(s Side) string { return cmp.Or(s.Name, "a result") }
