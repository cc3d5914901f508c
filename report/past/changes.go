package past

import (
	"cmp"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// dates returns when drift of a result began.
func dates(r *report.Result) func(cluster, node, id string) (time.Time, bool) {
	type key struct{ cluster, node, id string }
	known := map[key]time.Time{}
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			k := key{c.Name, f.Node, f.ID}
			if at, ok := known[k]; f.Standing != nil && f.Status == checks.Drift && (!ok || f.Standing.Since.Before(at)) {
				known[k] = f.Standing.Since
			}
		}
	}
	return func(cluster, node, id string) (time.Time, bool) {
		at, ok := known[key{cluster, node, id}]
		return at, ok
	}
}

// lastRun is a comparison in short.
func lastRun(before history.Run, d *diff.Diff) *report.LastRun {
	out := &report.LastRun{Run: before.ID, Started: before.Started, Summary: d.Counts.Summary()}
	all := lastChanges(d)
	if out.More = len(all) - report.MostLastChanges; out.More > 0 {
		all = all[:report.MostLastChanges]
	}
	out.More, out.Changes, out.Counts = max(out.More, 0), all, changeCounts(d)
	return out
}

// changeCounts are the numbers of changes of each cluster.
func changeCounts(d *diff.Diff) []report.ChangeCount {
	var counts []report.ChangeCount
	for _, c := range d.Clusters {
		for _, class := range diff.Changes() {
			if n := c.Counts.Changes[class]; n > 0 {
				counts = append(counts, report.ChangeCount{Cluster: c.Name, Class: string(class), Count: n})
			}
		}
	}
	return counts
}

// shownClasses are the classes that a report lists, in their order; it counts the others.
func shownClasses() []diff.Class {
	return []diff.Class{diff.New, diff.WaiverEnded, diff.NodeNotRead, diff.BecameUnknown, diff.Fixed}
}

// lastChanges are the changes that a report lists, those of one finding on several nodes of
// a cluster together.
func lastChanges(d *diff.Diff) []report.LastChange {
	g := grouping{at: map[groupKey]int{}}
	for _, c := range d.Clusters {
		for _, n := range c.Nodes {
			if n.Class == diff.NodeNotRead {
				g.add(groupKey{n.Class, c.Name, "", n.Problem, ""}, n.Name, n.Problem, "")
			}
		}
		for _, f := range c.Findings {
			if slices.Contains(shownClasses(), f.Class) {
				g.add(groupKey{f.Class, c.Name, f.ID, "", f.Severity}, f.Node, textOf(f), f.Title)
			}
		}
	}
	rank := func(c report.LastChange) int { return slices.Index(shownClasses(), diff.Class(c.Class)) }
	slices.SortStableFunc(g.all, func(a, b report.LastChange) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.ID, b.ID))
	})
	for i := range g.all {
		slices.Sort(g.all[i].Nodes)
	}
	return g.all
}

// textOf is what there is to say of a finding in a few words.
func textOf(f diff.Change) string {
	switch f.Class {
	case diff.BecameUnknown:
		return cmp.Or(f.Reason, f.Title)
	case diff.WaiverEnded:
		return cmp.Or(f.Waiver, f.Got, f.Title)
	case diff.Fixed:
		return cmp.Or(f.Title, f.Got)
	}
	return cmp.Or(f.Got, f.Title)
}

// groupKey is equal for what is shown as one change.
type groupKey struct {
	class               diff.Class
	cluster, id, reason string
	severity            baselines.Severity
}

type grouping struct {
	all []report.LastChange
	at  map[groupKey]int
}

// add adds a change on a node. Where nodes differ in what was observed, the title is shown.
func (g *grouping) add(k groupKey, node, text, title string) {
	i, known := g.at[k]
	if !known {
		i, g.at[k] = len(g.all), len(g.all)
		g.all = append(g.all, report.LastChange{
			Class: string(k.class), Words: wordsOf(k.class), Cluster: k.cluster, ID: k.id, Severity: k.severity, Text: cut(text),
		})
	}
	c := &g.all[i]
	if node != "" {
		c.Nodes = append(c.Nodes, node)
	}
	if c.Text != cut(text) {
		c.Text = cut(title)
	}
}

// wordsOf is a class as the head of a line.
func wordsOf(c diff.Class) string {
	if c == diff.New {
		return "new drift"
	}
	return c.Words()
}

// mostText is how many letters of a text a change shows.
const mostText = 160

func cut(text string) string {
	if letters := []rune(text); len(letters) > mostText {
		return string(letters[:mostText-1]) + "…"
	}
	return text
}
