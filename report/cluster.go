package report

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Cluster is a group of nodes that were judged together.
type Cluster struct {
	Name    string // as the user named it
	Verdict Verdict
	Counts  Totals // over its nodes and the cluster as a whole
	// Selection is set when the nodes are a part of the cluster by the user's choice.
	Selection *Selection
	Moment    baselines.Moment // the occasion, which changed severities; empty: none
	Nodes     []Node           // sorted by name
	Findings  []Finding        // sorted by node, then id; cluster-wide ones first, an unknown node/identity before the others of its node
	// Packed has the findings in place of Findings, which is nil then: Open unpacks them.
	Packed *Packed
	// Trend is how the cluster developed, the oldest run first and this one last; nil: no
	// history was used, or it has no earlier run.
	Trend []TrendPoint
}

func newCluster(j Judged, in Input) Cluster {
	c := Cluster{Name: j.Cluster.Name, Selection: newSelection(j.Cluster), Moment: j.Cluster.Moment, Nodes: []Node{}, Findings: []Finding{}}
	c.Findings = slices.Grow(c.Findings, len(j.Findings))
	texts := newTexts()
	for _, f := range j.Findings {
		f := newFinding(f, in.clock(), texts)
		c.Selection.qualify(&f)
		c.Findings = append(c.Findings, f)
	}
	c.sortFindings()
	byNode := findingsByNode(c.Findings)
	for _, s := range j.Cluster.Nodes {
		c.Nodes = append(c.Nodes, newNode(s, byNode[s.Facts.Name], in))
	}
	slices.SortStableFunc(c.Nodes, func(a, b Node) int { return cmp.Compare(a.Name, b.Name) })
	return c
}

func (c *Cluster) sortFindings() {
	slices.SortStableFunc(c.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), compareDoubts(a, b), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Got, b.Got))
	})
}

// Complete reports whether each node was read, or was tried and did not answer: the scan of
// the cluster ran to its end.
func (c Cluster) Complete() bool {
	return !slices.ContainsFunc(c.Nodes, func(n Node) bool { return n.State == NotRead })
}

// ExitCode is what a scan of the cluster alone would have ended with, whatever gate there
// was. One of which a node was never tried ends as an interrupted scan does.
func (c Cluster) ExitCode() int {
	switch {
	case !c.Complete():
		return ExitInterrupted
	case c.decided() == 0:
		return ExitNothing
	}
	return exitCode(c.Verdict == VerdictDrift, Gate{}.incomplete([]Cluster{c}))
}

// findingsByNode are the parts of findings, which are sorted by node.
func findingsByNode(sorted []Finding) map[string][]Finding {
	parts := map[string][]Finding{}
	for start, i := 0, 0; i < len(sorted); i++ {
		if i+1 == len(sorted) || sorted[i+1].Node != sorted[start].Node {
			parts[sorted[start].Node] = sorted[start : i+1 : i+1]
			start = i + 1
		}
	}
	return parts
}

// conclude counts the findings of the cluster and of each node, and sums it up.
func (c *Cluster) conclude(g Gate) {
	c.count()
	c.Verdict = g.verdict(*c)
}

// AllFindings returns the findings of the cluster and, at the end, one for each node
// that has none, which says why: a list of findings without the node would look as
// if it had passed.
func (c Cluster) AllFindings() []Finding {
	c = c.Open()
	heard := map[string]bool{}
	for _, f := range c.Findings {
		heard[f.Node] = true
	}
	all := append([]Finding{}, c.Findings...)
	for _, n := range c.Nodes {
		if heard[n.Name] {
			continue
		}
		f := Finding{ID: "node/reachable", Family: "node", Node: n.Name, Status: checks.Unknown, Severity: baselines.High, Change: n.Change}
		f.Title, f.Reason = "The node can be judged", "nothing was judged"
		if n.Problem != nil {
			missing := n.Problem.Gap()
			missing.Text = cmp.Or(n.Problem.Hint, "an answer from the node")
			f.Reason, f.Missing = n.Problem.Message, []facts.Gap{missing}
		}
		all = append(all, f)
	}
	return all
}

// NodesByName holds the nodes by their names. The empty name, that of the cluster as
// a whole in findings, has none. Names that cleaning has made equal are those of the
// first.
func (c Cluster) NodesByName() map[string]Node {
	nodes := map[string]Node{}
	for _, n := range slices.Backward(c.Nodes) {
		nodes[n.Name] = n
	}
	return nodes
}

// DarkNodes is the set of the names of the nodes that are Dark.
func (c Cluster) DarkNodes() map[string]bool {
	dark := map[string]bool{}
	for _, n := range c.Nodes {
		if n.Dark() {
			dark[n.Name] = true
		}
	}
	return dark
}
