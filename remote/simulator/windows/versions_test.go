package windows

import (
	"strings"
	"testing"
)

// A build is that of the last version before it, so versions must be in order; a
// preset that stood for two of them would hide one.
func TestVersionsAreInOrder(t *testing.T) {
	names, last := map[string]bool{}, -1
	for _, v := range versions() {
		if v.build <= last {
			t.Errorf("build %d comes after %d", v.build, last)
		}
		last = v.build
		if names[v.preset] {
			t.Errorf("two presets are called %q", v.preset)
		}
		names[v.preset] = v.preset != ""
		if v.preset != "" && v.describe("NODE").OS.Build != v.build {
			t.Errorf("%s describes build %d, not %d", v.preset, v.describe("NODE").OS.Build, v.build)
		}
	}
}

// Each preset builds, tells its own build, and has what its version has: from
// 2016 on a revision, a handful of updates and no cumulative update by number.
func TestPresets(t *testing.T) {
	builds := map[string]int{
		"ws2008r2-rtm": 7600, "ws2008r2-sp1": 7601, "ws2012": 9200, "ws2012r2": 9600, "ws2016": 14393, "ws2019": 17763, "ws2022": 20348, "ws2025": 26100,
	}
	if len(builds) != len(presets()) {
		t.Errorf("%d presets, %d are tested", len(presets()), len(builds))
	}
	for name, want := range builds {
		t.Run(name, func(t *testing.T) {
			n, err := Preset(name, "NODE")
			if err != nil {
				t.Fatal(err)
			}
			m := build(t, n)
			if n.Name != "NODE" || n.OS.Build != want || n.OS.ProductType != 3 || (n.OS.UBR != nil) != (want >= build2016) {
				t.Errorf("%s: %+v", n.Name, n.OS)
			}
			if collapsed := len(n.Hotfixes) <= 4; collapsed != (want >= build2016) {
				t.Errorf("%d updates", len(n.Hotfixes))
			}
			found := func(term string) bool {
				out, _, _ := m.Run(`reg query "HKLM\` + keyPackages + `" /f ` + term + ` /k`)
				return strings.Contains(string(out), "Package_for_"+term)
			}
			if cumulative := want >= build2016; found(n.Hotfixes[0].ID) == cumulative || found("RollupFix") != cumulative {
				t.Errorf("%s by number: %v; RollupFix: %v", n.Hotfixes[0].ID, found(n.Hotfixes[0].ID), found("RollupFix"))
			}
		})
	}
}

// The rows of netsh differ by version, and so do the properties of a cluster.
func TestPresetsDiffer(t *testing.T) {
	for _, tt := range []struct {
		node        *Node
		chimney, at bool
	}{
		{Server2012("A"), true, false}, {Server2016("A"), true, true}, {Server2025("A"), false, true},
	} {
		m := build(t, tt.node)
		out, _, _ := m.Run("netsh interface tcp show global")
		if got := strings.Contains(string(out), "Chimney"); got != tt.chimney {
			t.Errorf("build %d shows Chimney: %v", tt.node.OS.Build, got)
		}
		_, err := m.Query("root/MSCluster", "SELECT CrossSiteDelay FROM MSCluster_Cluster")
		if got := err == nil; got != tt.at {
			t.Errorf("build %d has CrossSiteDelay: %v", tt.node.OS.Build, got)
		}
	}
}
