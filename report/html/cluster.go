package html

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// cluster is one section of the page.
type cluster struct {
	ID, Name, Summary             string
	Prefix                        string // of the keys of its nodes
	Verdict                       report.Verdict
	Drift, Unknown                cards
	Matrix                        matrix
	Timelines                     []timeline
	Latency                       *latency
	Partial                       []report.Node // that were read in vain
	Waived, Passed, NotApplicable subjects
	Plan                          *planned
	Trend                         *trend // nil: no history was used, or it has no earlier run
}

// cards is a part of a cluster's section.
type cards struct {
	Title    string
	Note     string // which findings these are
	Cards    []card
	Findings int
}

// subjects is a part of a cluster's section that is folded.
type subjects struct {
	Anchor, Title string
	Findings      int
	Subjects      []subject
}

// newBuilder begins the section of a cluster. The number is its place among all.
func newBuilder(p *page, c report.Cluster, number int, outline plan.Outline) *builder {
	b := &builder{
		anchors: p.anchors, requirements: p.requirements, prefix: fmt.Sprintf("c%d", number), outline: outline,
		keys:  map[string]string{"": fmt.Sprintf("c%d-all", number)},
		cells: map[place]string{}, fixes: map[place]string{}, rows: map[string]string{},
	}
	for i, n := range c.Nodes {
		b.keys[n.Name] = fmt.Sprintf("c%d-n%d", number, i+1)
	}
	b.anchors[b.planAnchor()] = 1
	b.number(c)
	return b
}

// loud makes the section but for what asks for nothing to be done: that comes when all
// clusters of the page have said why what drifts matters.
func (b *builder) loud(c report.Cluster) *cluster {
	h := &cluster{
		ID: b.anchors.name(b.prefix, c.Name), Name: c.Name, Summary: c.Summary(), Prefix: b.prefix, Verdict: c.Verdict,
		Timelines: timelines(c), Latency: newLatency(c),
	}
	h.Drift = newCards("Drift", b.problems(c))
	h.Drift.Note = driftNote(h.Drift, c)
	h.Unknown = newCards("Not known", append(b.dark(c), b.gaps(c)...))
	h.Unknown.Note = fmt.Sprintf("%s with %s", wording.Counted(h.Unknown.Findings, "finding"), wording.Counted(len(h.Unknown.Cards), "cause"))
	for _, n := range c.Nodes {
		if n.Problem != nil && !n.Dark() && n.Counts.Unknown == 0 {
			h.Partial = append(h.Partial, n)
		}
	}
	h.Waived = b.folded(c, "Waived", checks.Waived)
	h.Plan = b.planned()
	h.Trend = b.trend(c)
	return h
}

// quieten adds what asks for nothing to be done, and the matrix that leads to everything.
func (b *builder) quieten(h *cluster, c report.Cluster) {
	h.Passed = b.folded(c, "Passed", checks.Pass)
	h.NotApplicable = b.folded(c, "Not applicable", checks.NotApplicable)
	h.Matrix = b.matrix(c)
}

func (b *builder) folded(c report.Cluster, title string, status checks.Status) subjects {
	s := subjects{Anchor: b.anchors.name(b.prefix, "all", string(status)), Title: title, Subjects: b.subjects(findings.Grouped(c, status))}
	for _, one := range s.Subjects {
		s.Findings += one.Findings
	}
	return s
}

func newCards(title string, all []card) cards {
	c := cards{Title: title, Cards: all}
	for _, k := range all {
		c.Findings += k.Findings
	}
	return c
}

// driftNote says which of the drift of the cluster is shown where.
func driftNote(shown cards, c report.Cluster) string {
	causes := wording.Counted(len(shown.Cards), "cause")
	if rest := c.Counts.Drift - shown.Findings; rest > 0 {
		return fmt.Sprintf("%d of %s, with %s; the other %d under the nodes that were not read", shown.Findings, wording.Counted(c.Counts.Drift, "finding"), causes, rest)
	}
	return fmt.Sprintf("%s with %s", wording.Counted(shown.Findings, "finding"), causes)
}

// severityCount is how much drift has a severity.
type severityCount struct {
	Severity baselines.Severity
	Count    int
}

// bySeverity counts drift by severity, the gravest first.
func bySeverity(c report.Counts) []severityCount {
	var all []severityCount
	for _, s := range baselines.Severities() {
		all = append(all, severityCount{s, c.DriftBySeverity[s]})
	}
	return all
}
