package checks

import (
	"cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// nodeFindings say which machine answered for a node that is judged.
func nodeFindings(e *evaluation, s Subject) []Finding {
	return []Finding{identityFinding(e.identity(s.Facts), s.Facts)}
}

// unreadFindings say of a node that it was not read, or that no baseline applies
// to it: with nothing observed or nothing required there is nothing else to say, save
// that it is another node.
func unreadFindings(e *evaluation, s Subject) []Finding {
	if p := s.Facts.Problem; p != nil {
		return []Finding{unreachable(*p)}
	}
	found := []Finding{withoutBaseline(s.Problem)}
	if i := e.identity(s.Facts); i.status == Unknown && nameOf(s.Facts.OS).netBIOS != "" {
		found = append(found, identityFinding(i, s.Facts))
	}
	return found
}

func unreachable(p facts.Problem) Finding {
	title, reason, want := "The node can be read", "the node could not be read, so nothing on it was judged", "an answer from the node"
	switch p.Kind {
	case facts.KindStale, facts.KindFuture, facts.KindMissing:
		title, reason, want = "The node's facts can be judged", "the facts cannot be judged", "recent facts of the node"
	case facts.KindNotTried, facts.KindInterrupted, facts.KindLocal:
		reason = "the node was not read, so nothing on it was judged"
	}
	v := unknown(reason, p.Gap())
	v.fix = p.Hint
	r := baselines.Requirement{ID: "node/reachable", Title: title, Severity: baselines.High}
	return v.finding(r, want)
}

func withoutBaseline(problem string) Finding {
	v := unknown("no baseline applies to the node, so nothing on it was judged", facts.GapNoBaseline.Of(cmp.Or(problem, "a baseline for this node")))
	r := baselines.Requirement{ID: "node/baseline", Title: "A baseline applies to the node", Severity: baselines.High}
	return v.finding(r, "a baseline for the node's operating system")
}
