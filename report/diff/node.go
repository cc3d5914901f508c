package diff

import (
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// node compares a node and its findings.
func (c *clusterComparison) node(p nodePair, before, after map[string][]*report.Finding) {
	switch {
	case p.before == nil:
		c.appeared(p.after, after[fold(p.after.Name)])
		return
	case p.after == nil:
		c.vanished(p.before, before[fold(p.before.Name)])
		return
	}
	was, now := before[fold(p.before.Name)], after[fold(p.after.Name)]
	change := NodeChange{Name: p.after.Name, Was: p.before.State, Now: p.after.State, Drift: drifting(now)}
	if fold(p.before.Name) != fold(p.after.Name) {
		change.WasNamed, change.Class = p.before.Name, NodeRenamed
	}
	if p.after.Problem != nil {
		change.Problem = p.after.Problem.Message
	}
	knownBefore, knownAfter := known(p.before, was), known(p.after, now)
	switch {
	case knownBefore && knownAfter:
		c.findings(was, now, c.otherTool || !c.sameBaseline(p.before, p.after))
	case knownBefore:
		change.Class, change.Drift = NodeNotRead, drifting(was)
	case knownAfter:
		change.Class = NodeReadAgain
		c.readAgain(now)
	default:
		change.Class = NodeStillDark
	}
	if change.Class != "" {
		c.out.Nodes = append(c.out.Nodes, change)
	}
}

// appeared is a node that only the later result has. Its drift is new, unless the
// earlier result is of a selection of nodes.
func (c *clusterComparison) appeared(n *report.Node, now []*report.Finding) {
	if c.pair.before.Selection != nil {
		for _, f := range now {
			c.omit(f, "after", "nodes that were not selected before")
		}
		return
	}
	change := NodeChange{Class: NodeAppeared, Name: n.Name, Now: n.State, Drift: drifting(now)}
	if n.Problem != nil {
		change.Problem = n.Problem.Message
	}
	c.out.Nodes = append(c.out.Nodes, change)
	c.newDrift(now)
}

// vanished is a node that only the earlier result has. Nothing on it is fixed.
func (c *clusterComparison) vanished(n *report.Node, was []*report.Finding) {
	if c.pair.after.Selection != nil {
		for _, f := range was {
			c.omit(f, "before", "nodes that are not selected after")
		}
		return
	}
	c.out.Nodes = append(c.out.Nodes, NodeChange{Class: NodeVanished, Name: n.Name, Was: n.State, Drift: drifting(was)})
}

// readAgain is what is known of a node of which nothing was.
func (c *clusterComparison) readAgain(now []*report.Finding) {
	for _, f := range now {
		switch {
		case !c.before.judges(f.ID):
			c.omit(f, "after", "left out before, which was "+c.before.selection.String())
		case f.Status == checks.Drift:
			c.knownAgain(nil, f, false)
		}
	}
}

// drifting is the number of findings that drift.
func drifting(all []*report.Finding) int {
	n := 0
	for _, f := range all {
		if f.Status == checks.Drift {
			n++
		}
	}
	return n
}
