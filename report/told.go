package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// told returns the findings of the cluster and, for each node without any, one
// that says so: in a list of findings its silence would look like success.
func (c Cluster) told() []Finding {
	heard := map[string]bool{}
	for _, f := range c.Findings {
		heard[f.Node] = true
	}
	all := append([]Finding{}, c.Findings...)
	for _, n := range c.Nodes {
		if heard[n.Name] {
			continue
		}
		f := Finding{ID: "node/reachable", Family: "node", Node: n.Name, Status: checks.Unknown, Severity: baselines.High}
		f.Title, f.Reason = "The node can be judged", "nothing was judged"
		if n.Problem != nil {
			f.Reason, f.Missing = n.Problem.Message, []string{cmp.Or(n.Problem.Hint, "an answer from the node")}
		}
		all = append(all, f)
	}
	return all
}

// node returns the node of that name; none for the cluster as a whole.
func (c Cluster) node(name string) Node {
	for _, n := range c.Nodes {
		if n.Name == name {
			return n
		}
	}
	return Node{}
}

// words says in one line why a finding is waived, who answers for it and until when.
func (w Waiver) words() string {
	parts := []string{w.Reason, "owner " + w.Owner}
	if w.Ticket != "" {
		parts = append(parts, "ticket "+w.Ticket)
	}
	switch {
	case w.Expired:
		parts = append(parts, "expired, last day "+w.Expires)
	case w.Expires == "":
		parts = append(parts, "permanent")
	default:
		parts = append(parts, "until "+w.Expires)
	}
	return strings.Join(parts, "; ")
}

// words says which waiver was of no use.
func (w UnusedWaiver) words() string {
	where := w.Finding
	if w.Node != "" {
		where += " on " + w.Node
	}
	if w.Cluster != "" {
		where += " of " + w.Cluster
	}
	return where + " (" + w.Waiver.words() + ")"
}

// waivedBy says why a finding is waived.
func waivedBy(f Finding) string {
	if f.Waiver == nil {
		return f.Reason
	}
	return f.Waiver.words()
}

// line is the observation and where it was made.
func (e Evidence) line() string { return strings.TrimSuffix(e.Observed+"; "+e.Source, "; ") }

// place is the file and line; empty when there is none.
func (o Origin) place() string {
	if o.File == "" || o.Line == 0 {
		return o.File
	}
	return fmt.Sprintf("%s:%d", o.File, o.Line)
}

// totals tells the counts of the result in one line, as every form that ends
// with one says them.
func (r *Result) totals() string {
	c := r.Counts
	dark := fmt.Sprintf("%d unreachable", c.Nodes.Unreachable)
	if c.Nodes.NotRead > 0 {
		dark = fmt.Sprintf("%d not read, %s", c.Nodes.NotRead, dark)
	}
	return fmt.Sprintf("%s in %s, %s: %d drift, %d unknown, %d pass, %d waived, %d not applicable",
		plural(c.Nodes.Total, "node"), plural(len(r.Clusters), "cluster"), dark,
		c.Drift, c.Unknown, c.Pass, c.Waived, c.NotApplicable)
}

// embedded is what the paths of the program's own baselines begin with.
const embedded = "embedded:"

// problem is why a node was not judged, and what to do about it.
func (n Node) problem() string {
	return strings.TrimSuffix(n.Problem.Message+"\n"+n.Problem.Hint, "\n")
}

// waivers lists the waivers in the group, each with the nodes it concerns.
func (g group) waivers() []string {
	var lines []string
	nodes := map[string][]string{}
	for _, f := range g.members {
		if f.Waiver == nil {
			continue
		}
		line := f.Waiver.words()
		if nodes[line] == nil {
			lines = append(lines, line)
		}
		nodes[line] = append(nodes[line], cmp.Or(f.Node, "the cluster as a whole"))
	}
	for i, line := range lines {
		if len(nodes[line]) < len(g.members) {
			lines[i] = strings.Join(nodes[line], ", ") + ": " + line
		}
	}
	return lines
}
