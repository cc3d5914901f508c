package explain

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// floorNotes are the rows of the table of vulnerabilities with their sources, the latest
// first, and the builds that a cluster must not run on.
func floorNotes(floor baselines.BuildFloor) []string {
	var lines []string
	for _, v := range slices.SortedFunc(slices.Values(floor.Vulnerabilities), latest) {
		lines = append(lines, strings.Join(v.CVEs(), ", ")+": "+rowText(v))
	}
	for _, b := range floor.Not {
		lines = append(lines, fmt.Sprintf("not from %s to below %s: %s, %s (%s); source: %s", b.From, b.Below, b.Problem, b.Severity, b.Provenance, b.Reference))
	}
	for i, u := range floor.Rollups {
		if i == 0 || u.Reference.String() != floor.Rollups[i-1].Reference.String() {
			lines = append(lines, fmt.Sprintf("later monthly rollups carry the same fixes, from %s on (%s); source: %s", u.KB, u.Provenance, u.Reference))
		}
	}
	return lines
}

func latest(a, b baselines.Vulnerability) int {
	return cmp.Or(b.Published.Compare(a.Published), baselines.Gravest(a, b))
}

// rowText is "Failover Cluster, remote code execution, published 2026-09-08, high; fixed
// by 17763.9245 (sourced); source: CVE-2026-78444 (cvelistV5)".
func rowText(v baselines.Vulnerability) string {
	var fixes []string
	for _, f := range v.Fixed {
		fix := f.String()
		if f.ByUpdates() {
			fix = fmt.Sprintf("%s on build %d", fix, f.Build.Number)
		}
		fixes = append(fixes, fix)
	}
	return fmt.Sprintf("%s, %s, published %s, %s; fixed by %s (%s); source: %s", v.Component, v.Impact,
		v.Published.Format(time.DateOnly), v.Severity, strings.Join(fixes, ", "), v.Provenance, v.Reference)
}

// tableOfVulnerabilities is the section with the rows of all baselines that are shown,
// each once and with the fixes of every Windows that one of them is for.
func tableOfVulnerabilities(shown []*baselines.Baseline) []Section {
	rows := map[string]baselines.Vulnerability{}
	for _, b := range shown {
		if b.Update.Build == nil {
			continue
		}
		for _, v := range b.Update.Build.Vulnerabilities {
			v.Fixed = union(rows[v.CVE].Fixed, v.Fixed)
			rows[v.CVE] = v
		}
	}
	if len(rows) == 0 {
		return nil
	}
	s := Section{Title: "Known vulnerabilities, with the source of each"}
	for _, v := range slices.SortedFunc(maps.Values(rows), latest) {
		s.Blocks = append(s.Blocks, Block{Kind: Item, Term: strings.Join(v.CVEs(), ", "), Text: rowText(v)})
	}
	return []Section{s}
}

// union adds the fixes of builds that have none, and sorts all by build.
func union(fixes, more []baselines.FirstFixed) []baselines.FirstFixed {
	all := slices.Clone(fixes)
	for _, f := range more {
		if !slices.ContainsFunc(all, func(g baselines.FirstFixed) bool { return g.Build.Number == f.Build.Number }) {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b baselines.FirstFixed) int { return a.Build.Number - b.Build.Number })
	return all
}
