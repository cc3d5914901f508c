package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Since is an earlier result. With it, drift counts for the exit code only when it is
// new; the counts and verdicts of a result stay what is true of the clusters.
type Since struct {
	Name   string    // what the user named, "monday.json"; empty: there is none, and all drift is new
	Judged time.Time // UTC; when it was made
	// New is the drift that counts, and Unsure the drift of which the earlier result
	// cannot say whether it is new: it did not know, or did not look.
	New, Unsure map[baselines.Severity]int
}

// ConcludeSince is Conclude with an exit code for what is new since an earlier result.
// Drift of which that is not known makes the result incomplete.
func (r *Result) ConcludeSince(g Gate, s Since) {
	r.Since = &s
	r.Conclude(g)
}

// exitSince is exit with new drift in place of drift.
func (g Gate) exitSince(r *Result) Exit {
	unsure := sum(r.Since.Unsure)
	incomplete := (g.incomplete(r.Clusters) || unsure > 0) && !g.AllowIncomplete
	parts := []string{"no new drift"}
	if s := bySeverity(r.Since.New, everySeverity); s != "" {
		parts[0] = "new drift: " + s
	}
	if s := g.incompleteText(r); s != "" {
		parts = append(parts, s)
	}
	if unsure > 0 {
		parts = append(parts, fmt.Sprintf("%d drift that may be new or old", unsure))
	}
	if n := r.Counts.Drift - sum(r.Since.New) - unsure; n > 0 {
		parts = append(parts, fmt.Sprintf("not counted: %d other drift", n))
	}
	parts = append(parts, r.Since.text())
	return Exit{exitCode(sum(r.Since.New) > 0, incomplete), strings.Join(parts, "; ")}
}

func (s *Since) text() string {
	switch {
	case s.Name == "":
		return "all drift counts as new: no earlier run is known"
	case s.Judged.IsZero():
		return "since " + s.Name
	}
	return "since " + s.Name + " of " + s.Judged.UTC().Format("2006-01-02 15:04:05 MST")
}

// sum is the number of findings of all severities.
func sum(counts map[baselines.Severity]int) int {
	n := 0
	for _, count := range counts {
		n += count
	}
	return n
}

// bySeverity lists numbers of the wanted severities, "3 critical, 1 medium"; empty when
// there are none.
func bySeverity(counts map[baselines.Severity]int, wanted func(baselines.Severity) bool) string {
	var parts []string
	for _, s := range baselines.Severities() {
		if n := counts[s]; n > 0 && wanted(s) {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}
