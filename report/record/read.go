package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Read reads a result of format 2 or 1, of at most MaxDocument bytes. A reader that knows
// its Size, as an input.File does, spares it memory. What follows from
// its findings is as it was recorded, until Conclude is called. A document that is something
// else is a *KindError; every other error says what is wrong with the result.
func Read(r io.Reader) (*report.Result, error) { return new(Reader).Read(r) }

// Read is the function Read.
func (r *Reader) Read(from io.Reader) (*report.Result, error) {
	var data bytes.Buffer
	if sized, ok := from.(interface{ Size() int64 }); ok {
		data.Grow(int(min(sized.Size(), MaxDocument)) + bytes.MinRead) // not more, and more again
	}
	_, err := data.ReadFrom(io.LimitReader(from, MaxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case data.Len() > MaxDocument:
		return nil, fmt.Errorf("it is larger than %d MiB, the limit for a result", MaxDocument>>20)
	}
	result, err := r.read(data.Bytes())
	if err != nil {
		return nil, err
	}
	return report.MapStrings(result, report.CleanWhole), nil
}

func (r *Reader) read(data []byte) (*report.Result, error) {
	if d, ok := r.fast(data); ok {
		return d.result()
	}
	return read(data)
}

// read goes the long way.
func read(data []byte) (*report.Result, error) {
	format, err := formatOf(data)
	switch {
	case err != nil:
		return nil, err
	case format == Format:
		var d document
		if err := decode(data, &d); err != nil {
			return nil, err
		}
		for i := range d.Requirements {
			d.Requirements[i].write()
		}
		return d.result()
	case format == 1:
		var d firstDocument
		if err := decode(data, &d); err != nil {
			return nil, err
		}
		return d.result()
	}
	return nil, fmt.Errorf("the result has format %d, and this version reads up to %d: use a newer version of the program", format, Format)
}

// decode reads a whole document. What is wrong with it is said in our words.
func decode(data []byte, v any) error {
	err := json.Unmarshal(data, v)
	if err == nil {
		return nil
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d is not JSON, or the document is cut off", lineAt(data, syntax.Offset))
	}
	return inOurWords(err)
}

// lineAt is the line of an offset in bytes.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}

func (d *document) result() (*report.Result, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	r := &report.Result{
		Tool: d.Tool, Started: toSecond(d.Started), Finished: toSecond(d.Finished), Took: milliseconds(d.DurationMS), Judged: toSecond(d.Judged),
		Baselines: each(d.Baselines, baseline.model), Warnings: d.Warnings, UnusedWaivers: each(d.UnusedWaivers, unusedWaiver.model),
		Interrupted: d.Interrupted, Lost: d.Lost, Clusters: []report.Cluster{},
		Counts: d.Counts, Partial: d.Partial, NothingJudged: d.NothingJudged, Exit: d.Exit, Selection: d.Selection, Shard: d.Shard, NodesFrom: d.NodesFrom, LastRun: lastRun(d.LastRun),
	}
	for i, c := range d.Clusters {
		d.Clusters[i] = cluster{} // its memory is of use for the next ones
		out := report.Cluster{Name: c.Name, Verdict: c.Verdict, Counts: c.Counts, Selection: c.Selection, Moment: c.Moment, Trend: trend(c.Trend), Nodes: models(c.Nodes), Findings: make([]report.Finding, 0, len(c.Findings))}
		for _, f := range c.Findings {
			model, err := d.finding(f)
			if err != nil {
				return nil, fmt.Errorf("the finding %.80q: %w", f.ID, err)
			}
			model.AgeSeconds = cmp.Or(model.AgeSeconds, oldest(model.Evidence, r.Judged))
			out.Findings = append(out.Findings, model)
		}
		r.Clusters = append(r.Clusters, out)
	}
	return r, nil
}

func (d *document) check() error {
	if s := d.Shard; s != nil && (s.Index < 1 || s.Count < s.Index) {
		return fmt.Errorf("shard %d of %d is not possible", s.Index, s.Count)
	}
	return cmp.Or(within("duration_ms", d.DurationMS), checkLastRun(d.LastRun), checkDistinct(d.Clusters, func(c cluster) string { return c.Name }))
}

// models are nodes with their times to the second.
func models(nodes []node) []report.Node {
	all := []report.Node{}
	for _, n := range nodes {
		n.Took = milliseconds(n.DurationMS)
		n.Started, n.Finished = toSecond(n.Started), toSecond(n.Finished)
		all = append(all, n.Node)
	}
	return all
}

// finding puts the texts of the requirement and the sources in their places.
func (d *document) finding(f finding) (report.Finding, error) {
	if f.Requirement < 0 || f.Requirement >= len(d.Requirements) || d.Requirements[f.Requirement].ID != f.ID {
		return report.Finding{}, fmt.Errorf("requirement %d is not the one of it", f.Requirement)
	}
	var seen []checks.Evidence
	for _, e := range f.Evidence {
		if e.At.IsZero() {
			e.At = f.At
		}
		one := checks.Evidence{Observed: e.Observed, At: e.At, From: e.From, To: e.To, Examined: e.Examined}
		if one.To.IsZero() && !one.From.IsZero() {
			one.To = one.At
		}
		if one.Examined == nil && !one.From.IsZero() {
			one.Examined = new(0)
		}
		if e.Source != nil {
			if *e.Source < 0 || *e.Source >= len(d.Sources) {
				return report.Finding{}, fmt.Errorf("the document has no source %d", *e.Source)
			}
			one.Source = d.Sources[*e.Source]
		}
		seen = append(seen, one)
	}
	return f.model(d.Requirements[f.Requirement], seen), nil
}

// model is the finding of a requirement, with what was seen.
func (f finding) model(r requirement, seen []checks.Evidence) report.Finding {
	if f.Want != nil {
		r.Want = *f.Want
	}
	f.Severity = cmp.Or(f.Severity, r.Severity)
	out := report.Finding{
		ID: f.ID, Family: r.Family, Node: f.Node, Status: f.Status, Severity: f.Severity,
		Title: r.Title, Want: r.Want, WantValue: r.WantValue, GotValue: f.GotValue, Got: f.Got, Reason: f.Reason, Missing: each(f.Missing, gap.model), DueTo: f.DueTo, Evidence: seen,
		Why: r.Why, Brief: r.Brief, LeadsTo: r.LeadsTo, Fix: r.fix, Steps: r.Steps, Reference: r.reference, References: r.References,
		Provenance: r.Provenance, AcceptedBy: f.AcceptedBy, MitigatedBy: f.MitigatedBy, Lists: r.Lists, Origin: r.Origin,
		Differences: each(f.Differences, difference.model), Timeline: each(f.Timeline, moment.model), Paths: each(f.Paths, path.model), Waiver: f.Waiver, Fingerprint: f.Fingerprint, AgeSeconds: f.AgeSeconds,
		Standing: f.Standing.model(), Change: f.Change,
	}
	if f.Remedy && f.Status == checks.Drift {
		out.Remedy = r.Remedy
	}
	for i := range out.Evidence {
		e := &out.Evidence[i]
		e.At, e.From, e.To = toSecond(e.At), toSecond(e.From), toSecond(e.To)
	}
	for i := range out.Timeline {
		out.Timeline[i].At = toSecond(out.Timeline[i].At)
	}
	return out
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

func toSecond(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}
