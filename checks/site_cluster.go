package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/answer"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// siteClusterFindings judge the rules about the cluster as a whole, each as the first
// baseline that has it says.
func siteClusterFindings(e *evaluation) []Finding {
	var found []Finding
	for _, rule := range e.siteRules(func(r baselines.SiteRule) bool { return r.Scope == baselines.SiteCluster }) {
		found = append(found, judgeSiteCluster(e.nodes, rule).finding(rule.Requirement, wantedSite(rule)))
	}
	return found
}

// siteRules are the rules of one kind, each once, as the first baseline that has it
// says.
func (e *evaluation) siteRules(is func(baselines.SiteRule) bool) []baselines.SiteRule {
	var all []baselines.SiteRule
	for _, b := range e.baselines() {
		for _, r := range b.Site {
			known := slices.ContainsFunc(all, func(k baselines.SiteRule) bool { return k.Name == r.Name })
			if is(r) && !known {
				all = append(all, r)
			}
		}
	}
	return all
}

// siteAccount is what one node says of the cluster.
type siteAccount struct {
	node string
	verdict
	compared string // all that was compared
}

// differs reports whether two accounts are not the same.
func (a siteAccount) differs(other siteAccount) bool {
	return a.status != other.status || a.got != other.got || a.compared != other.compared
}

func siteAccountOf(n *facts.Node, rule baselines.SiteRule) siteAccount {
	var all []string
	for _, p := range slices.Concat(rule.All, rule.Any) {
		o, missing := observationOf(n, p.Observe)
		switch {
		case !missing.IsZero() || o.State == facts.Absent:
			all = append(all, string(o.State))
		case p.Observe.Events == nil: // events happen on one node and not on another
			all = append(all, answer.Compared(o, p))
		}
	}
	return siteAccount{n.Name, judgeSite(n, rule), strings.Join(all, "\n")}
}

// judgeSiteCluster compares what two nodes say of the cluster. With a single account
// nothing contradicts it, and nothing confirms it, so one is enough only where there is
// no second node to ask.
func judgeSiteCluster(nodes []Subject, rule baselines.SiteRule) verdict {
	if v, outside := outsideAnyCluster(nodes); outside {
		return v
	}
	if clusters := clustersOf(factsOf(nodes)); clusters != "" {
		return ofDifferentClusters(clusters)
	}
	var accounts []siteAccount
	var others []verdict // of nodes whose build the rule does not concern: they are never asked
	read, what := 0, rule.Title
	for _, s := range nodes {
		if _, outside := outsideCluster(s.Facts); outside || s.Facts.Problem != nil && s.Facts.Problem.Kind != facts.KindIdentity {
			continue
		}
		if v, decided := judgeConditions([]condition{buildIs(s.Facts, rule.When)}); decided && v.status == NotApplicable {
			others = append(others, v)
			continue
		}
		read++ // or it was, and is not known to be the node
		if wasAsked(s, rule) {
			accounts = append(accounts, siteAccountOf(s.Facts, rule))
		}
	}
	switch needed := min(2, max(read, 1)); {
	case read == 0 && len(others) > 0:
		return others[0]
	case len(accounts) == 0:
		return unknown("no node was asked", facts.GapNotCollected.Of("an answer of a node to what the requirement looks at: not collected"))
	case len(accounts) < needed:
		v := unknown("one node alone was asked, and nothing confirms what it says", facts.GapNotCollected.Of("the answer of a second node: "+what))
		return v.with(accounts[0].evidence...)
	}
	return agreedAccounts(accounts)
}

// wasAsked reports whether the node was asked for anything that the rule looks at. What
// each node is asked for by another rule does not count, unless there is nothing else.
func wasAsked(s Subject, rule baselines.SiteRule) bool {
	var ids, own []string
	for _, p := range slices.Concat(rule.All, rule.Any) {
		ids = append(ids, p.Observe.ID())
	}
	var common []string
	if s.Baseline != nil {
		for _, t := range s.Baseline.SiteTargets(baselines.SiteNode) {
			common = append(common, t.ID())
		}
	}
	for _, id := range ids {
		if !slices.Contains(common, id) {
			own = append(own, id)
		}
	}
	if len(own) == 0 {
		own = ids
	}
	return slices.ContainsFunc(s.Facts.Site, func(o facts.Observed) bool { return slices.Contains(own, o.Target) })
}

// agreedAccounts is the verdict that all accounts have in common. An account that is
// not known is not outvoted by others.
func agreedAccounts(accounts []siteAccount) verdict {
	first := accounts[0].verdict
	var evidence []Evidence
	var missing []facts.Gap
	var said wording.Grouped
	for _, a := range accounts {
		for _, e := range a.evidence {
			e.Observed = a.node + ": " + e.Observed
			evidence = append(evidence, e)
		}
		for _, m := range a.missing {
			missing = append(missing, m.On(a.node))
		}
		said.Add(strings.TrimSpace(string(a.status)+" "+a.got), a.node)
	}
	switch {
	case len(missing) > 0:
		return unknown("not every node that was asked could answer", missing[0], missing[1:]...).with(evidence...)
	case slices.ContainsFunc(accounts, accounts[0].differs):
		return unknown("the nodes do not agree", facts.GapContradiction.Of(fmt.Sprintf("one account: two nodes give different accounts (%s)", said))).with(evidence...)
	}
	first.evidence = evidence
	return first
}
