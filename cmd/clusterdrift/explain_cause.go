package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// causeOf finds a cause of incidents by its id; nil: there is none with that id.
func causeOf(id string, files []string) (*causes.Cause, *causes.Catalogue, error) {
	all, err := causes.Load(files...)
	if err != nil {
		return nil, nil, cli.UsageFrom(err, "clusterdrift diagnose lint FILE checks a file alone")
	}
	i := slices.IndexFunc(all.Causes, func(c causes.Cause) bool { return c.ID == id })
	if i < 0 {
		return nil, all, nil
	}
	return &all.Causes[i], all, nil
}

// printCause explains a cause of incidents.
func printCause(t term.Terminal, c *causes.Cause, all *causes.Catalogue) error {
	e := newExplanation(t)
	e.flow(e.bold(report.Clean(c.ID))+"  ", report.Clean(anyNode(c.Title)))
	e.heading("Why")
	e.flow(indented(""), report.Clean(c.Why))
	e.conditions("What must be there", c.Must, all, true)
	e.conditions("What contradicts it", c.Contradicts, all, false)
	e.conditions("What is shown with it", c.Notes, all, false)
	e.list("An incident is looked at for it that begins with", kindTitles(all, c.Seeds))
	e.heading("Verdict")
	e.flow(indented(""), "At best "+string(c.Best)+"."+aloneText(c.Alone)+provenanceText(c.Provenance))
	e.list("How to fix it", c.Fix)
	e.list("Findings that it belongs to", c.Findings)
	e.list("Sources", c.Sources)
	if c.Origin.File != "" {
		e.list("Written in", []string{c.Origin.String()})
	}
	return e.print(t)
}

func aloneText(alone bool) string {
	if alone {
		return " One log alone may show it."
	}
	return " One log alone shows it as likely at best."
}

func provenanceText(p baselines.Provenance) string {
	switch p {
	case baselines.Inferred:
		return " No source says it: it follows from what sources say."
	case baselines.Unconfirmed:
		return " No source confirms it."
	}
	return ""
}

// anyNode is a title of no incident in particular.
func anyNode(title string) string {
	return strings.NewReplacer("{node}", "a node", "{peer}", "another node").Replace(title)
}

// list prints lines below a heading, if there are any.
func (e *explanation) list(heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	e.heading(heading)
	for _, l := range lines {
		e.flow(indented("- "), report.Clean(l))
	}
}

// conditions prints conditions, each with what it is looked for in and what it decides.
func (e *explanation) conditions(heading string, conditions []causes.Condition, all *causes.Catalogue, must bool) {
	if len(conditions) == 0 {
		return
	}
	e.heading(heading)
	for _, c := range conditions {
		e.flow(indented("- "), report.Clean(c.Text))
		for _, l := range conditionLines(c, all, must) {
			e.flow(indented("    "), report.Clean(l))
		}
	}
}

// conditionLines say where a condition is looked for, when, and what it decides.
func conditionLines(c causes.Condition, all *causes.Catalogue, must bool) []string {
	var lines []string
	if titles := kindTitles(all, c.Events); len(titles) > 0 {
		line := "any of: " + strings.Join(titles, "; ")
		if len(titles) == 1 {
			line = "event: " + titles[0]
		}
		if c.Least > 1 {
			line += fmt.Sprintf(" (%d times or more)", c.Least)
		}
		lines = append(lines, line)
	}
	if c.Finding != "" {
		lines = append(lines, "by the facts: "+c.Finding)
	} else {
		lines = append(lines, spanText(c)+" "+atText(c.At))
	}
	switch {
	case must && c.Core:
		lines = append(lines, "without it the cause is not considered")
	case must:
		lines = append(lines, fmt.Sprintf("where no log shows it: %s at best; where it is not so: %s", c.Unknown, c.Otherwise))
	}
	return lines
}

// spanText is when a condition counts, around the first loss.
func spanText(c causes.Condition) string {
	text := fmt.Sprintf("from %s before the first loss of the node to %s after it,", short(c.Before), short(c.After))
	if c.After <= 0 {
		text = fmt.Sprintf("within %s before the first loss of the node,", short(c.Before))
	} else if c.Before <= 0 {
		text = fmt.Sprintf("within %s after the first loss of the node,", short(c.After))
	}
	return text
}

func short(d time.Duration) string { return fmt.Sprintf("%d s", int(d.Seconds())) }

func atText(at causes.At) string {
	return map[causes.At]string{
		causes.AtSubject: "in the logs of the node", causes.AtPeer: "in the logs of the other node", causes.AtEither: "in the logs of either node",
		causes.AtOthers: "in the logs of other nodes", causes.AtAny: "in any log",
	}[at]
}

// kindTitles are the titles of kinds of events.
func kindTitles(all *causes.Catalogue, kinds []string) []string {
	var titles []string
	for _, kind := range kinds {
		for _, e := range all.Events {
			if e.Kind == kind {
				titles = append(titles, anyNode(e.Title))
			}
		}
	}
	return titles
}
