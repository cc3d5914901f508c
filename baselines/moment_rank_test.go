package baselines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// site writes a file of a site and returns its path.
func site(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "site.yaml")
	if err := os.WriteFile(file, []byte("format: 1\nname: site\ntitle: T\nreviewed: 2026-11-27\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// What a site says of a family wins over what an embedded file says of its requirements,
// and what the site says of a requirement wins over both.
func TestFamilyAtOfSite(t *testing.T) {
	tests := map[string]struct {
		text, id string
		want     string
	}{
		"embedded":                      {"extends: [ws2019]\n", "quorum/witness", "go-live: critical, before-update: critical"},
		"family":                        {"extends: [ws2019]\nat: {quorum: {before-update: low}}\n", "quorum/witness", "go-live: critical, before-update: low"},
		"family, all moments of it":     {"extends: [ws2019]\nat: {quorum: {before-update: low, go-live: info}}\n", "quorum/witness", "go-live: info, before-update: low"},
		"family and requirement":        {"extends: [ws2019]\nat: {quorum: {before-update: low}}\nquorum: {witness: {at: {before-update: high}}}\n", "quorum/witness", "go-live: critical, before-update: high"},
		"requirement before the family": {"extends: [ws2019]\nquorum: {witness: {at: {before-update: high}}}\nat: {quorum: {before-update: low}}\n", "quorum/witness", "go-live: critical, before-update: high"},
		"another family":                {"extends: [ws2019]\nat: {event: {before-update: low}}\n", "quorum/witness", "go-live: critical, before-update: critical"},
		"an overlay of the site":        {"overlay: true\nat: {quorum: {before-update: low}}\n", "quorum/witness", "go-live: critical, before-update: low"},
		"a requirement that had no own": {"extends: [ws2019]\nat: {quorum: {audit: low}}\n", "quorum/witness", "go-live: critical, before-update: critical, audit: low"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := site(t, tt.text)
			refs, overlays := file, []string(nil)
			if IsOverlay(file) {
				refs, overlays = "ws2019", []string{file}
			}
			b, err := Load(refs, overlays...)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range b.Requirements() {
				if got := strings.Join(r.AtTexts(), ", "); r.ID == tt.id && got != tt.want {
					t.Errorf("%s: %s, want %s", r.ID, got, tt.want)
				}
			}
			if problems := Lint(file); len(problems) > 0 {
				t.Error(problems)
			}
		})
	}
}

// A role that is laid over a site's file is embedded like what that file extends.
func TestFamilyAtOfSiteBelowRole(t *testing.T) {
	b, err := Load(site(t, "extends: [ws2019]\nat: {heartbeat: {audit: info}}\n"), "role-multisite")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Requirements() {
		if severity, _ := r.At.Over(r.FamilyAt, Audit); strings.HasPrefix(r.ID, "heartbeat/") && severity != Info {
			t.Errorf("%s: %q", r.ID, severity)
		}
	}
}

func TestLintIdleAt(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"no requirement of the family": {"extends: [ws2019]\nat: {site: {audit: low}}\n", "at of site has no effect: the baseline has no requirement of the family"},
		"each has its own": {"extends: [ws2019]\nat: {quorum: {audit: low}}\nquorum: {witness: {at: {audit: high}}, votes: {at: {audit: high}}, dynamic: {at: {audit: high}}}\n",
			"audit of quorum has no effect: every requirement of the family has its own"},
		"an overlay": {"overlay: true\nat: {site: {audit: low}}\n", "at of site has no effect"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			file := site(t, tt.text)
			problems := Lint(file)
			if len(problems) != 1 || !strings.Contains(problems[0].Error(), tt.want) || !strings.Contains(problems[0].Error(), "site.yaml:") {
				t.Errorf("%v", problems)
			}
			if !IsOverlay(file) {
				if _, err := Load(file); err != nil {
					t.Errorf("it does not load: %v", err)
				}
			}
		})
	}
}

// A key in the wrong place, or a path for a key, is answered by the right place.
func TestMisplacedKeys(t *testing.T) {
	for text, want := range map[string]string{
		"overlay: true\nhardening.ntlm: {severity: low}\n":                                           "write one key below the other: hardening: {ntlm: ...}",
		"overlay: true\nhardening/ntlm: {severity: low}\n":                                           "write one key below the other: hardening: {ntlm: ...}",
		"overlay: true\nntlm: {severity: low}\n":                                                     "ntlm belongs below hardening",
		"overlay: true\nhardening: {ntlm: {severity: low}}\n":                                        "only ws2008r2-rtm, ws2008r2-sp1, ws2012, ws2012r2, ws2016 have it: an overlay changes it in `parts`, with `builds: [7600, 7601, 9200, 9600, 14393]`",
		"extends: [ws2019]\nheartbeat: {properties: {PlumbAllCrossSubnetRoutes: {severity: low}}}\n": "PlumbAllCrossSubnetRoutes belongs below cluster_values",
		"extends: [ws2019]\nhardenin: {ntlm: {severity: low}}\n":                                     `did you mean "hardening"?`,
		"extends: [ws2019]\ncluster_values: {SameSubnetDelay: {severity: low}}\n":                    "SameSubnetDelay belongs below heartbeat.properties",
	} {
		problems := Lint(site(t, text))
		if len(problems) != 1 || !strings.Contains(problems[0].Error(), want) {
			t.Errorf("%s%v, want %s", text, problems, want)
		}
	}
}
