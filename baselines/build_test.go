package baselines

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseBuild(t *testing.T) {
	for _, text := range []string{"17763.4645", "20348.1850", "7601.0"} {
		if b, err := ParseBuild(text); err != nil || b.String() != text {
			t.Errorf("%s gives %v, %v", text, b, err)
		}
	}
	for _, bad := range []string{"", "17763", "17763.", ".1", "17763.-1", "17763.1.2", "17763.x", "99999999999.1", "1e4.1"} {
		if b, err := ParseBuild(bad); err == nil {
			t.Errorf("%q gives %v", bad, b)
		}
	}
}

// TestUpdateLevels compares with the records of the CVE list and the public table of builds.
func TestUpdateLevels(t *testing.T) {
	for name, want := range map[string][2]string{
		"ws2016": {"14393.8868", "14393.9418"},
		"ws2019": {"17763.9376", "17763.9376"},
		"ws2022": {"20348.5761", "20348.5761"},
		"ws2025": {"26100.33650", "26100.33650"},
	} {
		b := mustLoad(t, name)
		level := b.Update
		if got := [2]string{level.Build.Highest(b.AppliesTo.Build).String(), level.Newest.Known.String()}; got != want {
			t.Errorf("%s: floor and newest %q, want %q", name, got, want)
		}
		if level.Build.Provenance != Sourced || level.Build.ID != "update/build" || !level.Build.Embedded || level.Build.Min != (Build{}) {
			t.Errorf("%s: %+v", name, level.Build.Requirement)
		}
		if level.Newest.Known.Revision < level.Build.Highest(b.AppliesTo.Build).Revision {
			t.Errorf("%s: the newest build that is known lacks a known fix", name)
		}
		if level.Newest.Severity != Info || level.Newest.AsOf.IsZero() || level.Newest.AsOf.After(b.SourcesRead) {
			t.Errorf("%s: %+v", name, level.Newest)
		}
	}
	if level := mustLoad(t, "ws2008r2-rtm").Update; level != (UpdateLevel{}) {
		t.Errorf("ws2008r2-rtm, for which no fix was published: %+v", level)
	}
}

func TestSiteRaisesTheFloor(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": `name: site
extends: [ws2022]
update:
  build:
    min: '20348.2970'
    hotpatch: {builds: ['20348.2900', '20348.2960'], complete: false}
remove: [update/newest]
`})
	if err != nil {
		t.Fatal(err)
	}
	want := *mustLoad(t, "ws2022").Update.Build
	if len(want.Vulnerabilities) == 0 {
		t.Error("a site keeps no table")
	}
	want.Min = Build{20348, 2970}
	want.Hotpatch = Hotpatch{Builds: []Build{{20348, 2900}, {20348, 2960}}}
	b.Update.Build.Requirement, want.Requirement = Requirement{}, Requirement{} // see TestTextsFollow
	if diff := cmp.Diff(UpdateLevel{Build: &want}, b.Update); diff != "" {
		t.Error(diff)
	}
}

// TestSiteIsAheadOfTheBaseline: a site asks for an update that is newer than the newest
// one that the embedded baseline knows.
func TestSiteIsAheadOfTheBaseline(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2019]\nupdate: {build: {min: '17763.99999'}}\n"})
	if err != nil {
		t.Fatal(err)
	}
	if b.Update.Build.Min.Revision != 99999 {
		t.Errorf("%+v", b.Update.Build.Min)
	}
}

// TestPropertiesByVersion makes sure that no column is asked for which the
// class lacks: it would fail the whole query.
func TestPropertiesByVersion(t *testing.T) {
	subnet := []string{"CrossSubnetDelay", "CrossSubnetThreshold"}
	same := []string{"SameSubnetDelay", "SameSubnetThreshold"}
	on2008R2 := append(append([]string{}, subnet...), same...)
	on2012 := append(append(append([]string{}, subnet...), "RouteHistoryLength"), same...)
	on2016 := append([]string{"CrossSiteDelay", "CrossSiteThreshold"}, on2012...)
	for name, want := range map[string][]string{
		"ws2008r2-rtm": on2008R2, "ws2008r2-sp1": on2008R2, "ws2012": on2012, "ws2012r2": on2012,
		"ws2016": on2016, "ws2019": on2016, "ws2022": on2016, "ws2025": on2016,
	} {
		var got []string
		for _, p := range mustLoad(t, name).Heartbeat.Properties {
			got = append(got, p.Property)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestDefaultsByVersion compares with hadr-cluster-best-practices.md.
func TestDefaultsByVersion(t *testing.T) {
	for name, want := range map[string][2]int{
		"ws2012": {5, 5}, "ws2012r2": {5, 5}, "ws2016": {10, 20}, "ws2019": {20, 20}, "ws2022": {20, 20}, "ws2025": {20, 20},
	} {
		got := map[string]int{}
		for _, p := range mustLoad(t, name).Heartbeat.Properties {
			if p.Default != nil {
				got[p.Property] = *p.Default
			}
		}
		if got["SameSubnetThreshold"] != want[0] || got["CrossSubnetThreshold"] != want[1] || got["SameSubnetDelay"] != 1000 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestAnyNewerRollup: not all rollups that may replace this one are known
// by number, so that their absence must not be called a drift. Those that are
// known cost no search.
func TestAnyNewerRollup(t *testing.T) {
	h := findHotfix(t, mustLoad(t, "ws2012r2"), "KB4284815")
	if h.Provenance != Unconfirmed {
		t.Errorf("%s is %s", h.KB, h.Provenance)
	}
	seen := map[string]bool{}
	for _, u := range h.SatisfiedBy.Updates {
		if seen[u.KB] || !u.ListedOnly || u.Provenance != Sourced || CompareKB(u.KB, h.KB) <= 0 {
			t.Errorf("%+v", u)
		}
		seen[u.KB] = true
	}
	for _, kb := range []string{"KB4530702", "KB5016681", "KB5017367", "KB5031419", "KB5052042"} {
		if !seen[kb] {
			t.Errorf("%s is not known", kb)
		}
	}
}
