package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// Columns of an explanation.
const (
	margin     = 2
	termColumn = 16 // the longest status is "not-applicable"
	nameColumn = 12 // the longest field is "provenance"
)

func printFamilies(t term.Terminal, families []explain.Page) error {
	e := newExplanation(t)
	column := 0
	for _, f := range families {
		column = max(column, len(f.ID)+margin)
	}
	for _, f := range families {
		e.flow(text.Pad(f.ID, column, ' '), f.Title)
	}
	e.b.WriteByte('\n')
	e.flow("", "`clusterdrift explain FAMILY` lists the findings of a family, `clusterdrift explain FINDING-ID` explains one.")
	e.b.WriteByte('\n')
	e.flow("", "`clusterdrift explain CAUSE` explains a cause of incidents: "+strings.Join(embeddedCauses(), ", ")+".")
	return e.print(t)
}

func printTopic(t term.Terminal, topic explain.Topic) error {
	e := newExplanation(t)
	e.flow(e.bold(report.Clean(topic.ID))+"  ", report.Clean(topic.Title))
	for _, s := range topic.Sections {
		e.section(s)
	}
	if topic.IsFamily() {
		e.findings(topic.Findings)
	} else {
		e.asked(topic)
	}
	return e.print(t)
}

func (e *explanation) section(s explain.Section) {
	e.heading(s.Title)
	narrow := !slices.ContainsFunc(s.Blocks, func(b explain.Block) bool { return len(b.Term) >= termColumn })
	for i, b := range s.Blocks {
		if i > 0 && b.Kind == explain.Paragraph {
			e.b.WriteByte('\n')
		}
		switch {
		case b.Kind == explain.Command:
			e.whole(strings.Repeat(" ", 2*margin), b.Text)
		case b.Kind == explain.Item && narrow:
			e.flow(indented(text.Pad(b.Term, termColumn, ' ')), b.Text)
		case b.Kind == explain.Item:
			e.flow(indented("- "), b.Term)
			e.flow(indented("  "), b.Text)
		default:
			e.flow(indented(""), b.Text)
		}
	}
}

func indented(s string) string { return strings.Repeat(" ", margin) + s }

// findings lists those of a family.
func (e *explanation) findings(found []explain.Requirement) {
	e.heading("Findings")
	if len(found) == 0 {
		e.flow(indented(""), "None of the baselines shown has requirements in this family.")
	}
	column := 0
	for _, r := range found {
		column = max(column, text.StringWidth(report.Clean(r.ID))+margin)
	}
	for _, r := range found {
		e.flow(indented(text.Pad(report.Clean(r.ID), column, ' ')), report.Clean(r.Title))
	}
}

// asked prints what the baselines ask for: the first in full, of each other what
// differs from it.
func (e *explanation) asked(topic explain.Topic) {
	e.heading("What the baselines require")
	if len(topic.Asked) == 0 {
		e.flow(indented(""), "Nothing: none of those shown has it as a requirement.")
		return
	}
	first := fieldsOf(topic.Asked[0], topic.Title)
	for i, r := range topic.Asked {
		head := strings.Join(r.Baselines, ", ")
		if i > 0 {
			head += ": what differs"
			e.b.WriteByte('\n')
		}
		e.flow(indented(""), report.Clean(head))
		for j, f := range fieldsOf(r, topic.Title) {
			switch {
			case i > 0 && slices.Equal(f.values, first[j].values):
				continue
			case i > 0 && len(f.values) == 0:
				f.values = given("none")
			}
			e.field(f)
		}
	}
}

// field is a named field of a requirement; an indented value is a command.
type field struct {
	name   string
	values []string // one for each line; none: not given
}

// fieldsOf are always the same fields in the same order. A title is given only
// when it is not the heading already.
func fieldsOf(r explain.Requirement, heading string) []field {
	title, origin := r.Title, ""
	if title == heading {
		title = ""
	}
	if r.Origin.File != "" {
		origin = fmt.Sprintf("%s:%d", r.Origin.File, r.Origin.Line)
	}
	return []field{
		{"title", given(title)},
		{"severity", given(string(r.Severity))},
		{"at", r.AtTexts()},
		{"want", given(r.Want)},
		{"notes", r.Notes},
		{"why", given(r.Why)},
		{"fix", fixLines(r.Fix)},
		{"reference", referenceLines(r.Reference)},
		{"provenance", given(string(r.Provenance))},
		{"listed in", r.Lists},
		{"written in", given(origin)},
	}
}

// fixLines are those of a fix; commands are indented.
func fixLines(f baselines.Fix) []string {
	var all []string
	for _, l := range f.Lines() {
		if l.Command {
			l.Text = indented(l.Text)
		}
		all = append(all, l.Text)
	}
	return all
}

func referenceLines(all baselines.References) []string {
	var lines []string
	for _, r := range all {
		lines = append(lines, r.String())
	}
	return lines
}

func given(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (e *explanation) field(f field) {
	name := f.name
	for _, v := range f.values {
		before := strings.Repeat(" ", 2*margin) + text.Pad(name, nameColumn, ' ')
		if command, ok := strings.CutPrefix(v, indented("")); ok {
			e.whole(before+indented(""), report.Clean(command))
		} else {
			e.flow(before, report.Clean(v))
		}
		name = ""
	}
}
