package report

import (
	"maps"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// OldestFact is when the earliest of the node's facts was read; zero when that is not
// known.
func (r *Result) OldestFact(n Node) time.Time {
	age, ok := n.Age()
	if !ok || r.Judged.IsZero() {
		return time.Time{}
	}
	return r.Judged.Add(-age)
}

// Disregard takes back what is said of the nodes whose facts are not evidence, by what
// of says of each: nil when they are. Nothing passes or drifts on such a node, and
// nothing on its cluster as a whole, for which its facts may have counted. What follows
// from the findings, Conclude has to work out again.
func (r *Result) Disregard(of func(Node) *facts.Problem) {
	r.Edit(func(_ int, c *Cluster) {
		gone := map[string]*facts.Problem{}
		for j := range c.Nodes {
			n := &c.Nodes[j]
			if n.Dark() {
				continue
			}
			if p := of(*n); p != nil {
				n.State, n.Problem, gone[n.Name] = NotRead, p, p
			}
		}
		if len(gone) > 0 {
			c.disregard(gone)
		}
	})
}

// disregard takes back what is said of nodes, each for a problem.
func (c *Cluster) disregard(gone map[string]*facts.Problem) {
	names := slices.Sorted(maps.Keys(gone))
	said := map[string]bool{}
	var kept []Finding
	for _, f := range c.Findings {
		p := gone[f.Node]
		switch {
		case f.Node == "":
			kept = append(kept, f.withheld(names))
		case p == nil:
			kept = append(kept, f)
		case !said[f.Node]:
			said[f.Node] = true
			kept = append(kept, notJudged(f.Node, p))
		}
	}
	c.Findings = kept
}

// withheld is a finding on a cluster without what was read of some nodes.
func (f Finding) withheld(names []string) Finding {
	if f.Status == checks.Unknown {
		return f
	}
	f.Status, f.Reason, f.Remedy = checks.Unknown, "facts that are not evidence of how the cluster is now may have counted", nil
	f.Missing = nil
	for _, name := range names {
		f.Missing = append(f.Missing, facts.Gap{Kind: facts.GapStale, Node: name, Text: "recent facts of " + name})
	}
	return f
}

// notJudged stands for all findings on a node.
func notJudged(node string, p *facts.Problem) Finding {
	fix := baselines.Instruction(p.Hint)
	return Finding{
		ID: "node/reachable", Family: "node", Node: node, Status: checks.Unknown, Severity: baselines.High,
		Title: "The node's facts can be judged", Want: "recent facts of the node", Reason: "the facts cannot be judged",
		Missing: []facts.Gap{p.Gap()}, Brief: fix.FirstSentence(), Fix: fix.String(), Steps: fix,
	}
}
