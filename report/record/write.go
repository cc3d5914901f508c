package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// Write writes the document, one line for each finding, requirement, source and node.
// Its texts are cleaned as in the other formats, of any length: programs print what
// they read, too. What the clusters refer to comes first, so they are gone through
// twice; the second time each is encoded by itself.
func Write(w io.Writer, r *report.Result) error {
	head := *r
	head.Clusters = nil
	d, t := newDocument(report.MapStrings(&head, report.CleanWhole)), newTables()
	r = report.MapStrings(r, report.CleanWhole) // mostly r itself
	places := make([][]int, len(r.Clusters))
	for i, c := range r.Each() {
		places[i] = t.gather(c.Findings)
	}
	d.Requirements, d.Sources = t.requirements, t.sources
	out := &lines{out: bufio.NewWriter(w), most: tableDepth}
	if err := out.encode(d, len(r.Clusters) > 0); err != nil {
		return err
	}
	out.most = clusterDepth
	for i, c := range r.Each() {
		out.separate(i > 0)
		if err := out.encode(t.cluster(c, places[i]), false); err != nil {
			return err
		}
	}
	if len(r.Clusters) > 0 {
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
	text  bytes.Buffer // of the value that is written
	depth int
	most  int // how deep values are that have a line of their own
}

// encode writes a value. Of one that is not whole the end is left out: what was left
// empty in it follows.
func (l *lines) encode(v any, open bool) error {
	l.text.Reset()
	e := json.NewEncoder(&l.text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	text := bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))
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
	from := 0 // what is before was written
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += endOfText(text[i:])
			continue
		case '{', '[':
			l.depth++
		case '}', ']':
			l.depth--
			continue
		case ',':
		default:
			continue
		}
		if l.depth <= l.most && i+1 < len(text) && text[i+1] != '}' && text[i+1] != ']' {
			_, _ = l.out.Write(text[from : i+1]) // Flush returns the error
			_ = l.out.WriteByte('\n')
			from = i + 1
		}
	}
	_, _ = l.out.Write(text[from:])
}

// endOfText is where the quote is that ends a text, which begins with another.
func endOfText(text []byte) int {
	for i := 1; i < len(text); i++ {
		next := bytes.IndexByte(text[i:], '"')
		if next < 0 {
			break
		}
		i += next
		before := text[1:i]
		if backslashes := len(before) - len(bytes.TrimRight(before, "\\")); backslashes%2 == 0 {
			return i
		}
	}
	return len(text)
}

// newDocument takes what a cleaned result says as a whole.
func newDocument(r *report.Result) document {
	return document{
		Format: Format, Tool: r.Tool, Started: r.Started, Finished: r.Finished, DurationMS: r.Took.Milliseconds(), Judged: r.Judged,
		Exit: r.Exit, NothingJudged: r.NothingJudged, Interrupted: r.Interrupted, Lost: r.Lost, Partial: r.Partial, Selection: r.Selection, Shard: r.Shard, NodesFrom: r.NodesFrom, LastRun: r.LastRun,
		Counts: r.Counts, Warnings: r.Warnings, UnusedWaivers: each(r.UnusedWaivers, func(w waiver.Waiver) unusedWaiver { return unusedWaiver{w} }),
		Baselines: append(list[baseline]{}, each(r.Baselines, func(b report.BaselineUsed) baseline { return baseline{b} })...), Clusters: list[cluster]{},
	}
}

// gather puts what findings refer to into the tables, and returns the places of their
// requirements.
func (t *tables) gather(found []report.Finding) []int {
	places := make([]int, len(found))
	for i := range found {
		places[i] = t.requirement(&found[i])
		for _, e := range found[i].Evidence {
			t.source(e.Source)
		}
	}
	return places
}

// cluster is one that was gathered, with the places of its requirements.
func (t *tables) cluster(c report.Cluster, places []int) cluster {
	out := cluster{
		Name: c.Name, Verdict: c.Verdict, Counts: c.Counts, Selection: c.Selection, Moment: c.Moment, Trend: c.Trend,
		Nodes: make(list[node], 0, len(c.Nodes)), Findings: make(list[finding], 0, len(c.Findings)),
	}
	for _, n := range c.Nodes {
		out.Nodes = append(out.Nodes, node{Node: n, DurationMS: n.Took.Milliseconds()})
	}
	for i := range c.Findings {
		out.Findings = append(out.Findings, t.finding(&c.Findings[i], places[i]))
	}
	return out
}

// leastAge is the least age, in seconds, that a finding shows: what a scan has read is
// younger.
const leastAge = 60

func (t *tables) finding(f *report.Finding, place int) finding {
	out := finding{
		ID: f.ID, Requirement: place, Node: f.Node, Status: f.Status, Severity: f.Severity,
		Got: f.Got, GotValue: f.GotValue, Reason: f.Reason, Missing: each(f.Missing, func(g facts.Gap) gap { return gap{g} }), DueTo: f.DueTo, AcceptedBy: f.AcceptedBy, MitigatedBy: f.MitigatedBy,
		Differences: each(f.Differences, func(d checks.Difference) difference { return difference{d} }),
		Timeline:    each(f.Timeline, func(m checks.Moment) moment { return moment{m} }),
		Paths:       each(f.Paths, func(p checks.Path) path { return path{p} }),
		Waiver:      f.Waiver, Remedy: f.Remedy != nil,
		Fingerprint: f.Fingerprint, Standing: newStanding(f.Standing), Change: f.Change,
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
	pair         [2]requirement // that are compared, so that no room has to be made for them
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
