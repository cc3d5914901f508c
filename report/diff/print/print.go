// Package print writes what changed between two results, in each format that there is
// for it.
//
// In goes a result of package diff, whose texts come from nodes and files; out come
// pages, documents and events in which they are cleaned. It compares nothing.
package print

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// Renderer writes a comparison in one format.
type Renderer func(w io.Writer, d *diff.Diff, o report.Options) error

// format is one entry of the table.
type format struct {
	name   string
	render Renderer
}

func formats() []format {
	return []format{{"text", Text}, {"json", JSON}, {"events", Events}, {"html", HTML}, {"markdown", Markdown}}
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

// JSON writes everything that there is; Schema describes the form.
func JSON(w io.Writer, d *diff.Diff, _ report.Options) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(report.Cleaned(d)); err != nil {
		return fmt.Errorf("write the comparison as JSON: %w", err)
	}
	return nil
}

// write writes a finished document.
func write(w io.Writer, text, format string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write the comparison as %s: %w", format, err)
	}
	return nil
}

// sideText is one of the results, "monday.json of 2026-11-21 01:00:00 UTC".
func sideText(s diff.Side) string {
	if s.Judged.IsZero() {
		return s.Name
	}
	return s.Name + " of " + moment(s.Judged)
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 MST") }

// clusterText is how a cluster is headed: its name, and what it was named.
func clusterText(c diff.Cluster) string {
	if c.WasNamed != "" {
		return c.Name + " (was " + c.WasNamed + ")"
	}
	return c.Name
}

// clusterSummary is a cluster in one line.
func clusterSummary(c diff.Cluster) string {
	switch c.State {
	case diff.Appeared:
		return "only in the later result: " + c.Counts.Summary()
	case diff.Vanished:
		return "only in the earlier result: " + c.Counts.Summary()
	case diff.LeftOut:
		return "not compared, only one of the shards has it"
	}
	s := c.Counts.Summary()
	if c.Moment != c.WasMoment {
		s += fmt.Sprintf("; judged for %s before and %s after: severities that differ for that are not shown", momentText(string(c.WasMoment)), momentText(string(c.Moment)))
	}
	return s
}

func momentText(m string) string {
	if m == "" {
		return "no moment"
	}
	return "the moment " + m
}

// nodeText is what became of a node, after its name.
func nodeText(n diff.NodeChange) string {
	drift := fmt.Sprintf("%d drift", n.Drift)
	switch n.Class {
	case diff.NodeNotRead:
		return because("not known now, its "+drift+" of before may still be there", n.Problem)
	case diff.NodeStillDark:
		return because("not known before or now", n.Problem)
	case diff.NodeReadAgain:
		return "known again, with " + drift
	case diff.NodeAppeared:
		return because("appeared, with "+drift, n.Problem)
	case diff.NodeVanished:
		return "vanished, with its " + drift
	}
	return "was named " + n.WasNamed
}

func because(what, problem string) string {
	if problem == "" {
		return what
	}
	return what + ": " + problem
}

// verdictText is a verdict with what was observed, "drift: not installed".
func verdictText(status checks.Status, got string) string {
	word := strings.ReplaceAll(string(status), "-", " ")
	switch {
	case status == "":
		return "no such finding"
	case got == "":
		return word
	}
	return word + ": " + got
}

// sinceText is since when a drift is known, empty where no history says it.
func sinceText(f diff.Change) string {
	if f.Since.IsZero() {
		return ""
	}
	return moment(f.Since)
}

// baselineText is how a baseline differs, "ws2022: sha256:0123456789ab, then sha256:ba9876543210".
func baselineText(b diff.BaselineChange) string {
	switch {
	case len(b.Before) == 0:
		return b.Name + ": used only after, " + digests(b.After)
	case len(b.After) == 0:
		return b.Name + ": used only before, " + digests(b.Before)
	}
	return b.Name + ": " + digests(b.Before) + ", then " + digests(b.After)
}

// shortDigest is how many letters of a digest people need to see.
const shortDigest = len("sha256:") + 12

func digests(all []string) string {
	var short []string
	for _, d := range all {
		short = append(short, d[:min(len(d), shortDigest)])
	}
	return strings.Join(short, " and ")
}

// omissionText is what was not compared, and how much it is.
func omissionText(o diff.Omission) string {
	text := wording.Counted(o.Findings, "finding") + " " + o.Text
	if o.Drift > 0 {
		text += fmt.Sprintf(" (%d drift)", o.Drift)
	}
	return text
}
