package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needProfiles(b *baselines.Baseline, r *facts.Request) {
	current, flips := b.NetworkProfile.Current, b.NetworkProfile.Flips
	if current == nil && flips == nil {
		return
	}
	askCarriers(r)
	r.Profiles = true
	if flips != nil {
		askEvents(r, flips.Days)
	}
	if current != nil {
		askEvents(r, 1) // before Windows Server 2012 the newest change has the profile
	}
}

func profileFindings(e *evaluation, s Subject) []Finding {
	var found []Finding
	if want := s.Baseline.NetworkProfile.Current; want != nil {
		found = append(found, judgeProfiles(s.Facts, e.topology, want.Want).finding(want.Requirement, strings.Join(want.Want, " or ")))
	}
	if want := s.Baseline.NetworkProfile.Flips; want != nil {
		found = append(found, judgeFlips(s.Facts, *want).finding(want.Requirement, "none in "+wording.Counted(want.Days, "day")))
	}
	return found
}
