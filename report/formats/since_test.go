package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Where an earlier result decides, formats with test results fail where the exit code
// says so, and only there.
func TestFormatsFollowTheEarlierResult(t *testing.T) {
	const old, perhaps = "not new since the earlier result", "may be new since the earlier result"
	for _, tt := range []struct {
		name      string
		novelty   report.Novelty
		gate      report.Gate
		since     report.Since
		exit      int
		junit     string
		tap       string
		github    string
		sarif     string
		junitFull string
	}{
		{"old", report.NotNew, report.Gate{}, report.Since{}, 0,
			"skipped: not counted: drift, " + old + ", high: About a/b", "TODO not counted: high drift, " + old, "notice", old, "failure: high: About a/b"},
		{"new", report.IsNew, report.Gate{}, report.Since{New: map[baselines.Severity]int{"high": 1}}, 1,
			"failure: high: About a/b", "", "error", "new since the earlier result", "failure: high: About a/b"},
		{"perhaps new", report.MayBeNew, report.Gate{}, report.Since{Unsure: map[baselines.Severity]int{"high": 1}}, 3,
			"failure: high: About a/b", "", "error", perhaps, "failure: high: About a/b"},
		{"perhaps new, allowed", report.MayBeNew, report.Gate{AllowIncomplete: true}, report.Since{Unsure: map[baselines.Severity]int{"high": 1}}, 0,
			"skipped: not counted: drift, " + perhaps + ", high: About a/b", "TODO not counted: high drift, " + perhaps, "error", perhaps, "failure: high: About a/b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := fixture.Result(fixture.OneNode(simpleID("a/a", checks.Pass, baselines.High), simple(checks.Drift, baselines.High)))
			r.MarkSince(tt.gate, func(string, int) report.Novelty { return tt.novelty })
			tt.since.Name = "monday.json"
			r.ConcludeSince(tt.gate, tt.since)
			if r.Exit.Code != tt.exit {
				t.Errorf("exit %+v, want %d", r.Exit, tt.exit)
			}
			o := report.Options{Gate: tt.gate}
			junit := parseJUnit(t, render(t, "junit", r, o)).Suites[0]
			if got := outcome(junit.Testcases[1]); got != tt.junit || (junit.Failures+junit.Errors == 0) != (tt.exit == 0) {
				t.Errorf("junit: %q, want %q", got, tt.junit)
			}
			if got := outcome(parseJUnit(t, render(t, "junit-all", r, o)).Suites[0].Testcases[1]); got != tt.junitFull {
				t.Errorf("junit-all: %q, want %q", got, tt.junitFull)
			}
			tests := parseTAP(t, render(t, "tap", r, o))
			if got := tests[1]; got.ok || got.directive != tt.tap || (countTAP(tests).failed == 0) != (tt.exit == 0) {
				t.Errorf("tap: %+v, want the directive %q", got, tt.tap)
			}
			if got := string(render(t, "github", r, o)); !strings.HasPrefix(got, "::"+tt.github+" title=") || !strings.Contains(got, "%0Ahistory: "+tt.sarif) {
				t.Errorf("github: %s", got)
			}
			if got := string(render(t, "sarif", r, o)); !strings.Contains(got, `"novelty": "`+tt.sarif+`"`) && !strings.Contains(got, `"novelty":"`+tt.sarif+`"`) {
				t.Errorf("sarif: %s", got)
			}
			if got := string(render(t, "text", r, report.Options{Details: true})); !strings.Contains(got, "history    "+tt.sarif) {
				t.Errorf("text: %s", got)
			}
		})
	}
}
