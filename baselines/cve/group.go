package cve

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Group is one row of the table: the records of one month with the same first fixed
// builds.
type Group struct {
	baselines.Vulnerability
	// Remarks are what a person has to decide before the row is used.
	Remarks []string
}

// Groups are sorted, the latest first. A fix that only updates can show is left out
// and remarked on: a record names none.
func (m *Import) Groups() []Group {
	byFloor := map[string][]row{}
	for _, id := range slices.SortedFunc(maps.Keys(m.rows), compareIDs) {
		w := m.rows[id]
		key := w.published.Format("2006-01")
		for _, b := range w.fixed {
			key += " " + b.String()
		}
		byFloor[key] = append(byFloor[key], w)
	}
	var all []Group
	for _, rows := range byFloor {
		all = append(all, group(rows))
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(b.Published.Compare(a.Published), compareIDs(a.CVE, b.CVE))
	})
	return all
}

// compareIDs orders CVEs by year and number.
func compareIDs(a, b string) int {
	const year = len("CVE-2026")
	return cmp.Or(strings.Compare(a[:year], b[:year]), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// group joins records, the gravest first.
func group(rows []row) Group {
	slices.SortStableFunc(rows, func(a, b row) int { return a.severity.Rank() - b.severity.Rank() })
	first := rows[0]
	g := Group{Vulnerability: baselines.Vulnerability{
		CVE: first.id, Published: first.published, Severity: first.severity, Provenance: baselines.Sourced,
	}}
	var components, impacts, sources []string
	for i, w := range rows {
		if i > 0 {
			g.Also = append(g.Also, w.id)
		}
		components, impacts = added(components, w.component), added(impacts, w.impact)
		source := w.id
		if w.score != "" {
			source += " (CVSS " + w.score + ")"
		}
		sources = append(sources, source)
		g.Published = earlier(g.Published, w.published)
		g.Remarks = append(g.Remarks, w.remarks...)
	}
	g.Component, g.Impact = strings.Join(components, ", "), strings.Join(impacts, ", ")
	g.Reference = baselines.Cite(strings.Join(sources, ", ") + "; cvelistV5")
	for _, b := range first.fixed {
		if !b.IsCumulative() {
			g.Remarks = append(g.Remarks, "build "+b.String()+" is left out: only updates show there, and the record names none; add them")
			continue
		}
		g.Fixed = append(g.Fixed, baselines.FirstFixed{Build: b})
	}
	return g
}

func added(all []string, s string) []string {
	if slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
