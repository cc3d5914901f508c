package checks

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// needSite asks for what the site's own requirements look at, and for what decides
// whether they concern the node. Those about the cluster as a whole need its members:
// the nodes that give these speak for the cluster.
func needSite(b *baselines.Baseline, r *facts.Request) {
	r.Site = append(r.Site, b.SiteTargets(baselines.SiteNode)...)
	r.SiteCluster = append(r.SiteCluster, b.SiteTargets(baselines.SiteCluster)...)
	for _, rule := range b.Site {
		wide := rule.Scope == baselines.SiteCluster
		if wide || ofCluster(rule) || rule.When.ResourceType != "" {
			r.Services = append(r.Services, facts.ClusterService)
		}
		r.Members = r.Members || wide
		r.Resources = r.Resources || rule.When.ResourceType != ""
	}
}

// ofCluster reports whether a rule looks at something that only a node of a cluster has.
func ofCluster(rule baselines.SiteRule) bool {
	return slices.ContainsFunc(rule.Targets(), observe.Target.OfCluster)
}

func siteFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, rule := range s.Baseline.Site {
		if rule.Scope != baselines.SiteCluster {
			found = append(found, judgeSite(s.Facts, rule).finding(rule.Requirement, wantedSite(rule)))
		}
	}
	return found
}

// wantedSite is what a rule wants, of each thing that it looks at if these are several.
func wantedSite(rule baselines.SiteRule) string {
	probes := slices.Concat(rule.All, rule.Any)
	if len(probes) == 1 {
		return probes[0].Want.String()
	}
	var parts []string
	for _, p := range probes {
		parts = append(parts, p.Observe.String()+": "+p.Want.String())
	}
	joint := "; and "
	if len(rule.Any) > 0 {
		joint = "; or "
	}
	return strings.Join(parts, joint)
}

// judgeSite judges one rule on one node.
func judgeSite(n *facts.Node, rule baselines.SiteRule) verdict {
	if rule.Scope == baselines.SiteCluster || ofCluster(rule) {
		if v, outside := outsideCluster(n); outside {
			return v
		}
		if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
			return unknown("it is not known whether the node is in a cluster", missing)
		}
	}
	if v, decided := judgeConditions(siteConditions(n, rule.When)); decided {
		return v
	}
	if len(rule.Any) > 0 {
		return anyOf(judgeProbes(n, rule.Any))
	}
	return allOf(judgeProbes(n, rule.All))
}

func siteConditions(n *facts.Node, w baselines.SiteWhen) []condition {
	return []condition{buildIs(n, w), installationIs(n, w.Installation), hasResource(n, w.ResourceType), hasService(n, w)}
}

// buildIs decides by the build of Windows.
func buildIs(n *facts.Node, w baselines.SiteWhen) condition {
	if w.BuildMin == 0 && w.BuildMax == 0 {
		return condition{met: match.Yes}
	}
	if missing := n.OS.Gap("the operating system's identity", min(n.OS.Build, 1)); !missing.IsZero() {
		return condition{met: match.Maybe, missing: missing, reason: "the requirement concerns some builds of Windows only, and the build is not known"}
	}
	return condition{
		met:      match.If(n.OS.Build >= w.BuildMin && (w.BuildMax == 0 || n.OS.Build <= w.BuildMax)),
		reason:   "the requirement concerns " + buildsOf(w) + " only",
		evidence: []Evidence{observed(n.OS.Section, "build %d", n.OS.Build)},
	}
}

// buildsOf is "builds of Windows from 14393 on".
func buildsOf(w baselines.SiteWhen) string {
	switch {
	case w.BuildMax == 0:
		return fmt.Sprintf("builds of Windows from %d on", w.BuildMin)
	case w.BuildMin == 0:
		return fmt.Sprintf("builds of Windows up to %d", w.BuildMax)
	}
	return fmt.Sprintf("builds of Windows from %d to %d", w.BuildMin, w.BuildMax)
}

