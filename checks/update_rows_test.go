package checks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// tableNode is a server of a Windows that tells everything about its updates. Of those
// that are looked for, the installed ones are also listed.
func tableNode(b *baselines.Baseline, build int, ubr *int, installed ...string) *facts.Node {
	n := testNode("N1")
	n.OS.Build, n.OS.UBR, n.OS.ProductType = build, ubr, facts.ProductServer
	n.Hotfixes.Installed = []facts.Hotfix{{ID: "KB2919355"}}
	n.Packages.Found, n.Packages.Searched = nil, Plan(b).KBs
	for _, kb := range installed {
		n.Hotfixes.Installed = append(n.Hotfixes.Installed, facts.Hotfix{ID: kb})
		if slices.Contains(n.Packages.Searched, kb) {
			n.Packages.Found = append(n.Packages.Found, pkg(kb, facts.PackageInstalled))
		}
	}
	return n
}

// judgeTable is the finding update/build of a node, on a day.
func judgeTable(t *testing.T, b *baselines.Baseline, n *facts.Node, today time.Time) Finding {
	t.Helper()
	found := Evaluate(Cluster{Nodes: []Subject{{Facts: n, Baseline: b}}, Today: today})
	i := indexOf(found, "update/build")
	if i < 0 {
		t.Fatalf("%s has no update/build", b.Name)
	}
	return found[i]
}

// tables are the embedded baselines of single versions that have rows.
func tables(t *testing.T) []*baselines.Baseline {
	t.Helper()
	var all []*baselines.Baseline
	for _, name := range baselines.Names() {
		b, err := baselines.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if b.AppliesTo.Build != 0 && b.Update.Build != nil {
			all = append(all, b)
		}
	}
	if len(all) < 7 {
		t.Errorf("%d versions have a table", len(all))
	}
	return all
}

// namesRow reports whether a finding says that a node is open to a group.
func namesRow(f Finding, v baselines.Vulnerability) bool {
	cves := strings.Join(v.CVEs(), ", ")
	inEvidence := slices.ContainsFunc(f.Evidence, func(e Evidence) bool {
		return strings.HasPrefix(e.Observed, cves+": ") && strings.HasSuffix(e.Observed, "fixed by "+v.Fixed[0].String())
	})
	return f.Status == Drift && strings.Contains(f.Got, cves) && inEvidence
}

// TestEachRowByRevision judges nodes at, below and above the floor of each row, and
// hotpatched to it.
func TestEachRowByRevision(t *testing.T) {
	for _, b := range tables(t) {
		build := b.AppliesTo.Build
		if !(baselines.Build{Number: build}).IsCumulative() {
			continue
		}
		for _, v := range b.Update.Build.Vulnerabilities {
			floor := v.Fixed[0].Build.Revision
			for _, tt := range []struct {
				revision int
				open     bool
			}{{floor - 1, true}, {floor, false}, {floor + 1, false}, {0, true}} {
				f := judgeTable(t, b, tableNode(b, build, &tt.revision), time.Time{})
				if namesRow(f, v) != tt.open || tt.open && f.Severity.Rank() > v.Severity.Rank() {
					t.Errorf("%s at %d.%d: %s is named: %v: %s %s %q", b.Name, build, tt.revision, v.CVE, !tt.open, f.Status, f.Severity, f.Got)
				}
			}
			rowByHotpatch(t, *b, v)
		}
		highest := b.Update.Build.Highest(build).Revision
		if f := judgeTable(t, b, tableNode(b, build, &highest), time.Time{}); f.Status != Pass {
			t.Errorf("%s at %d: %s, %s", b.Name, highest, f.Status, f.Reason)
		}
	}
}

// rowByHotpatch: a hotpatch as good as the floor of a row has the fix; one that may be
// such a hotpatch is not said to lack it.
func rowByHotpatch(t *testing.T, b baselines.Baseline, v baselines.Vulnerability) {
	t.Helper()
	level := *b.Update.Build
	b.Update.Build = &level
	first := v.Fixed[0].Build
	level.Min = first
	least, most := baselines.Build{Number: first.Number, Revision: first.Revision - 30}, baselines.Build{Number: first.Number, Revision: first.Revision - 10}
	level.Hotpatch = baselines.Hotpatch{Builds: []baselines.Build{least, most}}
	for revision, open := range map[int]bool{least.Revision: false, most.Revision: false, most.Revision - 5: false, least.Revision - 1: true, most.Revision + 1: true} {
		f := judgeTable(t, &b, tableNode(&b, first.Number, &revision), time.Time{})
		if namesRow(f, v) != open {
			t.Errorf("%s at %d.%d: %s is named: %v: %s %q", b.Name, first.Number, revision, v.CVE, !open, f.Status, f.Got)
		}
	}
}

