package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestClusterValue(t *testing.T) {
	runCases(t, "cluster-value/AddEvictDelay", []verdictCase{
		{name: "as wanted", status: Pass, got: "1"},
		{name: "more", change: property("AddEvictDelay", 2), status: Pass},
		{name: "less", change: property("AddEvictDelay", 0), status: Drift, got: "0"},
		{name: "not asked for", change: unaskedProperty("AddEvictDelay"), status: Unknown},
		{name: "no cluster service", change: noCluster, status: NotApplicable},
	})
}

func TestClusterValuesAreAlike(t *testing.T) {
	for name, tt := range map[string]struct {
		second func(*facts.Node)
		want   Status
	}{
		"alike":    {func(*facts.Node) {}, Pass},
		"unlike":   {func(n *facts.Node) { n.ClusterOf.Properties["AddEvictDelay"] = 2 }, Drift},
		"not read": {func(n *facts.Node) { n.ClusterOf = facts.Cluster{Section: failed("cluster")} }, Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := testNode("N1"), testNode("N2")
			tt.second(b)
			found := Evaluate(Cluster{Nodes: []Subject{{Facts: a, Baseline: testBaseline()}, {Facts: b, Baseline: testBaseline()}}})
			if f := findingOn(t, found, "", "consistency/cluster-values"); f.Status != tt.want {
				t.Errorf("%s, want %s: %+v", f.Status, tt.want, f)
			}
		})
	}
}
