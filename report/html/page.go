// Package html writes a result as one HTML file.
//
// In goes a result, out comes a page that needs no network and no other file.
// Text of nodes is cleaned and never becomes code.
package html

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/report"
)

//go:embed report.css report.gohtml report.js
var files embed.FS

// Write writes the result as one file that needs nothing else: no network, no
// other file, and without its script it is still complete. Its policy admits the
// two blocks of style and script by their digests and nothing beside them, so
// that no text of a node can become code.
func Write(w io.Writer, r *report.Result, _ report.Options) error {
	page, err := newPage(report.MapStrings(r, report.Clean))
	if err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	t, err := template.ParseFS(files, "report.gohtml")
	if err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	if err := t.Execute(w, page); err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	return nil
}

// page is what the template shows.
type page struct {
	Policy, Title, Tool, When string
	Style, Script             template.HTML
	Took                      time.Duration
	Exit                      report.Exit
	Nothing                   string // why nothing was judged; may be empty
	Warnings                  []string
	Statuses                  []status
	Severities                []severity
	Families                  []string
	Total                     int
	Clusters                  []cluster
	Unused                    []waiver.Waiver
	Nodes                     []read
	Readers                   string // who read by Kerberos; may be empty
	Baselines                 []report.BaselineUsed
}

// status is one box of the filter.
type status struct {
	Name, Label string
	Count       int
	On          bool
}

// severity is one choice of the filter.
type severity struct {
	Rank  int
	Label string
}

// read is how a node was read.
type read struct {
	Name, OS, Baseline, Read, Age string
	State                         report.State
	Messages                      int
}

func newPage(r *report.Result) (*page, error) {
	style, styleDigest, err := block("style", "report.css")
	if err != nil {
		return nil, err
	}
	script, scriptDigest, err := block("script", "report.js")
	if err != nil {
		return nil, err
	}
	p := &page{
		Policy: "default-src 'none'; style-src '" + styleDigest + "'; script-src '" + scriptDigest + "'; base-uri 'none'; form-action 'none'",
		Style:  style, Script: script,
		Title: "clusterdrift: " + r.Exit.Reason,
		Tool:  r.Tool.Name + " " + r.Tool.Version, When: moment(r.Started),
		Took: r.Took.Round(10 * time.Millisecond),
		Exit: r.Exit, Warnings: r.Warnings, Unused: r.UnusedWaivers, Baselines: r.Baselines,
		Nothing: r.NothingJudged, Readers: r.Readers(), Statuses: statuses(r.Counts.Counts),
	}
	for _, s := range baselines.Severities() {
		p.Severities = append(p.Severities, severity{s.Rank(), string(s) + " or worse"})
	}
	for i, c := range r.Clusters {
		h := newCluster(c, i+1)
		p.Clusters = append(p.Clusters, h)
		p.Total += len(c.Findings)
		p.Families = append(p.Families, h.Families...)
		for _, n := range c.Nodes {
			p.Nodes = append(p.Nodes, read{n.Name, n.OS, n.Baseline, moment(n.Started), n.AgeText(), n.State, n.Traffic.Messages})
		}
	}
	slices.Sort(p.Families)
	p.Families = slices.Compact(p.Families)
	return p, nil
}

// block returns a file as an element, and the digest by which the policy
// admits it.
func block(element, file string) (template.HTML, string, error) {
	data, err := files.ReadFile(file)
	if err != nil {
		return "", "", err
	}
	sum := sha256.Sum256(data)
	block := "<" + element + ">" + string(data) + "</" + element + ">"
	return template.HTML(block), "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}

func statuses(c report.Counts) []status {
	return []status{
		{string(checks.Drift), "drift", c.Drift, true},
		{string(checks.Unknown), "unknown", c.Unknown, true},
		{string(checks.Waived), "waived", c.Waived, true},
		{string(checks.Pass), "pass", c.Pass, false},
		{string(checks.NotApplicable), "not applicable", c.NotApplicable, false},
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 MST")
}

// statusWord is how a status reads.
func statusWord(s checks.Status) string { return strings.ReplaceAll(string(s), "-", " ") }
