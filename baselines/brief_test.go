package baselines

import "testing"

func TestBriefOfBuilds(t *testing.T) {
	for name, want := range map[string]string{"ws2019": "update to 17763.", "ws2012r2": "install the newest monthly rollup"} {
		b, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "ws2019" {
			want = "update to " + b.Update.Build.Highest(17763).String() + " or later"
		}
		if got := b.Update.Build.Brief; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2019]\nupdate: {build: {fix: Ask the desk. Or do not.}}\n"})
	if err != nil {
		t.Fatal(err)
	}
	if r := b.Update.Build; r.Brief != "" || r.Fix.FirstSentence() != "Ask the desk" {
		t.Errorf("brief %q, fix %q", r.Brief, r.Fix)
	}
}

// What is to be installed is no build that a cluster must not run on.
func TestBriefPassesBadBuilds(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": `name: site
extends: [ws2019]
update:
  build:
    not:
      - {from: '17763.90000', below: '17763.95000', problem: P, severity: high, reference: R, provenance: sourced}
      - {from: '17763.1', below: '17763.90000', problem: P, severity: high, reference: R, provenance: sourced}
      - {from: '17763.95000', below: '17763.99000', problem: P, severity: high, reference: R, provenance: unconfirmed}
`})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Update.Build.Brief; got != "update to 17763.95000 or later" {
		t.Error(got)
	}
}

func TestFirstSentence(t *testing.T) {
	for _, tt := range []struct {
		fix  Fix
		want string
	}{
		{nil, ""},
		{Fix{{Text: "Do it. Then rest."}}, "Do it"},
		{Fix{{Before: 9200, Text: "See which nodes are up.", Cmd: []string{"a"}}, {From: 9200, Text: "See which nodes are up.", PowerShell: []string{"b"}}}, "See which nodes are up"},
		{Fix{{Before: 9200, Text: "Pause it."}, {From: 9200, Text: "Drain it."}}, "Up to Windows Server 2008 R2: Pause it"},
		{Fix{{Cmd: []string{"run.exe"}}}, "run.exe"},
	} {
		if got := tt.fix.FirstSentence(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
