package notify

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// title is a message in a line: "HVCLUSTER: 2 new, 1 fixed".
func (m *Message) title() string {
	if m.Cluster == "" {
		return m.Summary()
	}
	return m.Cluster + ": " + m.Summary()
}

// section is a part of a message with a heading.
type section struct {
	title string
	lines []string
}

// sections are the nodes, and then the findings by what became of them.
func (m *Message) sections() []section {
	var all []section
	add := func(title, line string) {
		if len(all) == 0 || all[len(all)-1].title != title {
			all = append(all, section{title: title})
		}
		last := &all[len(all)-1]
		last.lines = append(last.lines, line)
	}
	for _, n := range m.Nodes {
		add("Nodes", nodeLine(n))
	}
	for _, f := range m.Findings {
		add(f.Class.Title(), findingLine(f))
	}
	if m.Omitted > 0 {
		add("More", fmt.Sprintf("%d more are not listed here", m.Omitted))
	}
	return all
}

func nodeLine(n diff.NodeChange) string {
	line := n.Name + ": " + n.Class.Words()
	if n.Problem != "" {
		line += ": " + n.Problem
	}
	if n.Drift > 0 {
		line += fmt.Sprintf(" (%d drift)", n.Drift)
	}
	return line
}

// findingLine is "critical  hotfix/KB1 on HV01: not installed (was: ...). Install it."
func findingLine(f diff.Change) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", f.Severity, f.ID)
	if f.Node != "" {
		fmt.Fprintf(&b, " on %s", f.Node)
	}
	for i, text := range []string{f.Got, f.WasGot} {
		if text != "" {
			fmt.Fprintf(&b, "%s%s", [...]string{": ", "; it was "}[i], text)
		}
	}
	if f.WasSeverity != "" {
		fmt.Fprintf(&b, "; the severity was %s", f.WasSeverity)
	}
	if f.Class == diff.Still && !f.Since.IsZero() {
		fmt.Fprintf(&b, "; since %s", f.Since.UTC().Format("2006-01-02"))
	}
	if f.Waiver != "" {
		fmt.Fprintf(&b, "; waiver: %s", f.Waiver)
	}
	if f.OtherRules {
		b.WriteString("; the baseline or the version of clusterdrift is another")
	}
	if f.Brief != "" {
		fmt.Fprintf(&b, ". %s", f.Brief)
	}
	return b.String()
}

// foot says where a message comes from.
func (m *Message) foot() string {
	if m.Kind == Test {
		return "This message was sent to test the sink."
	}
	return fmt.Sprintf("%d drift, %d unknown; run %s of %s, %s UTC", m.Drift, m.Unknown, m.Run, m.Scope, m.At.UTC().Format("2006-01-02 15:04"))
}

// text is a message as plain text, in lines of any length.
func (m *Message) text() string {
	var b strings.Builder
	fmt.Fprintln(&b, m.title())
	for _, s := range m.sections() {
		fmt.Fprintf(&b, "\n%s\n", s.title)
		for _, line := range s.lines {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", m.foot())
	return b.String()
}

// shortened is at most so many characters of a text.
func shortened(text string, most int) string {
	runes := []rune(report.CleanWhole(text))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
