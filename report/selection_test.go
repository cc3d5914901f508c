package report_test

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestSelectionIsNotEveryNode(t *testing.T) {
	quiet := func(s *checks.Selection) report.Judged {
		j := fixture.Quiet()
		j.Cluster.Selected = s
		return j
	}
	const pass = "every applicable requirement passes or is waived, on "
	tests := []struct {
		name     string
		clusters []report.Judged
		reason   string
		summary  string // of the first cluster
		totals   string
	}{
		{"the whole", []report.Judged{quiet(nil)}, pass + "every node", "10 passed on 2 nodes", "2 nodes in 1 cluster"},
		{"all were chosen", []report.Judged{quiet(&checks.Selection{Of: 2})}, pass + "every node", "10 passed on 2 nodes", "2 nodes in 1 cluster"},
		{"a part", []report.Judged{quiet(&checks.Selection{Of: 8})}, pass + "the 2 of 8 nodes selected", "10 passed on 2 nodes; 2 of 8 nodes selected", "2 of 8 nodes in 1 cluster"},
		{"of an unknown number", []report.Judged{quiet(&checks.Selection{})}, pass + "the 2 nodes selected", "10 passed on 2 nodes; 2 nodes selected", "2 nodes (selected) in 1 cluster"},
		{"with a whole cluster", []report.Judged{quiet(&checks.Selection{Of: 8}), quiet(nil)}, pass + "the 4 of 10 nodes selected", "10 passed on 2 nodes; 2 of 8 nodes selected", "4 of 10 nodes in 2 clusters"},
		{"with one of an unknown number", []report.Judged{quiet(&checks.Selection{Of: 8}), quiet(&checks.Selection{})}, pass + "the 4 nodes selected", "10 passed on 2 nodes; 2 of 8 nodes selected", "4 nodes (selected) in 2 clusters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := fixture.Result(tt.clusters...)
			if r.Exit.Reason != tt.reason || r.Exit.Code != report.ExitPass {
				t.Errorf("exit is %+v, want the reason %q", r.Exit, tt.reason)
			}
			if got := r.Clusters[0].Summary(); got != tt.summary {
				t.Errorf("the summary is %q, want %q", got, tt.summary)
			}
			if got := r.TotalsLine(); !strings.HasPrefix(got, tt.totals+",") {
				t.Errorf("the totals are %q, want %q", got, tt.totals)
			}
			if partial := !strings.HasSuffix(tt.reason, "every node"); r.Partial != partial {
				t.Errorf("the result is partial: %v", r.Partial)
			}
		})
	}
}

// What the nodes of a selection have in common is not said of the cluster.
func TestSelectionQualifiesWhatNodesHaveInCommon(t *testing.T) {
	alike := fixture.Simple("heartbeat/agreement", "heartbeat", checks.Pass, baselines.High, "")
	alike.Reason = "every node reports the same values"
	differs := fixture.Simple("consistency/offload", "consistency", checks.Drift, baselines.High, "")
	j := fixture.OneNode(fixture.Simple("a/pass", "a", checks.Pass, baselines.High, ""))
	j.Findings = append(j.Findings, alike, differs)
	j.Cluster.Selected = &checks.Selection{Of: 8}
	reasons := map[string]string{}
	for _, f := range fixture.Result(j).Clusters[0].Findings {
		reasons[f.ID] = f.Reason
	}
	for id, want := range map[string]string{
		"heartbeat/agreement": "every node reports the same values, of the 1 of 8 nodes selected",
		"consistency/offload": differs.Reason, "a/pass": "this is how the evidence reads",
	} {
		if reasons[id] != want {
			t.Errorf("%s: the reason is %q, want %q", id, reasons[id], want)
		}
	}
}
