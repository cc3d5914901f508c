package baselines

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// embeddedText is every embedded file as it was parsed.
func embeddedText(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range embeddedNames() {
		text, err := yaml.Marshal(embeddedRoot(name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	return all
}

// TestEmbeddedAreShared: embedded files are parsed once, and whatever is laid
// over them, or taken out, leaves them as they are.
func TestEmbeddedAreShared(t *testing.T) {
	before := embeddedText(t)
	for _, version := range versionNames() {
		for _, overlay := range overlayNames() {
			mustLay(t, version, overlay)
		}
	}
	site := map[string]string{
		"site.yaml": `name: site
extends: [ws2008r2-sp1]
notes: [Ours.]
remove: [hotfix/KB2871803, hotfix/KB2552040, heartbeat/order, offload/rss, service/netprofm, firewall/cluster-udp-3343-in]
heartbeat: {properties: {SameSubnetThreshold: {min: 12, max: 20}}}
hotfixes: [{kb: 2524478, severity: low}]
`,
		"over.yaml": `name: over
overlay: true
remove: [heartbeat/agreement]
offload: {chimney: {want: [any]}}
parts: [{builds: [7601], remove: [hotfix/KB2524478], services: [{name: BFE, severity: low}]}]
`,
	}
	if _, err := loadFiles(t, site, "over.yaml"); err != nil {
		t.Fatal(err)
	}
	if errs := LintOverlays("testdata/invalid-overlay-fit.yaml"); len(errs) == 0 {
		t.Error("the overlay fits")
	}
	if diff := cmp.Diff(before, embeddedText(t)); diff != "" {
		t.Error(diff)
	}
	if first := embeddedRoot("ws2019"); embeddedRoot("ws2019") != first {
		t.Error("an embedded file is parsed again")
	}
}

// TestLoadedAreNotShared: what a caller does to a baseline is no concern of the
// next one.
func TestLoadedAreNotShared(t *testing.T) {
	want, got := mustLoad(t, "ws2019"), mustLoad(t, "ws2019")
	*got.Heartbeat.Properties[0].Default = -1
	got.Heartbeat.Order.Title = "changed"
	got.Firewall[0].Profiles[0] = "changed"
	got.Firewall[0].Remedy.PowerShell[0] = "changed"
	got.Notes[0], got.Sources[0].Name = "changed", "changed"
	articles := ListArticles()
	articles["KB1"] = true
	if diff := cmp.Diff(want, mustLoad(t, "ws2019")); diff != "" || ListArticles()["KB1"] {
		t.Errorf("a change reaches others: %s", diff)
	}
}

// TestLoadTogether is for the race detector.
func TestLoadTogether(t *testing.T) {
	want := mustLay(t, "ws2012r2", "role-hyperv")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := Load("ws2012r2", "role-hyperv")
			if err != nil || !cmp.Equal(want, got) {
				t.Errorf("%v: %s", err, cmp.Diff(want, got))
			}
			if _, err := ForOS(17763, 3); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// What an embedded file says of the versions that it is made for is what its baseline
// says, with all that it extends.
func TestEmbeddedVersions(t *testing.T) {
	var want []version
	for _, name := range Names() {
		if b := mustLoad(t, name); b.AppliesTo.IsMade() {
			want = append(want, version{b.AppliesTo, name})
		}
	}
	if got := embeddedVersions(); len(want) < 8 || !slices.Equal(want, got) {
		t.Errorf("%v, want %v", got, want)
	}
}
