package report_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Since an earlier result only new drift counts, and what is incomplete stays so.
func TestConcludeSince(t *testing.T) {
	type counts = map[baselines.Severity]int
	pass := fixture.Simple("a/pass", "a", checks.Pass, baselines.High, "")
	drift := fixture.Simple("a/drift", "a", checks.Drift, baselines.High, "")
	unknown := fixture.Simple("a/unknown", "a", checks.Unknown, baselines.High, "")
	const since = "; since monday.json of 2026-11-22 09:30:00 UTC"
	for _, tt := range []struct {
		name   string
		gate   report.Gate
		judged report.Judged
		since  report.Since
		want   report.Exit
	}{
		{"all drift is old", report.Gate{}, fixture.OneNode(pass, drift), report.Since{}, report.Exit{Code: 0, Reason: "no new drift; not counted: 1 other drift" + since}},
		{"no drift", report.Gate{}, fixture.OneNode(pass), report.Since{}, report.Exit{Code: 0, Reason: "no new drift" + since}},
		{"new drift", report.Gate{}, fixture.OneNode(pass, drift), report.Since{New: counts{"high": 1}}, report.Exit{Code: 1, Reason: "new drift: 1 high" + since}},
		{"new drift, incomplete", report.Gate{}, fixture.OneNode(drift, unknown), report.Since{New: counts{"high": 1}}, report.Exit{Code: 4, Reason: "new drift: 1 high; incomplete: 1 unknown" + since}},
		{"old drift, incomplete", report.Gate{}, fixture.OneNode(drift, unknown), report.Since{}, report.Exit{Code: 3, Reason: "no new drift; incomplete: 1 unknown; not counted: 1 other drift" + since}},
		{"incomplete, allowed", report.Gate{AllowIncomplete: true}, fixture.OneNode(drift, unknown), report.Since{}, report.Exit{Code: 0, Reason: "no new drift; incomplete (allowed): 1 unknown; not counted: 1 other drift" + since}},
		{"perhaps new", report.Gate{}, fixture.OneNode(pass, drift), report.Since{Unsure: counts{"high": 1}}, report.Exit{Code: 3, Reason: "no new drift; 1 drift that may be new or old" + since}},
		{"perhaps new, allowed", report.Gate{AllowIncomplete: true}, fixture.OneNode(pass, drift), report.Since{Unsure: counts{"high": 1}}, report.Exit{Code: 0, Reason: "no new drift; 1 drift that may be new or old" + since}},
		{"no earlier run", report.Gate{}, fixture.OneNode(drift), report.Since{Name: "none", New: counts{"high": 1}}, report.Exit{Code: 1, Reason: "new drift: 1 high; all drift counts as new: no earlier run is known"}},
		{"nothing judged", report.Gate{}, fixture.Dark(), report.Since{}, report.Exit{Code: 5, Reason: "nothing was judged: the node did not answer"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := fixture.Result(tt.judged)
			verdict := r.Clusters[0].Verdict
			if tt.since.Name == "" {
				tt.since.Name, tt.since.Judged = "monday.json", fixture.Start
			}
			if tt.since.Name == "none" {
				tt.since.Name = ""
			}
			r.ConcludeSince(tt.gate, tt.since)
			if r.Exit != tt.want || r.Clusters[0].Verdict != verdict {
				t.Errorf("exit %+v, want %+v; verdict %s, was %s", r.Exit, tt.want, r.Clusters[0].Verdict, verdict)
			}
		})
	}
}
