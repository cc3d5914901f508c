package checks

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// needUpdates asks whether an installation is pending a restart and, where updates
// decide, for those that fix a vulnerability.
func needUpdates(b *baselines.Baseline, r *facts.Request) {
	floor := b.Update.Build
	if floor == nil {
		return
	}
	r.Reboot = true
	for _, v := range floor.Vulnerabilities {
		if fix, ok := v.FixFor(b.AppliesTo.Build); ok && fix.ByUpdates() {
			r.Hotfixes = true
			r.KBs = append(r.KBs, fix.Updates...)
		}
	}
}

func updateFindings(e *evaluation, s Subject) []Finding {
	var found []Finding
	age := newSourcesAge(s.Baseline, e.today)
	if floor := s.Baseline.Update.Build; floor != nil {
		l := newLevel(s.Facts, *floor)
		v := l.judge()
		f := age.ofLevel(v).with(pendingRestarts(s.Facts.Reboot)...).finding(floor.Requirement, l.wanted(s.Baseline.AppliesTo.Build))
		f.Severity = l.severity(f)
		found = append(found, age.soften(v, f))
	}
	if newest := s.Baseline.Update.Newest; newest != nil {
		want := fmt.Sprintf("%s, the newest known on %s", newest.Known, newest.AsOf.Format(time.DateOnly))
		if newest.Known == (baselines.Build{}) {
			want = "the newest build"
		}
		v := judgeNewest(s.Facts.OS, *newest)
		found = append(found, age.soften(v, age.ofNewest(v).finding(newest.Requirement, want)))
	}
	return found
}

func judgeNewest(os facts.OS, newest baselines.NewestBuild) verdict {
	own, v, final := readBuild(os, newest.Known)
	if final {
		return v
	}
	seen, got := buildEvidence(os), "build "+own.String() // a bare 20348.2340 is a number to spreadsheets
	switch {
	case own.Revision > newest.Known.Revision:
		return passed(got, fmt.Sprintf("build %s is newer than %s: the baseline is older than the node's updates", own, newest.Known), seen)
	case own == newest.Known:
		return passed(got, fmt.Sprintf("no newer build than %s is known", own), seen)
	}
	return drifted(got, fmt.Sprintf("build %s is older than %s", own, newest.Known), seen)
}

// readBuild returns the node's build, or the final verdict when it cannot be
// compared with the wanted one. Revisions compare only within one build, and
// there only among servers: from 2026 on servers and clients of build 26100
// count differently.
func readBuild(os facts.OS, want baselines.Build) (baselines.Build, verdict, bool) {
	own := baselines.Build{Number: os.Build}
	missing := os.Gap("the operating system's identity", os.Build)
	switch {
	case !missing.IsZero():
		return own, unknown("the node's build is not known", missing), true
	case want == (baselines.Build{}):
		v := unknown(fmt.Sprintf("the baseline names no update of build %d to compare with", os.Build), facts.GapNoBaseline.Of(fmt.Sprintf("a requirement for build %d", os.Build)))
		return own, v.with(buildEvidence(os)), true
	case os.Build != want.Number:
		v := unknown(fmt.Sprintf("build %d does not compare with %s", os.Build, want), facts.GapNoBaseline.Of(fmt.Sprintf("a requirement for build %d", os.Build)))
		return own, v.with(buildEvidence(os)), true
	case os.ProductType == 0:
		return own, unknown("revisions of servers and clients differ, and it is not known which the node is", facts.GapLeftOut.Of("the node's product type")), true
	case os.ProductType == facts.ProductClient:
		v := unknown(fmt.Sprintf("revisions of servers and clients differ, and the node is a client; %s is a server's", want), facts.GapNoBaseline.Of("a requirement for clients"))
		return own, v.with(buildEvidence(os)), true
	case os.UBR == nil:
		v := unknown("the node's update build revision is not known", facts.GapLeftOut.Of("the value UBR below SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"))
		return own, v.with(buildEvidence(os)), true
	}
	own.Revision = *os.UBR
	return own, verdict{}, false
}

// buildEvidence is what the operating system's section says of the build.
func buildEvidence(os facts.OS) Evidence {
	if os.UBR == nil {
		return observed(os.Section, "build %d, product type %d", os.Build, os.ProductType)
	}
	return observed(os.Section, "build %d, update build revision %d, product type %d", os.Build, *os.UBR, os.ProductType)
}
