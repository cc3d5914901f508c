package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/answer"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// sameFindings compare the nodes by the rules that want them alike.
func (c consistency) sameFindings() []Finding {
	var found []Finding
	for _, rule := range c.siteRules(func(r baselines.SiteRule) bool { return r.Same }) {
		r := rule.Requirement
		r.ID, r.Title, r.Remedy = rule.SameID(), "The same on every node: "+rule.Title, nil
		v := c.compare(func(s Subject) reading { return readSite(s.Facts, rule) }).judge().fixedByHand()
		found = append(found, v.finding(r, "the same on every node"))
	}
	return found
}

// readSite reads what a node has of what a rule looks at. Of events nothing is
// compared: they happen on one node and not on another.
func readSite(n *facts.Node, rule baselines.SiteRule) reading {
	var r reading
	for _, c := range siteConditions(n, rule.When) {
		switch c.met {
		case match.No:
			return reading{outside: c.reason}
		case match.Maybe:
			r.gap(c.missing)
		}
	}
	if len(r.gaps) > 0 {
		return r
	}
	for _, p := range slices.Concat(rule.All, rule.Any) {
		if p.Observe.Events != nil {
			continue
		}
		o, missing := observationOf(n, p.Observe)
		switch {
		case !missing.IsZero():
			r.gap(missing)
			continue
		case o.State == facts.Absent:
			r.set(p.Observe.String(), absent(p.Observe))
		default:
			r.set(p.Observe.String(), answer.Whole(o))
		}
		r.evidence = append(r.evidence, observed(o.Section, "%s: %s: %s", n.Name, p.Observe, r.values[p.Observe.String()]))
	}
	return r
}
