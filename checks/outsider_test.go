package checks

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestOutsider lists a node in no cluster with members of one: what is judged of the
// cluster as a whole is known all the same.
func TestOutsider(t *testing.T) {
	for _, members := range [][]string{{"N1"}, {"N1", "N2"}} {
		var all []Subject
		for _, name := range append(slices.Clone(members), "N3") {
			n := testNode(name)
			isOther := func(name string) bool { return !slices.Contains(members, name) }
			n.Topology.Nodes.Nodes = slices.DeleteFunc(n.Topology.Nodes.Nodes, func(m facts.ClusterNode) bool { return isOther(m.Name) })
			n.Topology.Interfaces.Interfaces = slices.DeleteFunc(n.Topology.Interfaces.Interfaces, func(i facts.ClusterInterface) bool { return isOther(i.Node) })
			// A network without an interface is of no member.
			n.Topology.Networks.Networks = slices.DeleteFunc(n.Topology.Networks.Networks, func(w facts.ClusterNetwork) bool { return w.Name == "Remote" })
			if isOther(name) {
				notMember(n, nil)
				n.ClusterOf, n.Topology, n.Quorum = facts.Cluster{Section: facts.Section{State: facts.Absent, Source: "cluster"}}, facts.Topology{}, facts.Quorum{}
			}
			all = append(all, Subject{Facts: n, Baseline: testBaseline()})
		}
		judged := 0
		for _, f := range Evaluate(Cluster{Nodes: all}) {
			if f.Node != "" {
				continue
			}
			judged++
			if f.Status == Unknown {
				t.Errorf("members %v: %s is unknown: %s %v", members, f.ID, f.Reason, f.Missing)
			}
		}
		if judged < 20 {
			t.Errorf("members %v: only %d findings on the cluster", members, judged)
		}
	}
}
