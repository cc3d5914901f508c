package html

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// parts are the templates, read once. Sections are made while requests wait for them.
var parts = sync.OnceValues(templates)

// Section is what a page says of the problems of a cluster, for pages of other packages that
// have the style sheet of Style: drift, what is unknown, what is waived, the trend and the
// plan. It has headings from h3 on, needs no script, and leaves out what passes. The result
// has one cluster; it need not be cleaned, and is not changed.
func Section(r *report.Result) (template.HTML, error) {
	if len(r.Clusters) != 1 {
		return "", fmt.Errorf("write a section: the result has %d clusters", len(r.Clusters))
	}
	t, err := parts()
	if err != nil {
		return "", err
	}
	one := *r
	c := r.Clusters[0].Open()
	all := c.Findings
	c.Findings = nil
	for i := range all {
		if f := &all[i]; f.IsReported() {
			c.Findings = append(c.Findings, *f)
		}
	}
	one.Clusters = []report.Cluster{c}
	p := &page{anchors: newAnchors()}
	p.requirements = &requirements{anchors: p.anchors, known: map[string]*requirement{}}
	clean := report.MapStrings(&one, report.Clean)
	b := newBuilder(p, clean.Clusters[0], 1, plan.Outlines(&one)[0])
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "section", b.loud(clean.Clusters[0])); err != nil {
		return "", fmt.Errorf("write a section: %w", err)
	}
	return template.HTML(out.String()), nil //nolint:gosec // the template escaped it
}

// Policy is the Content-Security-Policy of the pages, which admits their own style and
// script by digests: for servers that send it as a header, too.
func Policy() (string, error) {
	f, err := newFrame(&report.Result{})
	return f.Policy, err
}
