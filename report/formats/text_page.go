package formats

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// Columns of the text form.
const (
	defaultWidth = 100
	leastWidth   = 60
	gutter       = 10 // the severity or status, before everything of a finding
	label        = 11 // the name of a field, inside a finding
)

// page collects the lines of the text form.
type page struct {
	b       strings.Builder
	width   int
	color   bool
	verbose bool
}

func newPage(o report.Options) *page {
	width := o.Width
	if width == 0 {
		width = defaultWidth
	}
	return &page{width: max(width, leastWidth), color: o.Color, verbose: o.Verbose}
}

// String is the text so far.
func (p *page) String() string { return p.b.String() }

func (p *page) blank() { p.b.WriteByte('\n') }

func (p *page) line(s string) {
	p.b.WriteString(strings.TrimRight(s, " "))
	p.b.WriteByte('\n')
}

// block prints several lines.
func (p *page) block(s string) {
	for l := range strings.SplitSeq(s, "\n") {
		p.line(l)
	}
}

// title prints the name of a cluster, underlined.
func (p *page) title(name string) {
	p.blank()
	p.line(p.name(name))
	p.line(strings.Repeat("=", fit.Columns(p.name(name))))
}

func (p *page) section(title string) {
	p.blank()
	p.line(title)
}

// flow prints s after head, wrapped; further lines are indented as far as head is
// wide. When head leaves little room, s starts on a line of its own.
func (p *page) flow(head, s string) {
	indent := fit.Columns(head)
	if indent > p.width/2 {
		p.line(head)
		head, indent = strings.Repeat(" ", gutter), gutter
	}
	for _, l := range fit.Wrap(s, p.width-indent) {
		p.line(head + l)
		head = strings.Repeat(" ", indent)
	}
}

// field prints one named field of a finding; an empty one is left out.
func (p *page) field(name, s string) {
	if s != "" {
		p.flow(strings.Repeat(" ", gutter)+fit.Pad(name, label), s)
	}
}

// whole prints a field in one piece even when it is wider than the page, because
// someone will want to copy it.
func (p *page) whole(name, s string) {
	if s != "" {
		p.line(strings.Repeat(" ", gutter) + fit.Pad(name, label) + s)
	}
}

// name cuts a name that would push everything else off the page.
func (p *page) name(s string) string {
	return text.Snip(s, p.width/3, "…")
}

func (p *page) paint(s string, c text.Colors) string {
	if !p.color {
		return s
	}
	return text.Escape(s, c.EscapeSeq())
}

func verdictColor(v report.Verdict) text.Colors {
	switch v {
	case report.VerdictPass:
		return text.Colors{text.FgGreen}
	case report.VerdictDrift:
		return text.Colors{text.FgRed}
	}
	return text.Colors{text.FgYellow}
}

func severityColor(s baselines.Severity) text.Colors {
	switch s {
	case baselines.Critical, baselines.High:
		return text.Colors{text.FgRed}
	case baselines.Medium:
		return text.Colors{text.FgYellow}
	}
	return text.Colors{text.FgCyan}
}
