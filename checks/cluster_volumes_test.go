package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestSharedVolumes(t *testing.T) {
	tests := []struct {
		name     string
		change   func(first, second *facts.Node)
		status   Status
		got      string
		severity baselines.Severity
	}{
		{name: "in order", status: Pass, got: "2 shared volumes without a fault"},
		{name: "none", change: both(withoutVolumes), status: NotApplicable},
		{name: "redirected", change: both(withFault(1)), status: Drift, got: "Volume 2: redirected", severity: baselines.Medium},
		{name: "in maintenance", change: both(withFault(4)), status: Drift, got: "Volume 2: in maintenance", severity: baselines.Medium},
		{name: "dismounted and redirected", change: both(withFault(9)), status: Drift, got: "Volume 2: dismounted, redirected", severity: baselines.High},
		{name: "no access, and more", change: both(withFault(18)), status: Drift, got: "Volume 2: no access", severity: baselines.High},
		{name: "not documented", change: both(withFault(16)), status: Unknown},
		{name: "null", change: both(func(n *facts.Node) { n.Topology.Volumes.Volumes[0].Fault = nil }), status: Unknown},
		{name: "a drift beside what is not known", change: both(func(n *facts.Node) {
			n.Topology.Volumes.Volumes[0].Fault = nil
			withFault(2)(n)
		}), status: Drift, got: "Volume 2: no access", severity: baselines.High},
		{name: "a row without anything", change: both(func(n *facts.Node) { n.Topology.Volumes.Volumes = []facts.ClusterVolume{{}} }), status: Unknown},
		{name: "two accounts", change: func(first, _ *facts.Node) { withFault(1)(first) }, status: Unknown},
		{name: "one sees none", change: func(first, _ *facts.Node) { withoutVolumes(first) }, status: Unknown},
		{name: "one not read", change: func(first, _ *facts.Node) {
			first.Topology.Volumes = facts.ClusterVolumes{Section: failed("volumes")}
		}, status: Pass, got: "2 shared volumes without a fault"},
		{name: "an earlier document", change: both(func(n *facts.Node) { n.Topology.Volumes = facts.ClusterVolumes{} }), status: Unknown},
		{name: "no row, and nothing that explains it", change: both(func(n *facts.Node) { n.Topology.Volumes.Volumes = nil }), status: Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := testBaseline()
			c := Cluster{Name: "C"}
			for _, name := range []string{"N1", "N2"} {
				c.Nodes = append(c.Nodes, Subject{Facts: testNode(name), Baseline: b})
			}
			if tt.change != nil {
				tt.change(c.Nodes[0].Facts, c.Nodes[1].Facts)
			}
			f := findingOf(t, Evaluate(c), "cluster/shared-volumes")
			if f.Status != tt.status || tt.got != "" && f.Got != tt.got || tt.severity != "" && f.Severity != tt.severity {
				t.Errorf("%s, %q, %s: %s; want %s, %q, %s", f.Status, f.Got, f.Severity, f.Reason, tt.status, tt.got, tt.severity)
			}
		})
	}
}

// both makes the same change to two nodes.
func both(change func(*facts.Node)) func(first, second *facts.Node) {
	return func(first, second *facts.Node) {
		change(first)
		change(second)
	}
}
