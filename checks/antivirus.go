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
	r.Antivirus = r.Antivirus || b.Antivirus.Exclusions != nil || b.Antivirus.Products != nil
}

func antivirusFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	if want := s.Baseline.Antivirus.Exclusions; want != nil {
		wanted := "excluded: " + strings.Join(slices.Concat(want.Paths, want.Processes), ", ")
		found = append(found, judgeExclusions(s.Facts, *want).finding(want.Requirement, wanted))
	}
	if want := s.Baseline.Antivirus.Products; want != nil {
		v := judgeProducts(s.Facts.Antivirus.Filters, *want)
		found = append(found, v.finding(want.Requirement, "no scanner whose exclusions cannot be read"))
	}
	return found
}

// judgeExclusions takes what is set on the node and by policy together, as
// Defender does.
func judgeExclusions(n *facts.Node, want baselines.Exclusions) verdict {
	local, policy := n.Antivirus.Local, n.Antivirus.Policy
	if local.State == facts.Absent {
		return inapplicable("this Windows has no Microsoft Defender", observed(local.Section, "no exclusions of Microsoft Defender"))
	}
	const reason = "the exclusions of Microsoft Defender are not known"
	// That nothing is excluded is an answer.
	if missing := local.Gap("the exclusions of Microsoft Defender", 1); missing != "" {
		return unknown(reason, missing)
	}
	seen := []Evidence{exclusionEvidence(local)}
	byPolicy := ""
	switch policy.State {
	case facts.Absent:
		seen = append(seen, observed(policy.Section, "no exclusions by policy"))
	case facts.Collected:
		seen = append(seen, exclusionEvidence(policy))
	default:
		byPolicy = policy.Gap("the exclusions by policy", 1)
	}
	e := newExclusions(n.OS, local, policy)
	lacking, doubts := e.lacking(want)
	switch {
	case byPolicy != "": // a policy may set the node's own exclusions aside
		return unknown(reason, byPolicy).with(seen...)
	case len(lacking) == 0:
		return passed("excluded", "Microsoft Defender leaves alone what it should", seen...)
	case len(doubts) > 0:
		return unknown("it is not known whether everything is excluded", doubts[0], doubts[1:]...).with(seen...)
	}
	got := "not excluded: " + strings.Join(lacking, ", ")
	return drifted(got, "Microsoft Defender scans what it should leave alone", seen...)
}

func exclusionEvidence(e facts.Exclusions) Evidence {
	list := func(of []string) string {
		return cmp.Or(strings.Join(slices.Sorted(slices.Values(of)), ", "), "none")
	}
	return observed(e.Section, "paths: %s; processes: %s", list(e.Paths), list(e.Processes))
}

// judgeProducts looks for scanners of other makers. What they exclude stands in
// places of their own that nobody can know.
func judgeProducts(filters facts.FilterDrivers, want baselines.Products) verdict {
	if missing := filters.Gap("the file-system filter drivers", len(filters.Found)); missing != "" {
		return unknown("it is not known which scanners are installed", missing)
	}
	var missing []string
	for _, f := range filters.Found {
		altitude, ok := wholeAltitude(f.Altitude)
		switch {
		case !ok:
			missing = append(missing, fmt.Sprintf("the altitude of the filter driver %s, %q", f.Service, f.Altitude))
		case altitude < want.Altitude.Min || altitude > want.Altitude.Max || wording.ContainsFold(want.Defender, f.Service):
		default:
			missing = append(missing, "the exclusions of the scanner whose filter driver is "+f.Service+" (altitude "+f.Altitude+")")
		}
	}
	seen := observed(filters.Section, "%s", wording.Counted(len(filters.Found), "filter driver"))
	if len(missing) > 0 {
		missing = slices.Compact(slices.Sorted(slices.Values(missing)))
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
