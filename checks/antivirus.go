package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needAntivirus(b *baselines.Baseline, r *facts.Request) {
	want := b.Antivirus.Exclusions
	r.Antivirus = r.Antivirus || want != nil || b.Antivirus.Products != nil
	if want == nil {
		return
	}
	r.Services = append(r.Services, facts.DefenderService)
	for _, a := range want.Automatic {
		if a.Service != "" {
			r.Services = append(r.Services, a.Service)
		}
	}
}

func antivirusFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	if want := s.Baseline.Antivirus.Exclusions; want != nil {
		wanted := "excluded: " + strings.Join(slices.Concat(want.Paths, want.Processes), ", ")
		found = append(found, judgeExclusions(s.Facts, *want, s.Baseline.Antivirus.Products).finding(want.Requirement, wanted))
	}
	if want := s.Baseline.Antivirus.Products; want != nil {
		v := judgeProducts(s.Facts.Antivirus.Filters, *want)
		found = append(found, v.finding(want.Requirement, "no scanner whose exclusions cannot be read"))
	}
	return found
}

// judgeExclusions takes what is set on the node and by policy together, as
// Defender does unless the policy sets the node's own aside, and what Defender excludes
// by itself. What is not excluded is a drift of a Defender that runs.
func judgeExclusions(n *facts.Node, want baselines.Exclusions, products *baselines.Products) verdict {
	local, policy := n.Antivirus.Local, n.Antivirus.Policy
	if local.State == facts.Absent {
		return inapplicable("this Windows has no Microsoft Defender", observed(local.Section, "no exclusions of Microsoft Defender"))
	}
	const reason = "the exclusions of Microsoft Defender are not known"
	// That nothing is excluded is an answer.
	if missing := local.Gap("the exclusions of Microsoft Defender", 1); !missing.IsZero() {
		return unknown(reason, missing)
	}
	seen := []Evidence{exclusionEvidence(local)}
	switch policy.State {
	case facts.Absent:
		seen = append(seen, observed(policy.Section, "no exclusions by policy"))
	case facts.Collected:
		seen = append(seen, exclusionEvidence(policy))
	default: // it may set the node's own exclusions aside
		return unknown(reason, policy.Gap("the exclusions by policy", 1)).with(seen...)
	}
	e := newExclusions(n, want.Automatic)
	lacking, doubts := e.lacking(want)
	switch {
	case len(lacking) == 0 && len(e.switches) > 0:
		return unknown("it is not known whether everything is excluded", e.switches[0], e.switches[1:]...).with(seen...)
	case len(lacking) == 0:
		return passed("excluded", "Microsoft Defender leaves alone what it should", seen...)
	}
	return judgeLacking(n.Services, e, lacking, append(doubts, inForce(n.Antivirus, products)...)).with(seen...)
}

// inForce says what leaves open whether a Defender that runs scans at all: it is turned
// off, or another scanner is installed, next to which it may be passive.
func inForce(a facts.Antivirus, products *baselines.Products) []facts.Gap {
	var doubts []facts.Gap
	for _, off := range []*int{a.Local.Off, a.Policy.Off} {
		if off != nil && *off != 0 {
			doubts = append(doubts, facts.GapUndecided.Of(fmt.Sprintf("whether Microsoft Defender scans: DisableAntiSpyware is %d, and its service runs", *off)))
		}
	}
	if products == nil {
		return doubts
	}
	v := judgeProducts(a.Filters, *products)
	if v.status == Unknown {
		doubts = append(doubts, facts.GapUndecided.Of("whether Microsoft Defender scans next to another scanner (AMRunningMode of `Get-MpComputerStatus`)"))
		doubts = append(doubts, v.missing...)
	}
	return doubts
}

// judgeLacking judges what is in no list that counts.
func judgeLacking(services facts.Services, e exclusions, lacking []string, doubts []facts.Gap) verdict {
	svc, missing := lookUpService(services, facts.DefenderService)
	switch {
	case !missing.IsZero():
		return unknown("it is not known whether Microsoft Defender runs", missing, doubts...)
	case svc == nil:
		return inapplicable("Microsoft Defender is not installed, although its registry key is there",
			observed(services.Section, "no service %s", facts.DefenderService))
	case strings.EqualFold(svc.State, "Stopped"):
		return inapplicable("Microsoft Defender is turned off: its service is stopped",
			observed(services.Section, "%s: state %s, start mode %s", svc.Name, svc.State, svc.StartMode))
	case !isRunning(*svc):
		return unknown("it is not known whether Microsoft Defender runs", facts.GapUndocumented.Of("the state of the service "+svc.Name+", which is \""+svc.State+"\""), doubts...)
	case len(doubts) > 0:
		return unknown("it is not known whether Microsoft Defender scans what it should leave alone", doubts[0], doubts[1:]...)
	}
	got, reason := "not excluded: "+strings.Join(lacking, ", "), "Microsoft Defender scans what it should leave alone"
	if !e.localAside {
		return drifted(got, reason)
	}
	return drifted(got, reason+": the policy DisableLocalAdminMerge sets the node's own exclusions aside").fixedByHand()
}

func exclusionEvidence(e facts.Exclusions) Evidence {
	list := func(of []string) string {
		return cmp.Or(strings.Join(slices.Sorted(slices.Values(of)), ", "), "none")
	}
	text := "paths: " + list(e.Paths) + "; processes: " + list(e.Processes)
	for _, set := range []struct {
		name  string
		value *int
	}{{"DisableLocalAdminMerge", e.LocalMergeOff}, {"DisableAutoExclusions", e.AutomaticOff}} {
		if set.value != nil {
			text += fmt.Sprintf("; %s %d", set.name, *set.value)
		}
	}
	return observed(e.Section, "%s", text)
}

// judgeProducts looks for scanners of other makers, each of which keeps its exclusions
// in a place of its own.
func judgeProducts(filters facts.FilterDrivers, want baselines.Products) verdict {
	if missing := filters.Gap("the file-system filter drivers", len(filters.Found)); !missing.IsZero() {
		return unknown("it is not known which scanners are installed", missing)
	}
	var missing []facts.Gap
	for _, f := range filters.Found {
		altitude, ok := wholeAltitude(f.Altitude)
		switch {
		case !ok:
			missing = append(missing, facts.GapWrongType.Of(fmt.Sprintf("the altitude of the filter driver %s, %q", f.Service, f.Altitude)))
		case altitude < want.Altitude.Min || altitude > want.Altitude.Max || wording.ContainsFold(want.Defender, f.Service):
		default:
			missing = append(missing, facts.GapNotAllowed.Of("the exclusions of the scanner whose filter driver is "+f.Service+" (altitude "+f.Altitude+")"))
		}
	}
	seen := observed(filters.Section, "%s", wording.Counted(len(filters.Found), "filter driver"))
	if len(missing) > 0 {
		missing = distinct(missing)
		return unknown("a scanner is, or may be, installed whose exclusions cannot be read", missing[0], missing[1:]...).with(seen)
	}
	return passed("none", "no filter driver of another scanner is installed", seen)
}

// wholeAltitude reads an altitude, which may have digits after a point.
func wholeAltitude(s string) (int, bool) {
	whole, _, _ := strings.Cut(strings.TrimSpace(s), ".")
	n, err := strconv.Atoi(whole)
	return n, err == nil && n >= 0
}
