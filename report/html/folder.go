package html

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// index is the page of all clusters.
type index struct {
	frame
	Verdicts []verdictCount
	Causes   []cause
}

// verdictCount is one box of the filter.
type verdictCount struct {
	Name  report.Verdict
	Count int
}

// cause is one requirement that drifts, over all clusters.
type cause struct {
	ID, Title          string
	Severity           baselines.Severity
	Clusters, Findings int
}

// mostCauses is how many requirements the index shows.
const mostCauses = 10

// Pages makes a folder: an index of the clusters, the worst first, and a page for each,
// for more clusters than one file can show. Each page is what Write makes of its cluster
// alone, and needs no other file; its links to the index lead to the folder.
func Pages(r *report.Result) ([]report.File, error) {
	t, err := templates()
	if err != nil {
		return nil, err
	}
	clean, outlines := report.MapStrings(r, report.Clean), plan.Outlines(r)
	f, err := newFrame(clean)
	if err != nil {
		return nil, err
	}
	names := pageNames(clean.Clusters)
	x := index{frame: f, Verdicts: verdictCounts(clean.Clusters), Causes: causes(clean)}
	var files []report.File
	var rows []overviewRow
	for _, i := range findings.WorstFirst(clean.Clusters) {
		c := clean.Clusters[i].Open()
		data, err := clusterPage(t, clean, c, outlines[i])
		if err != nil {
			return nil, err
		}
		rows = append(rows, newOverviewRow(c, names[i]))
		files = append(files, report.File{Name: names[i], Data: data})
	}
	x.Overview = &overview{Rows: rows, Whole: true}
	data, err := execute(t, "index.gohtml", x)
	return append(files, report.File{Name: report.IndexPage, Data: data}), err
}

// pageNames are the files of the clusters, which do not depend on what was found.
func pageNames(clusters []report.Cluster) []string {
	known := anchors{}
	var all []string
	for _, c := range clusters {
		all = append(all, known.name(report.ClusterPage, c.Name)+".html")
	}
	return all
}

// clusterPage is the page of one cluster. Its exit code is that of the whole run.
func clusterPage(t *template.Template, r *report.Result, c report.Cluster, o plan.Outline) ([]byte, error) {
	one := *r
	one.Clusters, one.Counts, one.UnusedWaivers, one.LastRun = []report.Cluster{c}, c.Counts, nil, nil
	p, err := cleanPage(&one, []plan.Outline{o})
	if err != nil {
		return nil, err
	}
	p.Index, p.Title = report.IndexPage, fmt.Sprintf("%s: %s, %s", c.Name, c.Verdict, c.Summary())
	p.Exit.Reason += " (of the whole run)"
	return execute(t, "page.gohtml", p)
}

func execute(t *template.Template, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write HTML report: %w", err)
	}
	return b.Bytes(), nil
}

func verdictCounts(clusters []report.Cluster) []verdictCount {
	all := []verdictCount{{Name: report.VerdictDrift}, {Name: report.VerdictIncomplete}, {Name: report.VerdictPass}}
	for i := range all {
		for _, c := range clusters {
			if c.Verdict == all[i].Name {
				all[i].Count++
			}
		}
	}
	return all
}

// causes are the requirements that drift in most clusters.
func causes(r *report.Result) []cause {
	byID := map[string]*cause{}
	for _, c := range r.Each() {
		seen := map[string]bool{}
		for _, f := range c.Findings {
			if f.Status != checks.Drift {
				continue
			}
			k := byID[f.ID]
			if k == nil {
				k = &cause{ID: f.ID, Title: f.Title, Severity: f.Severity}
				byID[f.ID] = k
			}
			if f.Severity.Rank() < k.Severity.Rank() {
				k.Severity = f.Severity
			}
			if k.Findings++; !seen[f.ID] {
				seen[f.ID] = true
				k.Clusters++
			}
		}
	}
	var all []cause
	for _, k := range byID {
		all = append(all, *k)
	}
	slices.SortFunc(all, func(a, b cause) int {
		return cmp.Or(cmp.Compare(b.Clusters, a.Clusters), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), strings.Compare(a.ID, b.ID))
	})
	return all[:min(len(all), mostCauses)]
}
