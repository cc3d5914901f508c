package formats

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Formats for people show what changed since the last run and since when drift is there, and
// those for programs have it as values.
func TestPastIsShown(t *testing.T) {
	r := fixture.WithPast(30, fixture.FieldReport())
	const head = "run 0123456789ab of 2026-11-21 09:30:00 UTC: 1 new, 1 fixed, 4 still drifting; 1 node not read"
	for _, tt := range []struct {
		name, format string
		options      report.Options
		want         []string
	}{
		{"text", "text", report.Options{Width: 200}, []string{
			"Since the last run  " + head + "\n",
			"critical  new drift  NODE1: hotfix/KB2552040; not installed\n",
			"          not read   NODE8: connect: no answer within 10 s\n",
			"critical  fixed      NODE4, NODE5: hotfix/KB2552040; The quorum hotfix\n",
			"          and 3 more: clusterdrift diff shows them\n",
			"of 3 new in this run",
		}},
		{"details", "text", report.Options{Width: 200, Details: true}, []string{
			head, "history    - NODE1: new in this run\n", "- NODE2, NODE3: drifting since 2026-11-03, not seen in 2 runs since\n",
		}},
		{"markdown", "markdown", report.Options{}, []string{
			"**Since the last run:** " + head, "- **critical new drift** NODE1: hotfix/KB2552040; not installed", "- and 3 more: `clusterdrift diff` shows them",
			"- history: NODE1: new in this run",
		}},
		{"html", "html", report.Options{}, []string{
			"<strong>Since the last run</strong> " + head, `<strong class="word new">new drift</strong> NODE1: hotfix/KB2552040; not installed</li>`, "drifting since 2026-11-03, not seen in 2 runs since",
			"<title id=\"c1-trend-title\">Drift and unknowns of FIELDREPORT, run by run</title>", "The numbers of these 30 runs",
		}},
		{"json", "json", report.Options{}, []string{
			`"since":"2026-11-22T09:30:00Z","new":true,"was":"pass","baseline_state":"new"`, `"since":"2026-11-03T09:30:00Z","since_run":"00112233aabb","missed_runs":2,"was":"pass","baseline_state":"unchanged"`,
			`"last_run":{"run":"0123456789ab","started":"2026-11-21T09:30:00Z"`, `"trend":[{`,
		}},
		{"csv", "csv", report.Options{}, []string{",2026-11-03T09:30:00Z,unchanged\r\n", ",2026-11-22T09:30:00Z,new\r\n", ",,absent\r\n"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := string(render(t, tt.format, r, tt.options))
			if tt.format == "json" {
				out = strings.ReplaceAll(out, "\n", "")
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
		})
	}
}

// The first run has one line, and no finding of it is new.
func TestFirstRun(t *testing.T) {
	r := fixture.Result(fixture.FieldReport())
	r.LastRun = &report.LastRun{}
	for _, format := range []string{"text", "markdown", "html"} {
		out := string(render(t, format, r, report.Options{Width: 200}))
		if strings.Count(out, "the history has no earlier run of this scope") != 1 || strings.Contains(out, "new in this run") || strings.Contains(out, "Trend") {
			t.Errorf("%s:\n%s", format, out)
		}
	}
}

// Every result of a run with an earlier one has a state, and what is absent is no problem.
func TestSARIFBaselineState(t *testing.T) {
	type result struct {
		RuleID, Kind, Level, BaselineState string
		PartialFingerprints                map[string]string
	}
	states := func(r *report.Result, o report.Options) map[string]int {
		var log struct {
			Runs []struct {
				Results []result
				Tool    struct {
					Driver struct{ Rules []struct{ ID string } }
				}
			}
		}
		if err := json.Unmarshal(render(t, "sarif", r, o), &log); err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, one := range log.Runs[0].Results {
			count[one.BaselineState]++
			if absent := one.BaselineState == "absent"; absent != (one.Kind == "pass" || one.Kind == "notApplicable") || absent && one.Level != "none" {
				t.Errorf("%s is %s, kind %s, level %s", one.RuleID, one.BaselineState, one.Kind, one.Level)
			}
			if len(one.PartialFingerprints) == 0 {
				t.Errorf("%s has no fingerprint", one.RuleID)
			}
		}
		return count
	}
	r := fixture.WithPast(3, fixture.FieldReport())
	got := states(r, report.Options{})
	if got[""] > 0 || got["new"] == 0 || got["unchanged"] == 0 || got["absent"] == 0 {
		t.Errorf("states %v", got)
	}
	if got := states(r, report.Options{Repository: "/work", Directory: "/work"}); got["absent"] > 0 {
		t.Errorf("on GitHub: %v", got)
	}
	if got := states(fixture.Result(fixture.FieldReport()), report.Options{}); len(got) != 1 || got[""] == 0 {
		t.Errorf("without a history: %v", got)
	}
}
