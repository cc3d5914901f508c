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
// they read, too. It is encoded one cluster at a time.
func Write(w io.Writer, r *report.Result) error {
	head := *r
	head.Clusters = nil
	d := newDocument(report.MapStrings(&head, report.CleanWhole), r.Clusters)
	clusters := d.Clusters
	d.Clusters = list[cluster]{}
	out := &lines{out: bufio.NewWriter(w), most: tableDepth}
	if err := out.encode(d, len(clusters) > 0); err != nil {
		return err
	}
	out.most = clusterDepth
	for i, c := range clusters {
		out.separate(i > 0)
		if err := out.encode(c, false); err != nil {
			return err
		}
	}
	if len(clusters) > 0 {
		_, _ = out.out.WriteString(endOfDocument) // Flush returns the error
	}
	_ = out.out.WriteByte('\n')
	return out.out.Flush()
}

// How deep values are that have a line of their own: those of the document and of its
// tables, and in its clusters nodes and findings.
const (
	tableDepth   = 2
	clusterDepth = 4
)

// endOfDocument is behind the clusters, which come last.
const endOfDocument = "]}"

// lines writes JSON without blanks, and breaks it into lines.
type lines struct {
	out   *bufio.Writer
	depth int
	most  int // how deep values are that have a line of their own
}

// encode writes a value. Of one that is not whole the end is left out: what was left
// empty in it follows.
func (l *lines) encode(v any, open bool) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if open {
		text = bytes.TrimSuffix(text, []byte(endOfDocument))
	}
	l.write(text)
	return nil
}

// separate begins a cluster, behind another one or as the first.
func (l *lines) separate(behind bool) {
	if behind {
		_ = l.out.WriteByte(',')
	}
	_ = l.out.WriteByte('\n') // Flush returns the error
}

func (l *lines) write(text []byte) {
	quoted, escaped := false, false
	for i, c := range text {
		_ = l.out.WriteByte(c) // Flush returns the error
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			l.depth++
		case c == '}', c == ']':
			l.depth--
		}
		if !quoted && l.depth <= l.most && i+1 < len(text) && strings.IndexByte("{[,", c) >= 0 && strings.IndexByte("}]", text[i+1]) < 0 {
			_ = l.out.WriteByte('\n')
		}
	}
}

// newDocument takes what a result says as a whole, cleaned, and its clusters, which it
// cleans one by one.
func newDocument(r *report.Result, clusters []report.Cluster) document {
	t := newTables()
	d := document{
		Format: Format, Tool: r.Tool, Started: r.Started, Finished: r.Finished, DurationMS: r.Took.Milliseconds(), Judged: r.Judged,
		Exit: r.Exit, NothingJudged: r.NothingJudged, Interrupted: r.Interrupted, Lost: r.Lost, Partial: r.Partial, Selection: r.Selection, Shard: r.Shard, NodesFrom: r.NodesFrom,
		Counts: r.Counts, Warnings: r.Warnings, UnusedWaivers: each(r.UnusedWaivers, func(w waiver.Waiver) unusedWaiver { return unusedWaiver{w} }),
		Baselines: append(list[baseline]{}, each(r.Baselines, func(b report.BaselineUsed) baseline { return baseline{b} })...), Clusters: list[cluster]{},
	}
	for _, c := range clusters {
		d.Clusters = append(d.Clusters, t.cluster(report.Cleaned(c)))
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
