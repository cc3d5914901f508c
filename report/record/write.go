package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// Write writes the document, one line for each finding, requirement, source and node.
// Its texts are cleaned as in the other formats, of any length: programs print what
// they read, too.
func Write(w io.Writer, r *report.Result) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(newDocument(report.MapStrings(r, report.CleanWhole))); err != nil {
		return err
	}
	return writeLines(w, b.Bytes())
}

// How deep values are that have a line of their own: those of the document and of its
// tables, and in its clusters nodes and findings.
const (
	tableDepth   = 2
	clusterDepth = 4
)

// writeLines breaks a document without blanks into lines. The clusters come last.
func writeLines(w io.Writer, document []byte) error {
	out := bufio.NewWriter(w)
	clusters := bytes.Index(document, []byte(`,"clusters":`))
	depth, quoted, escaped := 0, false, false
	for i, c := range document {
		_ = out.WriteByte(c) // Flush returns the error
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			depth--
		}
		if !quoted && strings.IndexByte("{[,", c) >= 0 && strings.IndexByte("}]", document[i+1]) < 0 &&
			(depth <= tableDepth || i > clusters && depth <= clusterDepth) {
			_ = out.WriteByte('\n')
		}
	}
	return out.Flush()
}

func newDocument(r *report.Result) document {
	t := newTables()
	d := document{
		Format: Format, Tool: r.Tool, Started: r.Started, Finished: r.Finished, DurationMS: r.Took.Milliseconds(), Judged: r.Judged,
		Exit: r.Exit, NothingJudged: r.NothingJudged, Interrupted: r.Interrupted, Lost: r.Lost, Partial: r.Partial, Selection: r.Selection, Shard: r.Shard, NodesFrom: r.NodesFrom,
		Counts: r.Counts, Warnings: r.Warnings, UnusedWaivers: each(r.UnusedWaivers, func(w waiver.Waiver) unusedWaiver { return unusedWaiver{w} }),
		Baselines: append(list[baseline]{}, each(r.Baselines, func(b report.BaselineUsed) baseline { return baseline{b} })...), Clusters: list[cluster]{},
	}
	for _, c := range r.Clusters {
		d.Clusters = append(d.Clusters, t.cluster(c))
	}
	d.Requirements, d.Sources = t.requirements, t.sources
	return d
}

func (t *tables) cluster(c report.Cluster) cluster {
	out := cluster{Name: c.Name, Verdict: c.Verdict, Counts: c.Counts, Selection: c.Selection, Moment: c.Moment, Nodes: list[node]{}, Findings: list[finding]{}}
	for _, n := range c.Nodes {
		out.Nodes = append(out.Nodes, node{Node: n, DurationMS: n.Took.Milliseconds()})
	}
	for _, f := range c.Findings {
		out.Findings = append(out.Findings, t.finding(f))
	}
	return out
}

// leastAge is the least age, in seconds, that a finding shows: what a scan has read is
// younger.
const leastAge = 60

func (t *tables) finding(f report.Finding) finding {
	place := t.requirement(f)
	out := finding{
		ID: f.ID, Requirement: place, Node: f.Node, Status: f.Status, Severity: f.Severity,
		Got: f.Got, GotValue: f.GotValue, Reason: f.Reason, Missing: each(f.Missing, func(g facts.Gap) gap { return gap{g} }), DueTo: f.DueTo, AcceptedBy: f.AcceptedBy, MitigatedBy: f.MitigatedBy,
		Differences: each(f.Differences, func(d checks.Difference) difference { return difference{d} }),
		Timeline:    each(f.Timeline, func(m checks.Moment) moment { return moment{m} }),
		Paths:       each(f.Paths, func(p checks.Path) path { return path{p} }),
		Waiver:      f.Waiver, Remedy: f.Remedy != nil,
		Fingerprint: f.Fingerprint,
	}
	if f.Want != t.requirements[place].Want {
		out.Want = &f.Want
	}
	if out.Severity == t.requirements[place].Severity && (f.Status == checks.Pass || f.Status == checks.NotApplicable) {
		out.Severity = ""
	}
	if f.AgeSeconds != nil && *f.AgeSeconds >= leastAge {
		out.AgeSeconds = f.AgeSeconds
	}
	out.At = oneTime(f.Evidence)
	for _, e := range f.Evidence {
		seen := evidence{e.Observed, t.source(e.Source), e.At, e.From, e.To, e.Examined}
		if e.To.Equal(e.At) {
			seen.To = time.Time{}
		}
		if e.Examined != nil && *e.Examined == 0 && !e.From.IsZero() {
			seen.Examined = nil
		}
		if !out.At.IsZero() {
			seen.At = time.Time{}
		}
		out.Evidence = append(out.Evidence, seen)
	}
	return out
}

// oneTime is when several observations were made, to the second; zero when there is one
// alone, or they have different times.
func oneTime(seen []checks.Evidence) time.Time {
	if len(seen) < 2 {
		return time.Time{}
	}
	at := toSecond(seen[0].At)
	if slices.ContainsFunc(seen, func(e checks.Evidence) bool { return !toSecond(e.At).Equal(at) }) {
		return time.Time{}
	}
	return at
}

// tables are what a document has once: the requirements and the sources.
type tables struct {
	requirements list[requirement]
	variants     map[string][]int // the places of each id
	sources      []string
	places       map[string]int // of the sources in their list
}

func newTables() *tables {
	return &tables{requirements: list[requirement]{}, variants: map[string][]int{}, sources: []string{}, places: map[string]int{}}
}

// source is the place of a source; nil when there is none.
func (t *tables) source(text string) *int {
	if text == "" {
		return nil
	}
	place, ok := t.places[text]
	if !ok {
		place = len(t.sources)
		t.sources, t.places[text] = append(t.sources, text), place
	}
	return &place
}
