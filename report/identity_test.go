package report_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func identityFinding(status checks.Status) checks.Finding {
	return fixture.Simple(checks.IdentityID, "node", status, baselines.Critical, "HV01")
}

// TestIdentityDecidesNothing: that a node is the one that was asked for says nothing of
// what it is like.
func TestIdentityDecidesNothing(t *testing.T) {
	tests := []struct {
		name  string
		found []checks.Finding
		gate  report.Gate
		code  int
		state report.State
	}{
		{"no requirement applies", []checks.Finding{identityFinding(checks.Pass), fixture.Simple("a/b", "a", checks.NotApplicable, baselines.High, "HV01")}, report.Gate{}, 5, report.Scanned},
		{"no requirement at all", []checks.Finding{identityFinding(checks.Pass)}, report.Gate{}, 5, report.Partial},
		{"nothing is decided, and that is allowed", []checks.Finding{identityFinding(checks.Pass), fixture.Simple("a/b", "a", checks.Unknown, baselines.High, "HV01")}, report.Gate{AllowIncomplete: true}, 5, report.Partial},
		{"a requirement passes", []checks.Finding{identityFinding(checks.Pass), fixture.Simple("a/b", "a", checks.Pass, baselines.High, "HV01")}, report.Gate{}, 0, report.Scanned},
		{"another machine", []checks.Finding{identityFinding(checks.Unknown), fixture.Simple("a/b", "a", checks.Pass, baselines.High, "HV01")}, report.Gate{}, 3, report.Partial},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := fixture.OneNode(tt.found...)
			for i := range j.Findings {
				j.Findings[i].Node = j.Cluster.Nodes[0].Facts.Name
			}
			r := report.New(report.Input{Clusters: []report.Judged{j}, Gate: tt.gate})
			if r.Exit.Code != tt.code || r.Clusters[0].Nodes[0].State != tt.state {
				t.Errorf("exit %+v, the node is %s", r.Exit, r.Clusters[0].Nodes[0].State)
			}
		})
	}
}

// TestAnotherMachineComesFirst: before anything else on the node, and only then.
func TestAnotherMachineComesFirst(t *testing.T) {
	for status, first := range map[checks.Status]string{checks.Unknown: checks.IdentityID, checks.Pass: "a/b"} {
		j := fixture.OneNode(fixture.Simple("a/b", "a", checks.Unknown, baselines.Critical, "HV01"), identityFinding(status))
		for i := range j.Findings {
			j.Findings[i].Node = j.Cluster.Nodes[0].Facts.Name
		}
		if got := fixture.Result(j).Clusters[0].Findings[0].ID; got != first {
			t.Errorf("%s: %s comes first", status, got)
		}
	}
}
