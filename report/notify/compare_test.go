package notify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

func sorted(all []string) []string {
	all = slices.Clone(all)
	slices.Sort(all)
	return all
}

// TestTurns has a first result, and what is reported of a second one.
func TestTurns(t *testing.T) {
	at := func(r *report.Result) *report.Finding { return &r.Clusters[0].Findings[0] } // hotfix/KB1 of N1
	status := func(s checks.Status) func(*report.Result) { return func(r *report.Result) { at(r).Status = s } }
	drifts := func(r *report.Result) {
		at(r).Status, at(r).Got, at(r).Fingerprint = checks.Drift, "not installed", "d"
	}
	conceal := func(r *report.Result) { r.Clusters[0].Findings = r.Clusters[0].Findings[1:] }
	none := func(*report.Result) {}
	for _, tt := range []struct {
		name          string
		first, second func(*report.Result)
		want          []string // of the second
	}{
		{"nothing", none, none, nil},
		{"drift that stays", drifts, drifts, nil},
		{"drift that becomes unknown", drifts, status(checks.Unknown), []string{"became-unknown N1 hotfix/KB1"}},
		{"unknown for the first time", none, status(checks.Unknown), []string{"became-unknown N1 hotfix/KB1"}},
		{"unknown that passes", status(checks.Unknown), none, []string{"known-again N1 hotfix/KB1"}},
		{"unknown that drifts", status(checks.Unknown), drifts, []string{"new N1 hotfix/KB1"}},
		{"drift that no longer applies", drifts, status(checks.NotApplicable), []string{"no-longer-applies N1 hotfix/KB1"}},
		{"waived from the start", none, status(checks.Waived), nil},
		{"a waiver that ends", status(checks.Waived), drifts, []string{"waiver-ended N1 hotfix/KB1"}},
		{"an expired waiver", none, func(r *report.Result) { drifts(r); at(r).Waiver = &checks.Waiver{Expired: true} }, []string{"new N1 hotfix/KB1"}},
		{"numbers that vary without a meaning", drifts, func(r *report.Result) { drifts(r); at(r).Got = "not installed for 3 ms" }, nil},
		{"drift that is left out", drifts, func(r *report.Result) { conceal(r); r.Selection = &report.Narrowing{Only: []string{"quorum"}} }, nil},
		{"drift without a finding", drifts, conceal, []string{"no-longer-applies N1 hotfix/KB1"}},
		{"the node is not selected", drifts, func(r *report.Result) {
			c := &r.Clusters[0]
			c.Selection, c.Nodes, c.Findings = &report.Selection{Nodes: 2, Of: 3}, c.Nodes[1:], c.Findings[2:]
		}, nil},
		{"the scan was interrupted", drifts, func(r *report.Result) {
			c := &r.Clusters[0]
			r.Interrupted, c.Nodes[0].State, c.Findings = true, report.NotRead, c.Findings[2:]
		}, nil},
		{"the cluster is not in the result", drifts, func(r *report.Result) { r.Clusters = nil }, nil},
		{"the name in other letters", drifts, func(r *report.Result) { drifts(r); at(r).Node, r.Clusters[0].Nodes[0].Name = "n1", "n1" }, nil},
		{"by other rules, with the same observed", drifts, func(r *report.Result) {
			at(r).Got, r.Baselines[0].Digest = "not installed", "sha256:2"
		}, []string{"requirement-changed N1 hotfix/KB1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openHistory(t)
			m := month{nodes: []string{"N1", "N2", "N3"}}
			first, second := m.night(1), m.night(2)
			tt.first(first)
			tt.second(second)
			record(t, s, first, 0, sink("oncall"))
			if diff := cmp.Diff(tt.want, record(t, s, second, 0, sink("oncall"))["oncall"]); diff != "" {
				t.Error(diff)
			}
			third := m.night(3) // everything passes: whatever was reported and is open is closed
			record(t, s, third, 0, sink("oncall"))
			if again := record(t, s, m.night(4), time.Hour, sink("oncall"))["oncall"]; again != nil {
				t.Errorf("after all passes: %v", again)
			}
		})
	}
}

// Drift that returns is new also where a waiver that concerned it has expired since: nothing
// was waived that the sink knows of.
func TestReturnedDriftWithExpiredWaiver(t *testing.T) {
	s, m := openHistory(t), month{nodes: []string{"N1"}}
	night := func(day int, status checks.Status) *report.Result {
		r := m.night(day)
		f := &r.Clusters[0].Findings[0]
		f.Status, f.Waiver = status, &checks.Waiver{Reason: "until the driver is replaced", Owner: "platform@contoso.example", Expired: status == checks.Drift}
		if status == checks.Pass {
			f.Waiver = nil
		}
		return r
	}
	for i, tt := range []struct {
		status checks.Status
		want   []string
	}{
		{checks.Waived, nil}, {checks.Drift, []string{"waiver-ended N1 hotfix/KB1"}}, {checks.Pass, []string{"fixed N1 hotfix/KB1"}}, {checks.Drift, []string{"new N1 hotfix/KB1"}},
	} {
		if got := record(t, s, night(i+1, tt.status), 0, sink("oncall"))["oncall"]; !slices.Equal(got, tt.want) {
			t.Errorf("night %d: %v, want %v", i+1, got, tt.want)
		}
	}
}