// TestEachRowByUpdate judges nodes with each update that fixes a row, with each rollup
// that replaces it, with the rollup before, and with none.
func TestEachRowByUpdate(t *testing.T) {
	for _, b := range tables(t) {
		build := b.AppliesTo.Build
		if (baselines.Build{Number: build}).IsCumulative() {
			continue
		}
		for _, v := range b.Update.Build.Vulnerabilities {
			fix, later := v.Fixed[0], b.Update.Build.RollupsAfter(v.Fixed[0].Updates)
			cases := map[string]bool{"": true, "KB2919356": true}
			for _, kb := range fix.Updates {
				cases[kb] = false
			}
			for _, u := range later {
				cases[u.KB] = false
			}
			for i, u := range b.Update.Build.Rollups {
				if slices.Contains(fix.Updates, u.KB) && i > 0 {
					cases[b.Update.Build.Rollups[i-1].KB] = true
				}
			}
			for kb, open := range cases {
				f := judgeTable(t, b, tableNode(b, build, nil, kb), time.Time{})
				if namesRow(f, v) != open {
					t.Errorf("%s with %q: %s is named: %v: %s %q", b.Name, kb, v.CVE, !open, f.Status, f.Got)
				}
			}
		}
	}
}

// TestUnknownRollup: an update that is newer than a fix and not known may be a rollup
// that carries it.
func TestUnknownRollup(t *testing.T) {
	for _, b := range tables(t) {
		if (baselines.Build{Number: b.AppliesTo.Build}).IsCumulative() {
			continue
		}
		f := judgeTable(t, b, tableNode(b, b.AppliesTo.Build, nil, "KB99999999"), time.Time{})
		if f.Status != Unknown || !slices.Contains(facts.GapTexts(f.Missing), "whether KB99999999 is a later rollup") {
			t.Errorf("%s: %s, %q", b.Name, f.Status, f.Missing)
		}
	}
}

// TestBadBuild: a build that fixes much and stops clusters is a drift, and one that no
// source confirms is shown only.
func TestBadBuild(t *testing.T) {
	b := *tables(t)[0]
	b.AppliesTo.Build = 17763
	level := baselines.BuildFloor{Requirement: b.Update.Build.Requirement, Min: baselines.Build{Number: 17763, Revision: 100}, Embedded: true,
		Not: []baselines.BadBuilds{{From: baselines.Build{Number: 17763, Revision: 200}, Below: baselines.Build{Number: 17763, Revision: 300},
			Problem: "it stops", FixedBy: "KB9000009", Severity: baselines.Critical, Provenance: baselines.Sourced}}}
	b.Update = baselines.UpdateLevel{Build: &level}
	for revision, want := range map[int]Status{199: Pass, 200: Drift, 299: Drift, 300: Pass} {
		f := judgeTable(t, &b, tableNode(&b, 17763, &revision), time.Time{})
		if f.Status != want || want == Drift && (f.Severity != baselines.Critical || !strings.Contains(f.Got, "it stops")) {
			t.Errorf("%d: %s %s %q", revision, f.Status, f.Severity, f.Got)
		}
	}
	level.Not[0].Provenance = baselines.Unconfirmed
	f := judgeTable(t, &b, tableNode(&b, 17763, new(250)), time.Time{})
	if f.Status != Pass || !slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return strings.Contains(e.Observed, "(unconfirmed)") }) {
		t.Errorf("unconfirmed: %s, %+v", f.Status, f.Evidence)
	}
}

// TestGravestSeverity: the gravest of what is open counts, unless a site wrote another.
func TestGravestSeverity(t *testing.T) {
	for _, b := range tables(t) {
		if b.Name != "ws2016" {
			continue
		}
		early, late := judgeTable(t, b, tableNode(b, 14393, new(6085)), time.Time{}), judgeTable(t, b, tableNode(b, 14393, new(1)), time.Time{})
		if early.Severity != baselines.High || late.Severity != baselines.High || !strings.HasPrefix(late.Got, "build 14393.1, open to CVE-2026-21251; ") {
			t.Errorf("%s %s: %q", early.Severity, late.Severity, late.Got)
		}
		own, level := *b, *b.Update.Build
		own.Update.Build, level.Embedded, level.Severity = &level, false, baselines.Low
		if f := judgeTable(t, &own, tableNode(&own, 14393, new(1)), time.Time{}); f.Severity != baselines.Low {
			t.Errorf("of a site: %s", f.Severity)
		}
	}
}
