package baselines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// TestOrderOfRoles lays each two roles over each version, in both orders: the result is
// the same, each severity is the gravest that either gives, and no bound is looser than
// that of either.
func TestOrderOfRoles(t *testing.T) {
	for _, version := range versionNames() {
		single := map[string]map[string]bounds{}
		for _, name := range overlayNames() {
			single[name] = boundsOf(t, version, name)
		}
		for i, one := range overlayNames() {
			for _, other := range overlayNames()[i+1:] {
				both := boundsOf(t, version, one, other)
				if diff := cmp.Diff(both, boundsOf(t, version, other, one), cmp.AllowUnexported(bounds{})); diff != "" {
					t.Errorf("%s, %s, %s: %s", version, one, other, diff)
				}
				severity, least := writtenBy("severity", one, other), writtenBy("min", one, other)
				for id, got := range both {
					first, second := single[one][id], single[other][id]
					if severity[id] && got.severity.Rank() > min(first.severity.Rank(), second.severity.Rank()) {
						t.Errorf("%s, %s and %s: %s is %s, of %s and %s", version, one, other, id, got.severity, first.severity, second.severity)
					}
					if least[id] && got.min < max(first.min, second.min) {
						t.Errorf("%s, %s and %s: %s is from %d on, of %d and %d", version, one, other, id, got.min, first.min, second.min)
					}
				}
			}
		}
	}
}

// bounds are what two roles may both change.
type bounds struct {
	severity Severity
	min      int
}

func boundsOf(t *testing.T, ref string, overlays ...string) map[string]bounds {
	t.Helper()
	_, tree, errs := newLoader().resolve(ref, overlays...)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	all := map[string]bounds{}
	for id, n := range requirements(tree.root) {
		all[id] = bounds{Severity(strict.Text(n, "severity")), orZero(strict.Number(n, "min"))}
	}
	return all
}

// writtenBy are the requirements in which both of two roles write a key.
func writtenBy(key, one, other string) map[string]bool {
	count := map[string]int{}
	for _, name := range []string{one, other} {
		seen := map[string]bool{}
		for _, body := range append(strict.Items(embeddedRoot(name), "parts"), embeddedRoot(name)) {
			for id, n := range requirements(body) {
				if !seen[id] && strict.Get(n, key) != nil {
					seen[id] = true
					count[id]++
				}
			}
		}
	}
	both := map[string]bool{}
	for id, n := range count {
		both[id] = n == 2
	}
	return both
}

// TestTextFollowsSeverity: where one role says only how much a requirement matters, what
// the graver one says of it is kept as a whole.
func TestTextFollowsSeverity(t *testing.T) {
	for _, roles := range [][]string{{"role-s2d", "role-file-server"}, {"role-file-server", "role-s2d"}} {
		for _, s := range mustLay(t, "ws2022", roles...).Services {
			if s.Name == "LanmanServer" && (s.Severity != Critical || !strings.Contains(s.Why, "file shares")) {
				t.Errorf("%v: %s, %q", roles, s.Severity, s.Why)
			}
		}
	}
}

// TestSiteOutranksRoles: a file of a site has the last word on what is before it.
func TestSiteOutranksRoles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.yaml")
	text := "format: 1\nname: own\ntitle: Own\nreviewed: 2026-11-28\noverlay: true\nservices: [{name: LanmanServer, severity: low}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		overlays []string
		want     Severity
	}{
		{[]string{"role-s2d", "role-file-server", file}, Low},
		{[]string{file, "role-s2d"}, High},
		{[]string{file, "role-s2d", "role-file-server"}, Critical},
		{[]string{"role-file-server", file, "role-s2d"}, High},
	} {
		for _, s := range mustLay(t, "ws2022", tt.overlays...).Services {
			if s.Name == "LanmanServer" && s.Severity != tt.want {
				t.Errorf("%v: %s, want %s", tt.overlays, s.Severity, tt.want)
			}
		}
	}
}
