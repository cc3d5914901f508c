package formats

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestFixes renders the fix of each embedded requirement for each version of Windows, in
// each format: the golden files hold what the fix adds to a report. Fixes that are the
// same on several versions are there once.
func TestFixes(t *testing.T) {
	all := everyFix(t)
	for _, f := range formats() {
		if slices.Contains([]string{"csv", "prometheus", "html-pages", "junit-all"}, f.name) {
			continue // they have no fix, or that of another format
		}
		t.Run(f.name, func(t *testing.T) {
			var out bytes.Buffer
			for _, fix := range all {
				fmt.Fprintf(&out, "== %s: %s\n%s", fix.id, strings.Join(fix.versions, ", "), fix.added(t, f))
			}
			fixture.Golden(t, "fixes/"+f.name+".txt", out.Bytes())
		})
	}
}

// versionedFix is what some versions of Windows are told of a requirement.
type versionedFix struct {
	id       string
	brief    string
	fix      baselines.Fix
	remedy   *baselines.Remedy
	build    int      // of the first of them
	versions []string // by their baselines, with the overlays that change it
}

func everyFix(t *testing.T) []versionedFix {
	t.Helper()
	var all []versionedFix
	at := map[string]int{}
	for _, b := range everyBaseline(t) {
		for _, r := range b.Requirements() {
			fix := r.Fix.For(b.AppliesTo.Build)
			key := fmt.Sprintf("%s\n%+v\n%+v\n%v", r.ID, fix, r.Remedy, b.AppliesTo.Build < 9200)
			i, ok := at[key]
			if !ok {
				i = len(all)
				at[key] = i
				all = append(all, versionedFix{id: r.ID, brief: r.Brief, fix: fix, remedy: r.Remedy, build: b.AppliesTo.Build})
			}
			if plain, _, _ := strings.Cut(b.Name, "+"); !slices.Contains(all[i].versions, plain) {
				all[i].versions = append(all[i].versions, b.Name)
			}
		}
	}
	return all
}

// everyBaseline are those of the versions, and each with each overlay.
func everyBaseline(t *testing.T) []*baselines.Baseline {
	t.Helper()
	var all []*baselines.Baseline
	for _, name := range baselines.Names() {
		if b := load(t, name); b.AppliesTo.Build != 0 {
			all = append(all, b)
			for _, o := range baselines.Overlays() {
				all = append(all, load(t, name, o.Name))
			}
		}
	}
	return all
}

func load(t *testing.T, name string, overlays ...string) *baselines.Baseline {
	t.Helper()
	b, err := baselines.Load(name, overlays...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// added are the lines of a report that it has for the fix, or for the remedy.
func (v versionedFix) added(t *testing.T, f format) string {
	t.Helper()
	with, without := v, v
	if f.folder != nil {
		without.remedy = &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"x"}, PowerShell: []string{"x"}}
	} else {
		with.remedy, without.remedy, without.fix, without.brief = nil, nil, nil, ""
	}
	known := map[string]int{}
	for line := range strings.Lines(without.rendered(t, f)) {
		known[line]++
	}
	var b strings.Builder
	for line := range strings.Lines(with.rendered(t, f)) {
		if known[line]--; known[line] < 0 && !strings.Contains(line, "  x") {
			b.WriteString(strings.TrimRight(line, "\r\n") + "\n")
		}
	}
	return b.String()
}

func (v versionedFix) rendered(t *testing.T, f format) string {
	t.Helper()
	drift := fixture.Simple(v.id, strings.Split(v.id, "/")[0], checks.Drift, baselines.High, "other")
	drift.Brief, drift.Fix, drift.Remedy, drift.Provenance = v.brief, v.fix, v.remedy, baselines.Sourced
	j := fixture.OneNode(drift)
	j.Cluster.Nodes[0].Facts.OS.Build, j.Cluster.Nodes[0].Facts.OS.HostName = v.build, "NODE"
	r := fixture.Result(j)
	if f.file != nil {
		return string(render(t, f.name, r, report.Options{Width: 100, Details: true}))
	}
	files, err := f.folder(r)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, file := range files {
		if file.Name != report.PlanFile {
			b.Write(file.Data)
		}
	}
	return b.String()
}
