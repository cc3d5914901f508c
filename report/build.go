package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Input is what a result is made of.
type Input struct {
	Tool              Tool
	Started, Finished time.Time
	Clusters          []Judged
	UnusedWaivers     []UnusedWaiver
	Gate              Gate
	Interrupted       bool // the scan was ended before all nodes were read
	// Lost is what failed on the machine that scans, beside the nodes that were not
	// read for it: "the trace of HV01 is incomplete: no space left on device".
	Lost []string
}

// Judged is a cluster and what the checks and waivers say of it.
type Judged struct {
	Cluster  checks.Cluster
	Findings []checks.Finding
}

// New makes the result. It depends on its argument alone, and not on the order
// of clusters, nodes or findings in it.
func New(in Input) *Result {
	r := &Result{
		Format:    Format,
		Tool:      in.Tool,
		Started:   in.Started.UTC(),
		Finished:  in.Finished.UTC(),
		Baselines: baselinesUsed(in.Clusters),
		Clusters:  []Cluster{},

		UnusedWaivers: in.UnusedWaivers,
	}
	for _, j := range in.Clusters {
		r.Clusters = append(r.Clusters, newCluster(j, in.Gate))
	}
	slices.SortStableFunc(r.Clusters, func(a, b Cluster) int { return cmp.Compare(a.Name, b.Name) })
	r.Counts = total(r.Clusters)
	r.Warnings = warnings(r.Clusters)
	r.Exit = in.Gate.exit(r, in.Interrupted).Lost(append(r.notRead(), in.Lost...)...)
	return r
}

func newCluster(j Judged, g Gate) Cluster {
	c := Cluster{Name: j.Cluster.Name, Nodes: []Node{}, Findings: []Finding{}}
	byNode := map[string][]Finding{}
	for _, f := range j.Findings {
		f := newFinding(f)
		c.Findings = append(c.Findings, f)
		byNode[f.Node] = append(byNode[f.Node], f)
	}
	for _, s := range j.Cluster.Nodes {
		c.Nodes = append(c.Nodes, newNode(s, byNode[s.Facts.Name]))
	}
	slices.SortStableFunc(c.Nodes, func(a, b Node) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(c.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), compareDoubts(a, b), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Got, b.Got))
	})
	c.Counts = Totals{Counts: Count(c.Findings), Nodes: countNodes(c.Nodes)}
	c.Verdict = g.verdict(c)
	return c
}

func newNode(s checks.Subject, findings []Finding) Node {
	n := Node{
		Name:       s.Facts.Name,
		Address:    s.Facts.Address,
		Host:       s.Facts.OS.HostName,
		OS:         windowsName(s.Facts.OS),
		Build:      s.Facts.OS.Build,
		Started:    s.Facts.Started.UTC(),
		Finished:   s.Facts.Finished.UTC(),
		Problem:    s.Facts.Problem,
		Weaknesses: s.Facts.Weaknesses,
		Traffic:    s.Facts.Traffic,
		Counts:     Count(findings),
	}
	if s.Baseline != nil {
		n.Baseline = s.Baseline.Name
	}
	n.State = state(s, n.Counts, judged(findings))
	if n.State == Partial {
		n.Problem = cmp.Or(s.Facts.LocalProblem(), unjudged(s, judged(findings)))
	}
	return n
}

// state: a node without a baseline or without any finding was not judged, and
// must not look as if it had passed.
func state(s checks.Subject, c Counts, findings int) State {
	switch {
	case s.Facts.Problem != nil && s.Facts.Problem.Kind == facts.KindLocal:
		return NotRead
	case s.Facts.Problem != nil:
		return Unreachable
	case c.Unknown > 0, s.Baseline == nil, findings == 0:
		return Partial
	}
	return Scanned
}

// unjudged says why a node that answered was not judged, nil when it was.
func unjudged(s checks.Subject, findings int) *facts.Problem {
	switch {
	case s.Baseline == nil:
		return &facts.Problem{Kind: "no-baseline", Message: cmp.Or(s.Problem, "no baseline applies to the node")}
	case findings == 0:
		return &facts.Problem{Kind: "not-judged", Message: "no requirement was judged on the node"}
	}
	return nil
}

// newFinding takes a finding over. One without a known severity counts as
// critical and one without a known status as unknown: a gate must not overlook it.
func newFinding(f checks.Finding) Finding {
	out := Finding{
		ID: f.ID, Family: f.Family, Node: f.Node, Status: f.Status, Severity: f.Severity, Title: f.Title,
		Want: f.Want, Got: f.Got, Reason: f.Reason, Missing: f.Missing,
		Why: f.Why, Fix: f.Fix, Reference: f.Reference, Provenance: f.Provenance,
		AcceptedBy: f.AcceptedBy, Lists: f.Lists, Origin: Origin(f.Origin),
	}
	for _, d := range f.Differences {
		values := make([]NodeValue, len(d.Values))
		for i, v := range d.Values {
			values[i] = NodeValue(v)
		}
		out.Differences = append(out.Differences, Difference{Aspect: d.Aspect, Majority: d.Majority, Values: values})
	}
	for _, m := range f.Timeline {
		out.Timeline = append(out.Timeline, Moment{At: m.At.UTC(), Kind: m.Kind, Text: m.Text})
	}
	for _, p := range f.Paths {
		out.Paths = append(out.Paths, Path(p))
	}
	if f.Remedy != nil && f.Status == checks.Drift {
		r := Remedy(*f.Remedy)
		out.Remedy = &r
	}
	if f.Waiver != nil {
		w := NewWaiver(*f.Waiver)
		out.Waiver = &w
	}
	if !slices.Contains(baselines.Severities(), f.Severity) {
		out.Severity = baselines.Critical
	}
	switch f.Status {
	case checks.Pass, checks.Drift, checks.Unknown, checks.NotApplicable, checks.Waived:
	default:
		out.Status = checks.Unknown
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, Evidence{Observed: e.Observed, Source: e.Source, At: e.At.UTC()})
	}
	return out
}

// NewWaiver takes a waiver over.
func NewWaiver(w checks.Waiver) Waiver {
	out := Waiver{Reason: w.Reason, Owner: w.Owner, Ticket: w.Ticket, Expired: w.Expired, Origin: Origin(w.Origin)}
	if !w.Expires.IsZero() {
		out.Expires = w.Expires.Format(time.DateOnly)
	}
	return out
}
