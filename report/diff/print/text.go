package print

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// Columns of the text form.
const (
	defaultWidth = 100
	leastWidth   = 60
	gutter       = 10 // the severity
	label        = 9  // the name of a field
)

// Text writes the comparison for a terminal: a line for each cluster, then what changed,
// the gravest first. Long lines are wrapped and nothing is cut away. With Quiet it is
// the lines of the clusters alone.
func Text(w io.Writer, d *diff.Diff, o report.Options) error {
	p := &page{width: max(o.Width, leastWidth), color: o.Color}
	if o.Width == 0 {
		p.width = defaultWidth
	}
	p.diff(report.Cleaned(d), o)
	return write(w, p.b.String(), "text")
}

type page struct {
	b     strings.Builder
	width int
	color bool
}

func (p *page) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// flow prints s after head, wrapped and indented as far as head is wide.
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

func (p *page) field(name, s string) {
	if s != "" {
		p.flow(strings.Repeat(" ", gutter)+fit.Pad(name, label), s)
	}
}

func (p *page) paint(s string, c text.Color) string {
	if !p.color {
		return s
	}
	return text.Escape(s, c.EscapeSeq()) // Sprint would look at the terminal of this process
}

func (p *page) diff(d *diff.Diff, o report.Options) {
	p.flow("before  ", sideText(d.Before))
	p.flow("after   ", sideText(d.After))
	p.line("")
	widest := 0
	for _, c := range d.Clusters {
		widest = max(widest, min(fit.Columns(clusterText(c)), p.width/3))
	}
	for _, c := range d.Clusters {
		p.flow(fit.Pad(clusterText(c), widest)+"  ", clusterSummary(c))
	}
	if len(d.Clusters) == 0 {
		p.flow("", "Neither result has a cluster.")
	}
	p.list("", "note: ", d.Notes)
	if o.Quiet {
		return
	}
	p.list("Baselines that differ", "  ", texts(d.Baselines, baselineText))
	for _, c := range d.Clusters {
		if len(d.Clusters) > 1 && len(c.Nodes)+len(c.Findings)+len(c.Omitted) > 0 {
			p.line("")
			p.line(clusterText(c))
			p.line(strings.Repeat("=", fit.Columns(clusterText(c))))
		}
		p.cluster(c)
	}
	p.line("")
	p.flow("", capitalised(d.Exit.Reason)+".")
}

func capitalised(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func texts[T any](all []T, text func(T) string) []string {
	var out []string
	for _, v := range all {
		out = append(out, text(v))
	}
	return out
}

func (p *page) list(title, head string, all []string) {
	if len(all) == 0 {
		return
	}
	p.line("")
	if title != "" {
		p.line(title)
	}
	for _, s := range all {
		p.flow(head, s)
	}
}

func (p *page) cluster(c diff.Cluster) {
	if len(c.Nodes) > 0 {
		p.line("")
		p.line("Nodes")
		for _, n := range c.Nodes {
			p.flow("  ", n.Name+" "+nodeText(n))
		}
	}
	for _, class := range diff.FindingClasses() {
		p.class(c, class)
	}
	p.list("Not compared", "  ", texts(c.Omitted, omissionText))
}

func (p *page) class(c diff.Cluster, class diff.Class) {
	n := c.Counts.Changes[class]
	if n == 0 {
		return
	}
	p.line("")
	p.line(fmt.Sprintf("%s (%d)", p.paint(class.Title(), classColor(class)), n))
	all, rest := shown(c, class)
	for _, g := range all {
		if brief(class) {
			p.flow(p.severity(g), g.ID+" "+on(g)+sinceOf(g))
			continue
		}
		p.line("")
		p.flow(p.severity(g), g.ID+" "+on(g))
		p.flow(strings.Repeat(" ", gutter), cmp.Or(g.Title, "(the requirement has no title)"))
		p.group(g)
	}
	if rest != "" {
		p.line("")
		p.flow(strings.Repeat(" ", gutter), rest)
	}
}

// group prints the fields of what changed.
func (p *page) group(g group) {
	if g.WasSeverity != "" {
		p.field("severity", string(g.WasSeverity)+", then "+string(g.Severity))
	}
	if g.WasWant != "" && g.Want != "" {
		p.field("required", g.WasWant+"; then "+g.Want)
	}
	p.field("was", verdictText(g.Was, cmp.Or(g.WasGot, g.Got)))
	if g.Now != "" || g.Class == diff.RequirementDropped {
		p.field("now", verdictText(g.Now, g.Got))
	}
	if g.Class == diff.BecameUnknown {
		p.field("because", g.Reason)
	}
	p.field("since", sinceText(g.Change))
	p.field("waiver", g.Waiver)
	p.field("fix", g.Brief)
}

// on is where a group was found.
func on(g group) string {
	if len(g.nodes) == 0 {
		return "cluster-wide"
	}
	return "on " + wording.Some(g.nodes)
}

func sinceOf(g group) string {
	if s := sinceText(g.Change); s != "" {
		return ", since " + s
	}
	return ""
}

func (p *page) severity(g group) string {
	return p.paint(fit.Pad(strings.ToUpper(string(g.Severity)), gutter), severityColor(g.Severity))
}

func severityColor(s baselines.Severity) text.Color {
	switch s {
	case baselines.Critical, baselines.High:
		return text.FgRed
	case baselines.Medium:
		return text.FgYellow
	}
	return text.FgCyan
}

func classColor(c diff.Class) text.Color {
	switch c {
	case diff.New, diff.WaiverEnded:
		return text.FgRed
	case diff.Fixed:
		return text.FgGreen
	case diff.BecameUnknown, diff.KnownAgain, diff.RequirementAdded, diff.RequirementChanged, diff.SeverityChanged, diff.DriftChanged:
		return text.FgYellow
	}
	return text.FgCyan
}
