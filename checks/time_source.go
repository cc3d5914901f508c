package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// domainController is the ProductType of one (Win32_OperatingSystem).
const domainController = 2

// needTime asks for what the source needs: the skew is a part of the identity.
func needTime(b *baselines.Baseline, r *facts.Request) {
	if b.Time.Source != nil {
		r.Time, r.Profiles = true, true // the profiles show whether the node is in a domain
		r.Services = append(r.Services, facts.TimeService)
	}
}

func timeSourceFindings(_ *evaluation, s Subject) []Finding {
	want := s.Baseline.Time.Source
	if want == nil {
		return nil
	}
	text := "the Windows Time service running, its type " + strings.Join(want.Want, " or ")
	return []Finding{judgeTimeSource(s.Facts, want.Want).finding(want.Requirement, text)}
}

// judgeTimeSource judges a member of a domain: without one a node needs the names of
// servers.
func judgeTimeSource(n *facts.Node, want []string) verdict {
	const reason = "it is not known where the node gets the time"
	is, missing := inDomain(n)
	switch {
	case is == match.No && missing.IsZero():
		return inapplicable("the node is in a workgroup, which has no domain to get the time from",
			observed(n.OS.Section, "the node is part of no domain"))
	case is != match.Yes:
		return unknown(reason, missing)
	}
	svc, missing := lookUpService(n.Services, facts.TimeService)
	if missing.IsZero() && svc != nil && svc.State == "" {
		missing = facts.GapLeftOut.Of("the state of the service " + facts.TimeService)
	}
	if !missing.IsZero() {
		return unknown(reason, missing)
	}
	if svc == nil {
		return drifted("no Windows Time service", "the service "+facts.TimeService+" is not installed, so nothing sets the clock",
			observed(n.Services.Section, "no service %s", facts.TimeService)).fixedByHand()
	}
	seen := observed(n.Services.Section, "%s: state %s, start mode %s", svc.Name, svc.State, svc.StartMode)
	if !strings.EqualFold(svc.State, "Running") {
		return drifted("the Windows Time service is "+strings.ToLower(svc.State), "the Windows Time service does not run, so it does not set the clock", seen).fixedByHand()
	}
	return judgeTimeType(n, want).with(seen)
}

// judgeTimeType judges the type in force.
func judgeTimeType(n *facts.Node, want []string) verdict {
	const reason = "it is not known where the node gets the time"
	if missing := n.Time.Gap("the settings of the Windows Time service", 1); !missing.IsZero() {
		return unknown(reason, missing)
	}
	set := n.Time.InForce()
	if set == nil {
		return unknown(reason, facts.GapLeftOut.Of("Type of the Windows Time service ("+n.Time.Source+"): not set"))
	}
	got, from := "type "+*set, "the node"
	if n.Time.Policy != nil {
		got, from = got+", set by a policy", "a policy"
	}
	seen := observed(n.Time.Section, "Type %s, set by %s", *set, from)
	documented := []string{facts.TimeFromDomain, facts.TimeFromAll, facts.TimeFromServers, facts.TimeFromNone}
	switch {
	case wording.ContainsFold(want, *set):
		return passed(got, "the Windows Time service runs and is as required", seen)
	case !wording.ContainsFold(documented, *set):
		return unknown(got+" is not a documented type", facts.GapUndocumented.Of("what the type "+*set+" of the Windows Time service means")).with(seen)
	case n.OS.ProductType == domainController && strings.EqualFold(*set, facts.TimeFromServers):
		return unknown("one domain controller of a forest gets the time from outside", facts.GapUndecided.Of("whether the node is that domain controller")).with(seen)
	}
	v := drifted(got, timeTypeText(*set), seen)
	if n.Time.Policy != nil {
		return v.fixedByHand()
	}
	return v
}

// timeTypeText says what a type does.
func timeTypeText(set string) string {
	switch {
	case strings.EqualFold(set, facts.TimeFromServers):
		return "the node gets the time from servers that it names, not from the domain"
	case strings.EqualFold(set, facts.TimeFromNone):
		return "the node gets the time from nowhere"
	}
	return "the node gets the time otherwise than the baseline requires"
}
