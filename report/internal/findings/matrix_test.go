package findings

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

func TestMatrix(t *testing.T) {
	of := func(node, family string, status checks.Status) report.Finding {
		return report.Finding{ID: family + "/x", Family: family, Node: node, Status: status, Severity: baselines.High}
	}
	m := NewMatrix(report.Cluster{
		Nodes: []report.Node{{Name: "N1", State: report.Scanned}, {Name: "N2", State: report.Unreachable}},
		Findings: []report.Finding{
			of("", "consistency", checks.Pass),
			of("N1", "zz-unknown-family", checks.Pass),
			of("N1", "hotfix", checks.Drift), of("N1", "hotfix", checks.Drift), of("N1", "hotfix", checks.Unknown),
			of("N1", "teaming", checks.NotApplicable),
			of("N2", "node", checks.Unknown),
		},
	})
	if want := []string{"hotfix", "consistency", "zz-unknown-family"}; !slices.Equal(m.Families, want) {
		t.Errorf("the columns are %q, want %q", m.Families, want)
	}
	if !m.ClusterWide {
		t.Error("there is no row for the cluster as a whole")
	}
	if c := m.Counts("N1", "hotfix"); c.Drift != 2 || c.Unknown != 1 || c.DriftBySeverity[baselines.High] != 2 {
		t.Errorf("the counts are %+v", c)
	}
	if c := m.Counts("N2", "hotfix"); c.Drift+c.Unknown+c.Pass != 0 {
		t.Errorf("a cell without findings has %+v", c)
	}
}
