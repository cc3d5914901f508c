package print

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// mostMarkdown is how many bytes the Markdown form has at most, but for its end: a
// comment on GitHub takes 65,536 characters.
const mostMarkdown = 64_000

// Markdown writes the comparison for a comment on a pull request or a ticket. Whole
// findings that do not fit are left out, the least important last, and counted.
func Markdown(w io.Writer, d *diff.Diff, _ report.Options) error {
	d = report.Cleaned(d)
	m := &markdownPage{}
	m.add("### clusterdrift: %s\n\n", markdown.Escape(d.Exit.Reason))
	m.add("%s, compared with %s\n\n", markdown.Escape(sideText(d.After)), markdown.Escape(sideText(d.Before)))
	for _, c := range d.Clusters {
		m.add("- **%s** %s\n", markdown.Escape(clusterText(c)), markdown.Escape(clusterSummary(c)))
	}
	for _, n := range d.Notes {
		m.add("\n> **Note:** %s\n", markdown.Escape(n))
	}
	m.bullets("Baselines that differ", texts(d.Baselines, baselineText))
	for _, c := range d.Clusters {
		m.cluster(c)
	}
	if m.left > 0 {
		fmt.Fprintf(&m.b, "\n**Cut to %d bytes: %d more lines; see the full comparison.**\n", mostMarkdown, m.left)
	}
	return write(w, m.b.String(), "Markdown")
}

// markdownPage collects the text as far as there is room for it.
type markdownPage struct {
	b    strings.Builder
	left int // parts for which there was no room
}

func (m *markdownPage) add(format string, args ...any) {
	part := fmt.Sprintf(format, args...)
	if m.left > 0 || m.b.Len()+len(part) > mostMarkdown {
		m.left++
		return
	}
	m.b.WriteString(part)
}

func (m *markdownPage) bullets(title string, all []string) {
	head := "\n**" + title + "**\n\n"
	for _, s := range all {
		m.add("%s- %s\n", head, markdown.Escape(s))
		head = ""
	}
}

func (m *markdownPage) cluster(c diff.Cluster) {
	if len(c.Nodes)+len(c.Findings)+len(c.Omitted) > 0 {
		m.add("\n#### %s\n", markdown.Escape(clusterText(c)))
	}
	m.bullets("Nodes", texts(c.Nodes, func(n diff.NodeChange) string { return n.Name + " " + nodeText(n) }))
	for _, class := range diff.FindingClasses() {
		m.class(c, class)
	}
	m.bullets("Not compared", texts(c.Omitted, omissionText))
}

func (m *markdownPage) class(c diff.Cluster, class diff.Class) {
	n := c.Counts.Changes[class]
	if n == 0 {
		return
	}
	head := fmt.Sprintf("\n**%s (%d)**\n\n", markdown.Escape(class.Title()), n)
	all, rest := shown(c, class)
	for _, g := range all {
		m.add("%s- **%s** %s %s%s\n", head, g.Severity, markdown.Escape(g.ID), markdown.Escape(on(g)), markdown.Escape(details(g, brief(class))))
		head = ""
	}
	if rest != "" {
		m.add("%s- %s\n", head, rest)
	}
}

// details are what a line says of a group after where it is.
func details(g group, brief bool) string {
	if brief {
		return sinceOf(g)
	}
	parts := []string{"was " + verdictText(g.Was, cmp.Or(g.WasGot, g.Got)), "now " + verdictText(g.Now, g.Got)}
	if g.WasSeverity != "" {
		parts = append(parts, "severity was "+string(g.WasSeverity))
	}
	if g.WasWant != "" && g.Want != "" {
		parts = append(parts, "required was "+g.WasWant+", now "+g.Want)
	}
	if g.Class == diff.BecameUnknown && g.Reason != "" {
		parts = append(parts, g.Reason)
	}
	if s := sinceText(g.Change); s != "" {
		parts = append(parts, "since "+s)
	}
	if g.Waiver != "" {
		parts = append(parts, "waiver: "+g.Waiver)
	}
	if g.Brief != "" {
		parts = append(parts, "fix: "+g.Brief)
	}
	return ": " + strings.Join(parts, "; ")
}
