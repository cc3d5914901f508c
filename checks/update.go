package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needUpdates(b *baselines.Baseline, r *facts.Request) {
	r.Reboot = r.Reboot || b.Update.Build != nil
}

func updateFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	if floor := s.Baseline.Update.Build; floor != nil {
		v := judgeFloor(s.Facts.OS, *floor).with(pendingRestarts(s.Facts.Reboot)...)
		want := "at least " + floor.Min.String()
		if floor.Min == (baselines.Build{}) {
			want = "the build with the fixes that are known"
		}
		found = append(found, v.finding(floor.Requirement, want))
	}
	if newest := s.Baseline.Update.Newest; newest != nil {
		want := fmt.Sprintf("%s, the newest known on %s", newest.Known, newest.AsOf.Format(time.DateOnly))
		if newest.Known == (baselines.Build{}) {
			want = "the newest build"
		}
		found = append(found, judgeNewest(s.Facts.OS, *newest).finding(newest.Requirement, want))
	}
	return found
}

func judgeFloor(os facts.OS, floor baselines.BuildFloor) verdict {
	own, v, final := readBuild(os, floor.Min)
	if final {
		return v
	}
	seen, got := buildEvidence(os), own.String()
	switch {
	case own.Revision >= floor.Min.Revision:
		return passed(got, fmt.Sprintf("build %s is at or above %s", own, floor.Min), seen)
	case slices.Contains(floor.Hotpatch.Builds, own):
		return passed(got, fmt.Sprintf("build %s is a hotpatch that is as good as %s", own, floor.Min), seen)
	case !floor.Hotpatch.Complete && amongHotpatches(own, floor.Hotpatch.Builds):
		v := unknown(fmt.Sprintf("build %s is below %s and may be a hotpatch that is as good", own, floor.Min),
			"whether "+own.String()+" is a hotpatch, of which the baseline does not know all").with(seen)
		v.got = got
		return v
	}
	return drifted(got, fmt.Sprintf("build %s is below %s", own, floor.Min), seen)
}

// amongHotpatches reports whether a build lies between the least and the greatest
// known hotpatch.
func amongHotpatches(own baselines.Build, ladder []baselines.Build) bool {
	below := func(b baselines.Build) bool { return b.Revision < own.Revision }
	above := func(b baselines.Build) bool { return b.Revision > own.Revision }
	return slices.ContainsFunc(ladder, below) && slices.ContainsFunc(ladder, above)
}

func judgeNewest(os facts.OS, newest baselines.NewestBuild) verdict {
	own, v, final := readBuild(os, newest.Known)
	if final {
		return v
	}
	seen, got := buildEvidence(os), own.String()
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
	case missing != "":
		return own, unknown("the node's build is not known", missing), true
	case want == (baselines.Build{}):
		v := unknown(fmt.Sprintf("the baseline names no update of build %d to compare with", os.Build), fmt.Sprintf("a requirement for build %d", os.Build))
		return own, v.with(buildEvidence(os)), true
	case os.Build != want.Number:
		v := unknown(fmt.Sprintf("build %d does not compare with %s", os.Build, want), fmt.Sprintf("a requirement for build %d", os.Build))
		return own, v.with(buildEvidence(os)), true
	case os.ProductType == 0:
		return own, unknown("revisions of servers and clients differ, and it is not known which the node is", "the node's product type"), true
	case os.ProductType == facts.ProductClient:
		v := unknown(fmt.Sprintf("revisions of servers and clients differ, and the node is a client; %s is a server's", want), "a requirement for clients")
		return own, v.with(buildEvidence(os)), true
	case os.UBR == nil:
		v := unknown("the node's update build revision is not known", "the value UBR below SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion")
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
