package record

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// firstDocument is a result of format 1.
type firstDocument struct {
	Counts        report.Totals      `json:"counts"`
	Partial       bool               `json:"partial"`
	NothingJudged string             `json:"nothing_judged"`
	Selection     *report.Narrowing  `json:"selection"`
	NodesFrom     string             `json:"nodes_from"`
	Tool          report.Tool        `json:"tool"`
	Started       time.Time          `json:"started"`
	Finished      time.Time          `json:"finished"`
	Exit          report.Exit        `json:"exit"`
	Warnings      []string           `json:"warnings"`
	UnusedWaivers list[unusedWaiver] `json:"unused_waivers"`
	Baselines     list[baseline]     `json:"baselines"`
	Clusters      list[firstCluster] `json:"clusters"`
}

type firstCluster struct {
	Name      string             `json:"name"`
	Verdict   report.Verdict     `json:"verdict"`
	Counts    report.Totals      `json:"counts"`
	Selection *report.Selection  `json:"selection"`
	Nodes     list[node]         `json:"nodes"`
	Findings  list[firstFinding] `json:"findings"`
}

// firstFinding has the texts of its requirement, and its sources, in it.
type firstFinding struct {
	finding
	Missing    []string             `json:"missing"`
	Evidence   []checks.Evidence    `json:"evidence"`
	Family     string               `json:"family"`
	Title      string               `json:"title"`
	Why        string               `json:"why"`
	Brief      string               `json:"brief"`
	LeadsTo    []string             `json:"leads_to"`
	Fix        string               `json:"fix"`
	Steps      baselines.Fix        `json:"steps"`
	Reference  string               `json:"reference"`
	References baselines.References `json:"references"`
	Provenance baselines.Provenance `json:"provenance"`
	Lists      []string             `json:"lists"`
	Origin     baselines.Position   `json:"origin"`
	Remedy     *baselines.Remedy    `json:"remedy"`
}

func (c firstCluster) check() error {
	same := cluster{Name: c.Name, Selection: c.Selection, Nodes: c.Nodes}
	for _, f := range c.Findings {
		same.Findings = append(same.Findings, f.finding)
	}
	return same.check()
}

func (f firstFinding) check() error {
	return cmp.Or(f.finding.check(), oneOf("severity", f.Severity, baselines.Severities()...), checkRemedy(f.Remedy), checkSteps(f.Steps))
}

func (d *firstDocument) result() (*report.Result, error) {
	took := d.Finished.Sub(d.Started).Round(time.Millisecond)
	if err := cmp.Or(within("the duration in ms", took.Milliseconds()), checkDistinct(d.Clusters, func(c firstCluster) string { return c.Name })); err != nil {
		return nil, err
	}
	r := &report.Result{
		Tool: d.Tool, Started: toSecond(d.Started), Finished: toSecond(d.Finished), Took: took, Judged: d.judged(),
		Baselines: each(d.Baselines, baseline.model), Warnings: d.Warnings, UnusedWaivers: each(d.UnusedWaivers, unusedWaiver.model),
		Interrupted: d.Exit.Code == report.ExitInterrupted, Clusters: []report.Cluster{},
		Counts: d.Counts, Partial: d.Partial, NothingJudged: d.NothingJudged, Exit: d.Exit, Selection: d.Selection, NodesFrom: d.NodesFrom,
	}
	if d.Exit.Code == report.ExitLocal { // what was lost is not a key of its own
		r.Lost = []string{strings.TrimPrefix(d.Exit.Reason, report.LocalFailure)}
	}
	for _, c := range d.Clusters {
		out := report.Cluster{Name: c.Name, Verdict: c.Verdict, Counts: c.Counts, Selection: c.Selection, Findings: []report.Finding{}}
		for i := range c.Nodes {
			n := &c.Nodes[i]
			n.DurationMS = n.Finished.Sub(n.Started).Milliseconds()
			if err := within("the duration in ms", n.DurationMS); err != nil {
				return nil, fmt.Errorf("the node %.80q: %w", n.Name, err)
			}
		}
		out.Nodes = models(c.Nodes)
		for _, f := range c.Findings {
			model := f.model(c.Nodes)
			model.AgeSeconds = oldest(model.Evidence, r.Judged)
			out.Findings = append(out.Findings, model)
		}
		r.Clusters = append(r.Clusters, out)
	}
	return r, nil
}

// judged is when the facts were judged, by the age of a node; at the end of the scan if
// no node has one.
func (d *firstDocument) judged() time.Time {
	for _, c := range d.Clusters {
		for _, n := range c.Nodes {
			if n.AgeSeconds != nil && !n.Started.IsZero() {
				return toSecond(n.Started.Add(time.Duration(*n.AgeSeconds) * time.Second))
			}
		}
	}
	return toSecond(d.Finished)
}

func (f firstFinding) model(nodes []node) report.Finding {
	r := requirement{
		Family: f.Family, Title: f.Title, Why: f.Why, Brief: f.Brief, LeadsTo: f.LeadsTo, Steps: f.Steps, References: f.References,
		Provenance: f.Provenance, Lists: f.Lists, Origin: f.Origin, Remedy: f.Remedy,
	}
	f.finding.Remedy, f.finding.Missing, f.DueTo = f.Remedy != nil, f.missing(), f.dueTo(nodes)
	out := f.finding.model(r, f.Evidence)
	out.Fix, out.Reference = f.Fix, f.Reference // earlier versions had no steps
	return out
}

// oldest is how old the oldest of what was seen was at a time, in seconds; nil when
// nothing is dated.
func oldest(seen []checks.Evidence, judged time.Time) *int64 {
	var age *int64
	for _, e := range seen {
		if n := int64(judged.Sub(e.At).Seconds()); !e.At.IsZero() && n >= 0 && (age == nil || n > *age) {
			age = &n
		}
	}
	return age
}
