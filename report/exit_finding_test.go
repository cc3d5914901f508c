package report_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// A finding alone in a result counts when, and only when, the result does not pass.
func TestCountsFindingAgreesWithExit(t *testing.T) {
	pass := fixture.Simple("a/pass", "a", checks.Pass, baselines.High, "")
	for _, status := range []checks.Status{checks.Pass, checks.Drift, checks.Unknown, checks.NotApplicable, checks.Waived} {
		for _, severity := range baselines.Severities() {
			for _, missing := range [][]facts.Gap{nil, fixture.Gaps("more")} {
				f := fixture.Simple("a/b", "a", status, severity, "")
				if f.Missing = missing; status != checks.Drift && status != checks.Unknown {
					f.Missing = nil
				}
				for _, least := range append(baselines.Severities(), "") {
					for _, allow := range []bool{false, true} {
						gate := report.Gate{FailOn: least, AllowIncomplete: allow}
						in := fixture.Input(fixture.OneNode(pass, f))
						in.Gate = gate
						r := report.New(in)
						if got, want := gate.CountsFinding(r.Clusters[0].Findings[0]), r.Exit.Code != report.ExitPass; got != want {
							t.Errorf("%s %s, missing %v, by %+v: counts is %v, the exit code %d", status, severity, f.Missing, gate, got, r.Exit.Code)
						}
					}
				}
			}
		}
	}
}

func TestNothingIsAllowedOfWhatFailed(t *testing.T) {
	allow := report.Gate{AllowIncomplete: true}
	in := fixture.Input(fixture.OneNode(fixture.Simple("a/b", "a", checks.Unknown, baselines.High, "")))
	in.Gate = allow
	if r := report.New(in); allow.On(r).AllowIncomplete {
		t.Errorf("unknowns are allowed of a result with exit code %d", r.Exit.Code)
	}
	in = fixture.Input(fixture.OneNode(fixture.Simple("a/b", "a", checks.Pass, baselines.High, "")))
	in.Gate = allow
	if r := report.New(in); !allow.On(r).AllowIncomplete {
		t.Errorf("unknowns are not allowed of a result with exit code %d", r.Exit.Code)
	}
}
