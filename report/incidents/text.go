package incidents

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// Columns of the text form.
const (
	defaultWidth = 100
	leastWidth   = 60
	gutter       = 10 // the verdict of a cause
	label        = 11 // the name of a field
	clock        = 14 // the time of a step
)

// Text writes the diagnosis for a terminal. Long lines are wrapped, and nothing of a
// log's line is cut away.
func Text(w io.Writer, r *diagnose.Result, o report.Options) error {
	p := &page{width: max(o.Width, leastWidth), color: o.Color}
	if o.Width == 0 {
		p.width = defaultWidth
	}
	p.result(cleaned(r))
	if _, err := io.WriteString(w, p.b.String()); err != nil {
		return fmt.Errorf("write the incidents: %w", err)
	}
	return nil
}

// cleaned is a copy in which every text is fit for a terminal.
func cleaned(r *diagnose.Result) *diagnose.Result { return report.Cleaned(r) }

type page struct {
	b     strings.Builder
	width int
	color bool
}

func (p *page) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// flow prints s after head, wrapped and indented as far as head is wide.
func (p *page) flow(head, s string) {
	indent := fit.Columns(head)
	for _, l := range fit.Wrap(s, max(p.width-indent, leastWidth/2)) {
		p.line(head + l)
		head = strings.Repeat(" ", indent)
	}
}

func (p *page) field(name, s string) {
	p.flow(strings.Repeat(" ", gutter)+fit.Pad(name, label), s)
}

func (p *page) paint(s string, c text.Color) string {
	if !p.color {
		return s
	}
	return text.Escape(s, c.EscapeSeq()) // Sprint would look at the terminal of this process
}

func (p *page) result(r *diagnose.Result) {
	p.flow("", r.Exit.Reason)
	for _, s := range r.Patterns {
		p.flow("  Pattern: ", s)
	}
	for n, i := range r.Incidents {
		p.incident(n+1, i)
	}
	if r.MoreIncidents > 0 {
		p.line("")
		p.flow("", more(r))
	}
	p.list("Planned", planned(r))
	p.list("Missing", missing(r))
	p.list("Clocks", texts(r.Clocks, clockText))
	p.list("Logs", texts(r.Sources, sourceText))
	p.list("Left out", texts(r.LeftOut, func(l diagnose.LeftOut) string { return l.Path + ": " + l.Why }))
}

func planned(r *diagnose.Result) []string {
	return texts(r.Planned, func(p diagnose.Planned) string {
		return p.At.UTC().Format("2006-01-02 15:04:05 MST") + " " + p.Node + ": " + p.Text
	})
}

func texts[T any](all []T, text func(T) string) []string {
	var out []string
	for _, v := range all {
		out = append(out, text(v))
	}
	return out
}

func (p *page) list(title string, all []string) {
	if len(all) == 0 {
		return
	}
	p.line("")
	p.line(title)
	for _, s := range all {
		p.flow("  ", s)
	}
}

func (p *page) incident(number int, i diagnose.Incident) {
	p.line("")
	head := fmt.Sprintf("Incident %d: %s to %s UTC", number, moment(i.Begin), i.End.UTC().Format("15:04:05"))
	p.line(head)
	p.line(strings.Repeat("=", fit.Columns(head)))
	p.flow("", "On "+wording.Some(i.Nodes)+": "+i.Title)
	if i.Threshold != "" {
		p.flow("", "Threshold: "+i.Threshold)
	}
	for _, n := range i.Notes {
		p.flow("Note: ", n)
	}
	open, excluded := considered(i)
	if len(open) == 0 {
		p.line("")
		p.flow("", "No cause of those that are known fits what these logs show.")
	}
	for _, c := range open {
		p.cause(c)
	}
	for _, c := range excluded {
		p.line("")
		p.flow(fit.Pad("excluded", gutter), c.Title+". Excluded by: "+c.By)
	}
	p.timeline(i)
}

func verdictColor(v causes.Verdict) text.Color {
	switch v {
	case causes.Shown:
		return text.FgRed
	case causes.Likely:
		return text.FgYellow
	}
	return text.FgCyan
}

func (p *page) cause(c diagnose.Cause) {
	p.line("")
	p.flow(fit.Pad(p.paint(string(c.Verdict), verdictColor(c.Verdict)), gutter), c.Title)
	p.field("why", c.Why)
	for _, s := range c.Signs {
		p.field(mark(s), signText(s))
		for _, ref := range s.Steps[:min(len(s.Steps), 2)] {
			p.flow(strings.Repeat(" ", gutter+label), fmt.Sprintf("%s %s:%d", exact(ref.At), ref.File, ref.Line))
		}
	}
	for _, m := range c.Missing {
		p.field("not given", m)
	}
	for _, n := range c.Notes {
		p.field("also", n)
	}
	for _, s := range c.Fix {
		p.field("fix", s)
	}
	if len(c.Findings) > 0 {
		p.field("findings", strings.Join(texts(c.Findings, findingText), ", "))
	}
	source := strings.Join(c.Sources, ", ")
	if c.Inferred {
		source += " (inferred)"
	}
	p.field("source", source)
}

// timeline prints every step with its line; the first abnormal one of each node has a
// mark.
func (p *page) timeline(i diagnose.Incident) {
	p.line("")
	p.line("Timeline, UTC (> marks the first abnormal line of each node)")
	day := ""
	widest := 0
	for _, s := range i.Steps {
		widest = min(max(widest, fit.Columns(s.Node)), p.width/4)
	}
	for _, s := range i.Steps {
		if d := dayOf(s.At); d != day {
			day = d
			p.line(day)
		}
		first := "  "
		if s.First {
			first = "> "
		}
		head := fit.Pad(first+s.At.UTC().Format("15:04:05.000"), clock+2) + fit.Pad(s.Node, widest) + "  "
		p.flow(head, stepText(s))
		p.flow(strings.Repeat(" ", clock+2), fmt.Sprintf("%s:%d: %s", s.File, s.Line, s.Raw))
	}
	if i.MoreSteps > 0 {
		p.line(fmt.Sprintf("and %d more, which are not shown", i.MoreSteps))
	}
}

func stepText(s diagnose.Step) string {
	if s.Count < 2 {
		return s.Text
	}
	if s.Until.IsZero() {
		return fmt.Sprintf("%s (%d times)", s.Text, s.Count)
	}
	return fmt.Sprintf("%s (%d times until %s)", s.Text, s.Count, s.Until.UTC().Format("15:04:05.000"))
}
