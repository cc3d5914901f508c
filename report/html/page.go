// Package html writes a result as HTML: as one file, or as a folder of an index and a page
// for each cluster.
//
// In goes a result, out come pages that need no network; the one file needs no other.
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
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

//go:embed *.css *.gohtml *.js
var files embed.FS

// Write writes the result as one file that needs nothing else: no network, no
// other file, and without its script it is still complete. Its policy admits the
// two blocks of style and script by their digests and nothing else, so
// that no text of a node can become code.
func Write(w io.Writer, r *report.Result, _ report.Options) error {
	t, err := templates()
	if err != nil {
		return err
	}
	p, err := newPage(r)
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "page.gohtml", p); err != nil {
		return fmt.Errorf("write HTML report: %w", err)
	}
	return nil
}

func templates() (*template.Template, error) {
	t, err := template.ParseFS(files, "*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("write HTML report: %w", err)
	}
	return t, nil
}

// frame is what every page has.
type frame struct {
	Policy, Title, Tool, When string
	Style, Script             template.HTML
	Took                      time.Duration
	Exit                      report.Exit
	Nothing                   string // why nothing was judged; may be empty
	Moment                    string // on which occasion it was judged; may be empty
	Shard                     string // which part of an inventory it is; empty: all of it
	Narrowed                  string // how the user chose what to judge; may be empty
	Warnings                  []string
	Tiles                     []tile
	Access                    string // who read the nodes, and where they are named; may be empty
	Baselines                 []report.BaselineUsed
	Unused                    []waiver.Waiver
	Overview                  *overview // of several clusters; nil: there is one
	LastRun                   *lastRun  // what changed since then; nil: no history was used
}

// page is what the template shows of clusters with their findings.
type page struct {
	frame
	Index      string // the page of all clusters; empty: there is none
	Statuses   []status
	Severities []severity
	Families   []string
	Total      int
	Clusters   []*cluster
	Nodes      []read

	anchors      anchors
	requirements *requirements
}

// Requirements are those that no finding of the page has shown.
func (p *page) Requirements() []*requirement { return p.requirements.Listed }

// status is one box of the filter.
type status struct {
	Name, Label string
	Count       int
}

// severity is one choice of the filter.
type severity struct {
	Rank  int
	Label string
}

// read is how a node was read.
type read struct {
	Name, OS, Baseline, Read, Age, As string
	State                             report.State
	Messages                          int
}

// newFrame takes a result that is cleaned.
func newFrame(r *report.Result) (frame, error) {
	style, styleDigest, err := block("style", "report.css")
	if err != nil {
		return frame{}, err
	}
	script, scriptDigest, err := block("script", "report.js")
	if err != nil {
		return frame{}, err
	}
	return frame{
		Policy: "default-src 'none'; style-src '" + styleDigest + "'; script-src '" + scriptDigest + "'; base-uri 'none'; form-action 'none'",
		Style:  style, Script: script,
		Title: "clusterdrift: " + r.Exit.Reason,
		Tool:  r.Tool.Name + " " + r.Tool.Version, When: moment(r.Started),
		Took: r.Took.Round(10 * time.Millisecond),
		Exit: r.Exit, Moment: r.MomentText(), Shard: r.Shard.Text(), Narrowed: r.Selection.String(), Warnings: r.Warnings, Unused: r.UnusedWaivers, Baselines: r.Baselines,
		Nothing: r.NothingJudged, Access: r.Access(), Tiles: tiles(r), LastRun: newLastRun(r),
	}, nil
}

// newPage makes the page of a result that is not cleaned.
func newPage(raw *report.Result) (*page, error) {
	return cleanPage(report.MapStrings(raw, report.Clean), plan.Outlines(raw))
}

// cleanPage makes the page of a cleaned result, with the plans of its clusters.
func cleanPage(r *report.Result, outlines []plan.Outline) (*page, error) {
	f, err := newFrame(r)
	if err != nil {
		return nil, err
	}
	p := &page{frame: f, Statuses: statuses(r.Counts.Counts), anchors: newAnchors()}
	p.requirements = &requirements{anchors: p.anchors, known: map[string]*requirement{}}
	for _, s := range baselines.Severities() {
		p.Severities = append(p.Severities, severity{s.Rank(), string(s) + " or worse"})
	}
	p.fill(r, outlines)
	return p, nil
}

// fill makes the sections of the clusters, the worst first, and the list of nodes.
func (p *page) fill(r *report.Result, outlines []plan.Outline) {
	var builders []*builder
	var rows []overviewRow
	order := findings.WorstFirst(r.Clusters)
	for _, i := range order {
		c := r.Clusters[i].Open()
		b := newBuilder(p, c, i+1, outlines[i])
		h := b.loud(c)
		builders, p.Clusters = append(builders, b), append(p.Clusters, h)
		rows = append(rows, newOverviewRow(c, "#"+h.ID))
	}
	p.requirements.list = true
	for k, i := range order {
		c := r.Clusters[i].Open()
		p.Total += len(c.Findings)
		builders[k].quieten(p.Clusters[k], c)
		for _, column := range p.Clusters[k].Matrix.Columns {
			p.Families = append(p.Families, column.Family)
		}
	}
	slices.Sort(p.Families)
	p.Families = slices.Compact(p.Families)
	if len(rows) > 1 {
		p.Overview = newOverview(rows)
	}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			p.Nodes = append(p.Nodes, read{n.Name, n.OS, n.Baseline, moment(n.Started), n.AgeText(), n.ReadAs, n.State, n.Traffic.Messages})
		}
	}
}

// block returns a file as an element, and the digest by which the policy
// admits it.
func block(element, file string) (template.HTML, string, error) {
	data, err := files.ReadFile(file)
	if err != nil {
		return "", "", fmt.Errorf("write HTML report: %w", err)
	}
	sum := sha256.Sum256(data)
	block := "<" + element + ">" + string(data) + "</" + element + ">"
	return template.HTML(block), "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}

func statuses(c report.Counts) []status {
	return []status{
		{string(checks.Drift), "drift", c.Drift},
		{string(checks.Unknown), "unknown", c.Unknown},
		{string(checks.Waived), "waived", c.Waived},
		{string(checks.Pass), "pass", c.Pass},
		{string(checks.NotApplicable), "not applicable", c.NotApplicable},
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