// hasService decides by a service or driver that is installed.
func hasService(n *facts.Node, w baselines.SiteWhen) condition {
	target, asked := w.Target()
	if !asked {
		return condition{met: match.Yes}
	}
	only := "the requirement concerns nodes with the service or driver " + w.Service + " only"
	o, missing := observationOf(n, target)
	if !missing.IsZero() {
		return condition{met: match.Maybe, missing: missing, reason: only + ", and it is not known whether this is one"}
	}
	return condition{
		met:      match.If(o.State == facts.Collected),
		reason:   only + "; this node has none",
		evidence: []Evidence{observed(o.Section, "no service or driver %s", w.Service)},
	}
}

// observationOf is what the node answered to a target: what was read, or that it is not
// there. Otherwise missing says why neither is known.
func observationOf(n *facts.Node, t observe.Target) (o facts.Observed, missing facts.Gap) {
	id, found := t.ID(), 0
	for _, known := range n.Site {
		if known.Target != id {
			continue
		}
		if found > 0 && !reflect.DeepEqual(known, o) {
			return o, facts.GapContradiction.Of(t.String() + ": one answer: the facts have several that differ")
		}
		o = known
		found++
	}
	switch {
	case found == 0:
		return o, facts.GapNotCollected.Of(t.String() + ": not collected")
	case o.State == facts.Absent && t.Events == nil: // of events, only a log that reaches back proves that
		return o, facts.Gap{}
	}
	return o, o.Gap(t.String(), answers(o, t))
}

// answers counts what an observation has of what was asked for.
func answers(o facts.Observed, t observe.Target) int {
	switch {
	case t.WQL != nil:
		return len(o.Rows)
	case t.Service != "":
		if o.Service == nil {
			return 0
		}
	case t.Events == nil && o.Value == nil:
		return 0
	}
	return 1
}

// outcome is the verdict on one of the things that a rule looks at. An undecided one
// leaves the verdict to the others.
type outcome struct {
	verdict
	undecided bool
}

func judgeProbes(n *facts.Node, probes []baselines.SiteProbe) []outcome {
	var all []outcome
	for _, p := range probes {
		all = append(all, judgeProbe(n, p))
	}
	return all
}

// allOf drifts as soon as one of the outcomes does, and passes when each does.
func allOf(all []outcome) verdict { return firstOutcome(all, Drift, Unknown, Pass, NotApplicable) }

// anyOf passes as soon as one of the outcomes does, and drifts when none is left that could.
func anyOf(all []outcome) verdict { return firstOutcome(all, Pass, Unknown, Drift, NotApplicable) }

// firstOutcome has the first status of an order that an outcome has, with what those of
// this status say. A lost observation makes an outcome unknown, and so the verdict
// stays or becomes unknown.
func firstOutcome(all []outcome, order ...Status) verdict {
	for _, status := range order {
		var of []outcome
		for _, o := range all {
			if o.status == status && !o.undecided {
				of = append(of, o)
			}
		}
		if len(of) > 0 {
			return joinedOutcomes(of, all)
		}
	}
	v := unknown("nothing that was observed decides", facts.GapUndecided.Of("an observation that decides"))
	return v.with(evidenceOf(all)...)
}

func joinedOutcomes(of, all []outcome) verdict {
	v := verdict{status: of[0].status, evidence: evidenceOf(all)}
	got, reasons := wording.Set{}, wording.Set{}
	for _, o := range of {
		v.missing = append(v.missing, o.missing...)
		if o.got != "" {
			got.Add(o.got)
		}
		reasons.Add(o.reason)
		v.byHand = v.byHand || o.byHand
	}
	v.got, v.reason = strings.Join(got.Sorted(), "; "), strings.Join(reasons.Sorted(), "; ")
	return v
}

func evidenceOf(all []outcome) []Evidence {
	var e []Evidence
	for _, o := range all {
		e = append(e, o.evidence...)
	}
	return e
}
