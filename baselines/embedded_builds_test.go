package baselines

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBuildsWithoutBaseline: what depends on the version is not required of them, and
// nothing of another version is.
func TestBuildsWithoutBaseline(t *testing.T) {
	b, err := ForOS(25398, 3)
	if err != nil {
		t.Fatal(err)
	}
	if b.AppliesTo != (AppliesTo{From: 14393, Product: "server"}) || b.Update.Build.Highest(25398) != (Build{25398, 2149}) || b.Update.Newest.Known != (Build{}) {
		t.Errorf("%+v, %+v", b.AppliesTo, b.Update)
	}
	for name, provenance := range map[string]Provenance{
		"ws2012r2": Inferred, "ws2016-and-later": Unconfirmed, "ws2016": Inferred, "ws2019": Inferred, "ws2022": Inferred, "ws2025": Unconfirmed,
	} {
		for _, s := range mustLoad(t, name).Services {
			if s.Name == "NlaSvc" && s.Provenance != provenance {
				t.Errorf("%s: %s is %s, want %s", name, s.ID, s.Provenance, provenance)
			}
		}
	}
	for _, name := range []string{"ws2016", "ws2019", "ws2022", "ws2025"} {
		b := mustLoad(t, name)
		if b.AppliesTo.From != 0 || b.AppliesTo.Build == 0 || b.Update.Newest.Known.Number != b.AppliesTo.Build {
			t.Errorf("%s: %+v, %+v", name, b.AppliesTo, b.Update.Newest.Known)
		}
	}
}

// TestBuildNeedsLevel: only a baseline for many builds may leave its builds out.
func TestBuildNeedsLevel(t *testing.T) {
	file := filepath.Join(t.TempDir(), "site.yaml")
	text := "format: 1\nname: site\ntitle: Site\nreviewed: 2026-11-22\nextends: [ws2016-and-later]\napplies_to: {build: 25398, product: server}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(file)
	if want := "update/newest has no known, as_of"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}

// TestOverlaysWithoutBaseline: of the parts of an overlay such builds have those that
// are for every version from 2016 on.
func TestOverlaysWithoutBaseline(t *testing.T) {
	least := func(b *Baseline, property string) int {
		for _, p := range b.Heartbeat.Properties {
			if p.Property == property {
				return *p.Min
			}
		}
		return 0
	}
	b, err := ForOS(25398, 3, "role-sql-ag", "role-multisite")
	if err != nil {
		t.Fatal(err)
	}
	if b.Name != "ws2016-and-later+role-multisite+role-sql-ag" || least(b, "SameSubnetThreshold") != 40 {
		t.Errorf("%s, %+v", b.Name, b.Heartbeat.Properties)
	}
	for _, h := range b.Hotfixes {
		t.Errorf("%s is required", h.ID)
	}

	file := filepath.Join(t.TempDir(), "role.yaml")
	text := `format: 1
name: role
title: Role
reviewed: 2026-11-22
overlay: true
parts:
  - {builds: [14393, 17763, 20348], remove: [service/NlaSvc]}
  - {builds: [14393, 17763, 20348, 26100], remove: [service/netprofm]}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err = ForOS(25398, 3, file); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range b.Services {
		names = append(names, s.Name)
	}
	if !slices.Contains(names, "NlaSvc") || slices.Contains(names, "netprofm") {
		t.Errorf("services %v", names)
	}
}
