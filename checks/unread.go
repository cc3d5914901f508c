package checks

import (
	"cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// unreadFindings say of a node that it was not read, or that no baseline applies
// to it: with nothing observed or nothing required there is nothing else to say.
func unreadFindings(s Subject) []Finding {
	if p := s.Facts.Problem; p != nil {
		return []Finding{unreachable(*p)}
	}
	return []Finding{withoutBaseline(s.Problem)}
}

func unreachable(p facts.Problem) Finding {
	v := unknown("the node could not be read, so nothing on it was judged", p.Message)
	v.fix = p.Hint
	r := baselines.Requirement{ID: "node/reachable", Title: "The node can be read", Severity: baselines.High}
	return v.finding(r, "an answer from the node")
}

func withoutBaseline(problem string) Finding {
	v := unknown("no baseline applies to the node, so nothing on it was judged", cmp.Or(problem, "a baseline for this node"))
	r := baselines.Requirement{ID: "node/baseline", Title: "A baseline applies to the node", Severity: baselines.High}
	return v.finding(r, "a baseline for the node's operating system")
}
