package baselines

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProfilesAndEvents: every version looks for the same kinds of trouble, and
// those from 2016 on for what they alone have.
func TestProfilesAndEvents(t *testing.T) {
	common := []string{
		"cluster-name", "cluster-service-ended", "cluster-service-reconfigured", "communication-interrupted", "communication-lost",
		"join-blocked", "join-failed", "mixed-builds", "netft", "network-down", "network-interface", "network-partitioned",
		"node-removed", "quorum-lost", "resource-failed", "rhs-stopped", "secure-channel", "shared-volume", "witness",
	}
	later := slices.Sorted(slices.Values(append(slices.Clone(common), "heartbeats-missed", "isolated")))
	for _, name := range Names() {
		b := mustLoad(t, name)
		var subjects []string
		for _, e := range b.Events {
			subjects = append(subjects, e.Subject)
			if e.Days != 30 || e.Severity != Medium && e.Severity != Low && e.Severity != Info || !strings.Contains(e.Fix.String(), "ends by itself") {
				t.Errorf("%s: %+v", name, e)
			}
		}
		want := common
		if slices.ContainsFunc(b.Sources, func(s Source) bool { return s.Name == "ws2016-and-later" }) {
			want = later
		}
		if diff := cmp.Diff(want, subjects); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		severity := High
		if strings.HasPrefix(name, "ws2008r2") {
			severity = Critical
		}
		profile := b.NetworkProfile
		if !slices.Equal(profile.Current.Want, []string{"domain"}) || profile.Current.Severity != severity || profile.Flips.Severity != severity ||
			profile.Flips.Days != 30 || profile.Flips.Minutes != 5 {
			t.Errorf("%s: %+v, %+v", name, profile.Current, profile.Flips)
		}
	}
}
