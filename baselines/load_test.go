package baselines

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// loadFiles loads site.yaml of some files that exist in memory only, with some of
// the others laid over it.
func loadFiles(t *testing.T, files map[string]string, overlays ...string) (*Baseline, error) {
	t.Helper()
	l := newLoader()
	l.read = func(path string) ([]byte, error) {
		text, ok := files[filepath.ToSlash(path)]
		if !ok {
			return nil, fmt.Errorf("open %s: %w", path, fs.ErrNotExist)
		}
		return []byte("format: 1\ntitle: T\nreviewed: 2026-11-22\n" + text), nil
	}
	return l.load("site.yaml", overlays...)
}

func TestOverride(t *testing.T) {
	plain := mustLoad(t, "ws2008r2-sp1")
	site, err := loadFiles(t, map[string]string{"site.yaml": `name: site
extends: [ws2008r2-sp1]
notes: [Ours.]
hotfixes:
  - {kb: 2552040, severity: high}
heartbeat:
  properties:
    SameSubnetThreshold: {max: 20}
offload:
  netdma: {want: [disabled, enabled]}
firewall:
  - {id: cluster-udp-3343-in, without_rule: accept}
services:
  - {name: eventlog, title: T, severity: low, why: W, fix: F, reference: R, provenance: sourced, state: running}
`})
	if err != nil {
		t.Fatal(err)
	}
	want := findHotfix(t, plain, "KB2552040")
	want.Severity, want.Origin = High, Position{File: "site.yaml", Line: 8, Column: 5}
	if diff := cmp.Diff(want, findHotfix(t, site, "KB2552040")); diff != "" {
		t.Errorf("only the severity and the origin should differ: %s", diff)
	}
	for i, p := range site.Heartbeat.Properties {
		q := plain.Heartbeat.Properties[i]
		if p.Property == "SameSubnetThreshold" {
			q.Max, q.Embedded = new(20), false
			q.Title = "A node in the same subnet may miss 10 to 20 heartbeats"
			q.Why = "site.yaml:11 sets the value. Of the value that it replaces: " + q.Why
			q.Provenance, q.Reference = Site, Cite("the site's own value, site.yaml:11")
			q.Origin = Position{File: "site.yaml", Line: 11, Column: 26}
		}
		if diff := cmp.Diff(q, p); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff([]string{"disabled", "enabled"}, site.Offload[1].Want); diff != "" {
		t.Errorf("a plain list is replaced: %s", diff)
	}
	if site.Firewall[0].WithoutRule != "accept" || site.Firewall[0].LocalPort != 3343 {
		t.Errorf("%+v", site.Firewall[0])
	}
	if len(site.Services) != len(plain.Services)+1 {
		t.Errorf("%d services", len(site.Services))
	}
	if diff := cmp.Diff(append(plain.Notes, "Ours."), site.Notes); diff != "" {
		t.Errorf("notes add up: %s", diff)
	}
	if site.AppliesTo != plain.AppliesTo || site.Name != "site" || len(site.Sources) != len(plain.Sources)+1 {
		t.Errorf("%+v %s %d sources", site.AppliesTo, site.Name, len(site.Sources))
	}
	last := site.Services[len(site.Services)-2] // netprofm sorts after eventlog
	if last.Origin != (Position{File: "site.yaml", Line: 17, Column: 5}) {
		t.Errorf("origin of %s: %+v", last.Name, last.Origin)
	}
}

// TestLaterWins has two files that extend the same third one: the second must
// not bring back what the first has changed.
func TestLaterWins(t *testing.T) {
	b, err := loadFiles(t, map[string]string{
		"site.yaml":  "name: site\nextends: [a/one.yml, a/two.yml]\n",
		"a/one.yml":  "name: one\nextends: [base.yml]\noffload: {chimney: {severity: high, why: one}}\n",
		"a/two.yml":  "name: two\nextends: [./base.yml]\noffload: {chimney: {why: two}}\n",
		"a/base.yml": "name: base\noffload: {chimney: {title: T, severity: low, why: W, fix: F, reference: R, provenance: sourced, want: [disabled]}}\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	if o := b.Offload[0]; o.Severity != High || o.Why != "two" || o.Fix.String() != "F" {
		t.Errorf("%+v", o)
	}
	var names []string
	for _, s := range b.Sources {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"site", "two", "one", "base"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestRemove(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": `name: site
extends: [ws2008r2-rtm]
remove:
  - hotfix/KB976571
  - hotfix-list/KB980054
  - heartbeat/order
  - heartbeat/SameSubnetDelay
  - offload/rss
  - firewall/cluster-udp-3343-in
  - service/netprofm
  - consistency/services
`})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range b.Hotfixes {
		if h.KB == "KB976571" || len(h.AcceptInstead) > 0 || len(h.Lists) > 0 {
			t.Errorf("%s accepts %v, lists %v", h.KB, h.AcceptInstead, h.Lists)
		}
	}
	if len(b.Lists) != 0 || b.Heartbeat.Order != nil || b.Heartbeat.Agreement == nil || len(b.Heartbeat.Properties) != 3 ||
		len(b.Offload) != 2 || len(b.Firewall) != 1 || len(b.Services) != 8 || len(b.Consistency) != 8 {
		t.Errorf("%+v", b)
	}
}

// TestRemoveMember keeps the list judgeable when a site does not want one member.
func TestRemoveMember(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2008r2-sp1]\nremove: [hotfix/KB2871803]\n"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"KB3033918", "KB2972254", "KB2524478", "KB2559392", "KB2545850"}
	if diff := cmp.Diff(want, b.Lists[0].Members); diff != "" {
		t.Error(diff)
	}
}
