package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/report"
)

// listWidth is how wide the list is at most, in columns.
const listWidth = 80

// listedBaseline is a baseline with what it requires. Its JSON keys are those of
// explain --list.
type listedBaseline struct {
	Baseline string `json:"baseline"`
	Title    string `json:"title"`
	Build    int    `json:"build,omitempty"` // the one that it is made for
	// From is the first build of those that have no baseline of their own.
	From         int                 `json:"from,omitempty"`
	Requirements []listedRequirement `json:"requirements"`
}

type listedRequirement struct {
	ID         string                                  `json:"id"`
	Severity   baselines.Severity                      `json:"severity"`
	At         map[baselines.Moment]baselines.Severity `json:"at,omitempty"`
	OlderThan  int                                     `json:"older_than,omitempty"` // days, of the last event
	Title      string                                  `json:"title"`
	Provenance baselines.Provenance                    `json:"provenance"`
	References baselines.References                    `json:"references"`
	WrittenIn  string                                  `json:"written_in"` // file:line
	at         []string                                // At in words
}

// listFormats are those of explain --list.
func listFormats() []string { return []string{"table", "json", "csv"} }

// printList lists what the baselines require, each with its source; of an id or a
// family, if one is given, that alone.
func printList(t term.Terminal, shown []*baselines.Baseline, id, format string) error {
	var all []listedBaseline
	for _, b := range shown {
		if one := newListed(b, id); len(one.Requirements) > 0 {
			all = append(all, one)
		}
	}
	switch format {
	case "table":
		return listTable(t, all)
	case "json":
		return listJSON(t.Out, all)
	case "csv":
		return listCSV(t.Out, all)
	}
	return cli.Usage(fmt.Sprintf("--output %q is neither table, json nor csv", format), cli.Meant(format, listFormats()))
}

func newListed(b *baselines.Baseline, id string) listedBaseline {
	listed := listedBaseline{Baseline: b.Name, Title: b.Title, Build: b.AppliesTo.Build, From: b.AppliesTo.From, Requirements: []listedRequirement{}}
	for _, r := range explain.Requirements(b) {
		if id != "" && r.ID != id && checks.FamilyOf(r.ID) != id {
			continue
		}
		one := listedRequirement{
			ID: r.ID, Severity: r.Severity, Title: r.Title, Provenance: r.Provenance, References: r.Reference,
			WrittenIn: r.Origin.File + ":" + strconv.Itoa(r.Origin.Line), at: r.AtTexts(),
		}
		for _, m := range baselines.Moments() {
			if severity, at := r.At.Over(r.FamilyAt, m); severity != "" {
				if one.At == nil {
					one.At = map[baselines.Moment]baselines.Severity{}
				}
				one.At[m], one.OlderThan = severity, max(one.OlderThan, at.OlderThan)
			}
		}
		listed.Requirements = append(listed.Requirements, one)
	}
	return listed
}

// listTable prints for each requirement a line with its id, severity and provenance,
// and below it the title and the sources, wrapped.
func listTable(t term.Terminal, all []listedBaseline) error {
	e := newExplanation(t)
	e.width = min(e.width, listWidth)
	if len(all) == 0 {
		e.flow("", "None of the baselines shown requires it.")
	}
	for i, b := range all {
		if i > 0 {
			e.b.WriteByte('\n')
		}
		e.flow("", report.Clean(b.heading()))
		for _, r := range b.Requirements {
			e.b.WriteByte('\n')
			head := report.Clean(r.ID) + "  "
			e.flow(e.bold(head), string(r.Severity)+", "+string(r.Provenance))
			e.wrapped(r.Title)
			if len(r.at) > 0 {
				e.wrapped("at " + strings.Join(r.at, "; "))
			}
			for _, source := range referenceLines(r.References) {
				e.wrapped(source)
			}
		}
	}
	return e.print(t)
}

func (b listedBaseline) heading() string {
	text := b.Baseline + ": " + b.Title
	if b.Build != 0 {
		text += fmt.Sprintf(" (build %d)", b.Build)
	}
	if b.From != 0 {
		text += fmt.Sprintf(" (builds from %d that have no baseline of their own)", b.From)
	}
	return text + ", " + wording.Counted(len(b.Requirements), "requirement")
}

// wrapped prints a text that no line is too short for: a word that is wider goes on in
// the next line.
func (e *explanation) wrapped(s string) {
	const indent = 2 * margin
	for line := range strings.SplitSeq(text.WrapSoft(report.Clean(s), e.width-indent), "\n") {
		e.whole(strings.Repeat(" ", indent), strings.TrimRight(line, " "))
	}
}

func listJSON(out io.Writer, all []listedBaseline) error {
	if all == nil {
		all = []listedBaseline{}
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(out, foreign.EscapeJSON(b.String()))
	return err
}

// buildText is empty for none.
func buildText(build int) string {
	if build == 0 {
		return ""
	}
	return strconv.Itoa(build)
}

func listCSV(out io.Writer, all []listedBaseline) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"baseline", "build", "from", "id", "severity", "at", "title", "provenance", "source", "written_in"}}
	for _, b := range all {
		for _, r := range b.Requirements {
			rows = append(rows, []string{
				b.Baseline, buildText(b.Build), buildText(b.From), r.ID, string(r.Severity), strings.Join(r.at, "; "), r.Title,
				string(r.Provenance), strings.Join(referenceLines(r.References), "; "), r.WrittenIn,
			})
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = withoutFormula(report.Clean(cell))
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// madeFor leaves out the baselines that are there to be extended alone, where every
// embedded one is shown.
func madeFor(shown []*baselines.Baseline, refs []string) []*baselines.Baseline {
	bases, _ := baselines.Split(refs)
	if !slices.Contains(bases, baselines.Auto) {
		return shown
	}
	return slices.DeleteFunc(slices.Clone(shown), func(b *baselines.Baseline) bool { return !b.AppliesTo.IsMade() })
}
