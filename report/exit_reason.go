package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// reason says in one line what led to the exit code.
func (g Gate) reason(r *Result) string {
	var parts []string
	if s := severities(r.Counts.Counts, g.Counts); s != "" {
		parts = append(parts, "drift: "+s)
	}
	if s := g.incompleteText(r); s != "" {
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		parts = append(parts, "every applicable requirement passes or is waived, on "+selected(r.Clusters).where())
	}
	var ignored []string
	less := func(s baselines.Severity) bool { return !g.Counts(s) }
	if s := severities(r.Counts.Counts, less); s != "" {
		ignored = append(ignored, s+" drift")
	}
	if _, others := g.unknowns(r.Clusters); others > 0 {
		ignored = append(ignored, fmt.Sprintf("%d unknown", others))
	}
	if len(ignored) > 0 {
		parts = append(parts, "not counted: "+strings.Join(ignored, ", "))
	}
	return strings.Join(parts, "; ")
}

// incompleteText says what was not decided; empty when everything that matters was.
func (g Gate) incompleteText(r *Result) string {
	if !g.incomplete(r.Clusters) {
		return ""
	}
	word := "incomplete"
	if g.AllowIncomplete {
		word = "incomplete (allowed)"
	}
	unknown, _ := g.unknowns(r.Clusters)
	return word + ": " + strings.Join(gaps(r.Counts.Nodes, unknown, partDecided(r.Clusters)), ", ")
}

// partDecided counts the drift of clusters of which more may be unknown.
func partDecided(clusters []Cluster) int {
	n := 0
	for _, c := range clusters {
		n += c.tally().partly
	}
	return n
}

// unknowns counts what was not decided by whether it matters. When all of it is on nodes
// that were not read it is left out, because the nodes are counted themselves.
func (g Gate) unknowns(clusters []Cluster) (counting, others int) {
	read := 0
	for _, c := range clusters {
		t := c.tally()
		all, some := sum(t.unknown), g.mattering(t.unknown)
		counting, others, read = counting+some, others+all-some, read+all-t.dark
	}
	if read == 0 {
		return 0, 0
	}
	return counting, others
}

// notRead says which nodes were not read, or not completely, because of the
// machine that scans, and what failed first; empty when there are none.
func (r *Result) notRead() []string {
	var first string
	dark, partial := 0, 0
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.Problem == nil || n.Problem.Kind != facts.KindLocal {
				continue
			}
			first = cmp.Or(first, n.Problem.Message)
			if n.State == NotRead {
				dark++
			} else {
				partial++
			}
		}
	}
	var lost []string
	if dark > 0 {
		lost = append(lost, fmt.Sprintf("%d of %s not read", dark, wording.Counted(r.Counts.Nodes.Total, "node")))
	}
	if partial > 0 {
		lost = append(lost, fmt.Sprintf("%d of %s not read completely", partial, wording.Counted(r.Counts.Nodes.Total, "node")))
	}
	if len(lost) == 0 {
		return nil
	}
	return []string{strings.Join(lost, ", ") + ": " + Clean(first)} // facts from a file may say anything
}
