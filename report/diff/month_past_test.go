package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/past"
)

// withPast adds to the result of a night what the history knows, and returns what changed
// since the last run and how the finding that comes and goes is described, where it is shown.
func withPast(t *testing.T, s *history.Store, r *report.Result, run string) string {
	t.Helper()
	exit := r.Exit
	if err := past.Add(t.Context(), s, r, past.Options{Scope: history.NamedScope("month"), Run: run}); err != nil {
		t.Fatal(err)
	}
	if r.Exit != exit {
		t.Errorf("the exit code was %v and is %v", exit, r.Exit)
	}
	lines := []string{r.LastRun.Summary}
	for _, c := range r.LastRun.Changes {
		lines = append(lines, c.Words+" "+c.String(false))
	}
	if r.LastRun.More > 0 {
		lines = append(lines, fmt.Sprintf("%d more", r.LastRun.More))
	}
	for _, f := range r.Clusters[0].Findings {
		if f.ID == subject && f.Standing != nil {
			lines = append(lines, fmt.Sprintf("%s %s (%s)", f.Node, f.Standing.Text(f.Status), f.Change))
		} else if f.ID == subject && f.Change != "" {
			lines = append(lines, fmt.Sprintf("%s (%s)", f.Node, f.Change))
		}
	}
	return strings.Join(lines, "\n")
}

// pastOfMonth is what the reports of some nights say of earlier ones.
func pastOfMonth() map[int]string {
	lines := func(all ...string) string { return strings.Join(all, "\n") }
	return map[int]string{
		1:  "", // the first run has nothing to compare with
		3:  lines("1 new, 1 still drifting", "new drift N1: hotfix/KB1; not installed", "N1 new in this run (new)"),
		4:  lines("2 still drifting", "N1 drifting since 2026-11-03 (unchanged)"),
		5:  lines("1 waived, 1 still drifting", "N1 newly waived (updated)"),
		9:  lines("1 still drifting", "N1 waived since 2026-11-05 (unchanged)"),
		10: lines("1 no longer waived, 1 still drifting", "no longer waived N1: hotfix/KB1; until the driver is replaced; owner platform@contoso.example; permanent", "N1 no longer waived in this run (updated)"),
		12: lines("1 became unknown, 1 still drifting; 1 node not read", "not read N1: connect: no answer within 10 s", "became unknown quorum/witness; this is how the evidence reads"),
		14: "1 still drifting; 1 node still not read",
		15: lines("2 known again, 1 still drifting; 1 node read again", "N1 drifting since 2026-11-10, not seen in 3 runs since (unchanged)"), // neither new nor fixed in between
		17: lines("1 of another severity, 3 added by a baseline, 3 dropped by a baseline", "N1 drifting since 2026-11-10, not seen in 3 runs since (updated)"),
		20: lines("1 fixed, 3 still drifting", "fixed N1: hotfix/KB1; About hotfix/KB1", "N1 (absent)"),
		21: "3 still drifting",
		23: lines("1 new, 3 still drifting", "new drift N1: hotfix/KB1; not installed", "N1 new in this run (new)"),
		24: lines("1 drifting otherwise, 3 still drifting", "N1 drifting since 2026-11-23 (updated)"),
		28: lines("4 still drifting; 1 node vanished", "N1 drifting since 2026-11-23 (unchanged)"),
		29: lines("1 became unknown, 1 fixed, 2 still drifting; 1 node not read", "not read N3: connect: no answer within 10 s", "became unknown quorum/witness; this is how the evidence reads", "fixed N1: hotfix/KB1; About hotfix/KB1", "N1 (absent)"),
		30: lines("1 new, 2 known again, 2 still drifting; 1 node read again", "new drift N3: hotfix/KB1; not installed", "N3 new in this run, not seen in 1 run before (new)"),
	}
}
