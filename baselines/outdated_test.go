package baselines

import (
	"strings"
	"testing"
)

// A text of a site that names an old value gives way, whichever way it names it and
// whichever file changes the value: another one of the site, or an embedded overlay.
func TestOldValuesOfASiteGiveWay(t *testing.T) {
	const head = "extends: [ws2016]\nheartbeat:\n  properties:\n    "
	for _, tt := range []struct{ name, first, second, overlay, id, old string }{
		{"a word beside the old value", "SameSubnetThreshold: {min: 15, recommended: 15, fix: 'Set {{property}} to 15.', title: 'At least 15 of {{property}}'}",
			"SameSubnetThreshold: {min: 18, recommended: 18}", "", "heartbeat/SameSubnetThreshold", "15"},
		{"the recommended value alone", "SameSubnetThreshold: {recommended: 25, fix: Set 25., title: 25 is best, remedy: {powershell: [set 25]}}",
			"SameSubnetThreshold: {recommended: 30}", "", "heartbeat/SameSubnetThreshold", "25"},
		{"an embedded overlay", "CrossSubnetThreshold: {min: 12, title: At least 12, fix: Set 12., remedy: {scope: cluster, powershell: [set 12]}}",
			"CrossSubnetThreshold: {severity: low}", "role-multisite", "heartbeat/CrossSubnetThreshold", "12"},
		{"texts alone, and an embedded overlay", "CrossSubnetThreshold: {title: At least 10, fix: Set 10., remedy: {scope: cluster, powershell: [set 10]}}",
			"CrossSubnetThreshold: {severity: low}", "role-multisite", "heartbeat/CrossSubnetThreshold", "10"},
		{"the reason", "SameSubnetThreshold: {min: 15, why: 'We measured that {{min}} is right.'}",
			"SameSubnetThreshold: {min: 18}", "", "heartbeat/SameSubnetThreshold", "measured that 18"},
		{"written anew, and an embedded overlay", "CrossSubnetThreshold: {title: At least 11, severity: low, min: 11, why: W, fix: Set 11., reference: R, provenance: inferred}\nremove: [heartbeat/CrossSubnetThreshold]",
			"CrossSubnetThreshold: {severity: low}", "role-multisite", "heartbeat/CrossSubnetThreshold", "11"},
		{"a procedure of the site", "SameSubnetThreshold: {min: 15, recommended: 15, fix: [{use: ours}]}\nprocedures: {ours: [{text: 'Set {{property}} to 15.'}]}",
			"SameSubnetThreshold: {min: 18, recommended: 18}", "", "heartbeat/SameSubnetThreshold", "15"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"first.yaml": "name: first\n" + head + tt.first + "\n", "site.yaml": "name: site\n" + strings.Replace(head, "ws2016", "first.yaml", 1) + tt.second + "\n"}
			var overlays []string
			if tt.overlay != "" {
				overlays = append(overlays, tt.overlay)
			}
			b, err := loadFiles(t, files, overlays...)
			if err != nil {
				t.Fatal(err)
			}
			r := saidOf(b)[tt.id]
			texts := []string{r.Title, r.Fix.String()}
			if strings.Contains(tt.first, "why:") {
				texts = append(texts, r.Why)
			}
			if r.Remedy != nil {
				texts = append(append(texts, r.Remedy.Cmd...), r.Remedy.PowerShell...)
			}
			for _, text := range texts {
				if hasWord(text, tt.old) || text == "" {
					t.Errorf("%q of the old value is said still: %s", tt.old, text)
				}
			}
		})
	}
}

// What a site writes anew and an embedded overlay changes has a place of its own.
func TestWrittenAnewBelowAnOverlay(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2016]\nremove: [heartbeat/CrossSubnetThreshold]\nheartbeat:\n  properties:\n" +
		"    CrossSubnetThreshold: {title: At least 11, severity: low, min: 11, why: W, fix: Set 11., reference: R, provenance: inferred}\n"}, "role-multisite")
	if err != nil {
		t.Fatal(err)
	}
	r := saidOf(b)["heartbeat/CrossSubnetThreshold"]
	if r.Origin.String() != "site.yaml:9" || hasWord(r.Title+r.Fix.String(), "11") {
		t.Errorf("title %q, fix %q, origin %s", r.Title, r.Fix, r.Origin)
	}
}

// A text of a site that names no old value stays as it is written.
func TestTextsOfASiteStay(t *testing.T) {
	b, err := loadFiles(t, map[string]string{
		"first.yaml": "name: first\nextends: [ws2016]\nheartbeat:\n  properties:\n    SameSubnetThreshold: {min: 15, recommended: 15, title: 'Ours is {{min}}', fix: [{use: set-heartbeat}]}\n",
		"site.yaml":  "name: site\nextends: [first.yaml]\nheartbeat:\n  properties:\n    SameSubnetThreshold: {min: 18, recommended: 18}\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	r := saidOf(b)["heartbeat/SameSubnetThreshold"]
	if r.Title != "Ours is 18" || !strings.Contains(r.Fix.String(), "SameSubnetThreshold = 18") {
		t.Errorf("title %q, fix %q", r.Title, r.Fix)
	}
}

func TestHasWord(t *testing.T) {
	for _, tt := range []struct {
		text, word string
		want       bool
	}{
		{"Set 15.", "15", true}, {"Set 15", "15", true}, {"set=15:DWORD", "15", true}, {"Set 1.15", "15", false}, {"Set 15.1", "15", false},
		{"Set 150", "15", false}, {"Is Disabled.", "disabled", true}, {"Is undisabled", "disabled", false}, {"15", "15", true}, {"", "15", false},
	} {
		if got := hasWord(tt.text, tt.word); got != tt.want {
			t.Errorf("%q in %q: %t", tt.word, tt.text, got)
		}
	}
}
