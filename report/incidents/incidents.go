// Package incidents writes what the logs of a cluster show, in each format that there
// is for it.
//
// In goes a result of package diagnose, whose texts come from logs; out come pages in
// which they are cleaned. It judges nothing.
package incidents

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
)

// Renderer writes a diagnosis in one format.
type Renderer func(w io.Writer, r *diagnose.Result, o report.Options) error

// format is one entry of the table.
type format struct {
	name   string
	render Renderer
}

func formats() []format {
	return []format{{"text", Text}, {"json", JSON}, {"html", HTML}, {"markdown", Markdown}}
}

// Names are the formats, the one for people first.
func Names() []string {
	var all []string
	for _, f := range formats() {
		all = append(all, f.name)
	}
	return all
}

// Lookup finds a format by its name.
func Lookup(name string) (Renderer, bool) {
	for _, f := range formats() {
		if f.name == name {
			return f.render, true
		}
	}
	return nil, false
}

// JSON writes everything that there is.
func JSON(w io.Writer, r *diagnose.Result, _ report.Options) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(report.Cleaned(r)); err != nil {
		return fmt.Errorf("write the incidents as JSON: %w", err)
	}
	return nil
}

// exact is a moment of an incident, to the millisecond.
func exact(at time.Time) string { return onDay(at, "15:04:05.000") }

// moment is a moment to the second.
func moment(at time.Time) string { return onDay(at, "15:04:05") }

// dayOf is the day, in words where it is not known.
func dayOf(at time.Time) string {
	if at.Year() <= 1 {
		return "(the logs do not say the day)"
	}
	return at.UTC().Format(time.DateOnly)
}

// onDay is the day, where it is known, and the time.
func onDay(at time.Time, clock string) string {
	if at.Year() <= 1 {
		return at.UTC().Format(clock)
	}
	return at.UTC().Format("2006-01-02 " + clock)
}

// considered are the causes that are not excluded, and those that are.
func considered(i diagnose.Incident) (open, excluded []diagnose.Cause) {
	for _, c := range i.Causes {
		if c.Verdict == causes.Excluded {
			excluded = append(excluded, c)
		} else {
			open = append(open, c)
		}
	}
	return open, excluded
}

// signText is a sign with what it means for the cause.
func signText(s diagnose.Sign) string {
	text := s.Text
	if s.Detail != "" {
		text += " (" + s.Detail + ")"
	}
	return text
}

// mark says how a sign speaks: for the cause, against it, or not at all.
func mark(s diagnose.Sign) string {
	switch {
	case s.Holds == diagnose.Unknown:
		return "not known"
	case s.Against == (s.Holds == diagnose.Yes):
		return map[bool]string{true: "against", false: "missing"}[s.Against]
	case s.Against:
		return "ruled out"
	}
	return "seen"
}

// findingText is a finding with what the facts say of it.
func findingText(f diagnose.Finding) string {
	switch {
	case f.Status == "":
		return f.ID
	case f.Node == "":
		return fmt.Sprintf("%s: %s", f.ID, f.Status)
	}
	return fmt.Sprintf("%s: %s on %s", f.ID, f.Status, f.Node)
}

// clockText says how times were put on one clock.
func clockText(c diagnose.Clock) string {
	switch {
	case c.Source != "" && c.Assumed:
		return fmt.Sprintf("%s: its times are taken for UTC: %s", c.Source, c.Proof)
	case c.Source != "":
		return fmt.Sprintf("%s: its times are %s: %s", c.Source, c.Zone, c.Proof)
	case c.Pairs == 0:
		return fmt.Sprintf("%s and %s: how their clocks differ is not known: %s", c.Node, c.Against, c.Proof)
	}
	direction, ms := "ahead of", c.Ahead
	if ms < 0 {
		direction, ms = "behind", -ms
	}
	text := fmt.Sprintf("%s is %d ms %s %s, by %s of lines: %s", c.Node, ms, direction, c.Against, wording.Counted(c.Pairs, "pair"), c.Proof)
	if c.Uncertain {
		text += "; the order between the two is not certain"
	}
	return text
}

// missing is what was not given, and how an administrator gets the logs of a node.
func missing(r *diagnose.Result) []string {
	all := slices.Clone(r.Missing)
	if slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, "the logs of ") }) {
		all = append(all, `an administrator writes cluster logs with: Get-ClusterLog -Destination C:\Temp (Windows Server 2008 R2: cluster log /gen)`)
	}
	return all
}

// more says that there are incidents beyond those that were judged.
func more(r *diagnose.Result) string {
	return fmt.Sprintf("%s later, which are not judged: choose a time to see them.", wording.Counted(r.MoreIncidents, "more incident"))
}

// sourceText is what a log gave, and what of it could not be used.
func sourceText(s diagnose.Source) string {
	text := fmt.Sprintf("%s: %s of %s, %s", s.Path, s.Kind, s.Node, wording.Counted(s.Records, "record"))
	if !s.First.IsZero() {
		text += fmt.Sprintf(" from %s to %s", moment(s.First), moment(s.Last))
	}
	if s.NotUnderstood > 0 {
		text += fmt.Sprintf("; %s not understood", wording.Counted(s.NotUnderstood, "line"))
	}
	if s.Undated > 0 {
		text += fmt.Sprintf("; %s without a date", wording.Counted(s.Undated, "record"))
	}
	if s.Dropped > 0 {
		text += fmt.Sprintf("; %s beyond the limit left out", wording.Counted(s.Dropped, "event"))
	}
	if s.Damaged != "" {
		text += "; " + s.Damaged
	}
	return text
}
