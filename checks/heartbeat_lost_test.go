package checks

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// heartbeatSituations are nodes with values that lead to every verdict.
func heartbeatSituations() []situation {
	set := func(values map[string]int) func(*facts.Node) {
		return func(n *facts.Node) { maps.Copy(n.ClusterOf.Properties, values) }
	}
	return []situation{
		{name: "threshold at the default", change: set(map[string]int{"SameSubnetThreshold": 5})},
		{name: "threshold between default and range", change: set(map[string]int{"SameSubnetThreshold": 8})},
		{name: "threshold below the default", change: set(map[string]int{"SameSubnetThreshold": 3})},
		{name: "threshold at the default, and a node was removed", change: func(n *facts.Node) {
			n.ClusterOf.Properties["SameSubnetThreshold"] = 5
			happen(&n.Events.Cluster, event(testFlip, nodeRemoved, "NodeName", "N2"))
		}},
		{name: "thresholds out of order", change: set(map[string]int{"SameSubnetThreshold": 30})},
		{name: "a value of the cluster", change: set(map[string]int{"AddEvictDelay": 0})},
		{name: "a value of the cluster that the node does not give", change: func(n *facts.Node) { delete(n.ClusterOf.Properties, "AddEvictDelay") }},
		{name: "hardened", change: func(n *facts.Node) {
			n.Hardening.NTLM.Incoming, n.Hardening.SMB.ServerStart = new(uint32(2)), new(uint32(facts.StartDisabled))
		}},
		{name: "a level", change: set(map[string]int{"ClusterFunctionalLevel": 8})},
		{name: "a later Windows", change: func(n *facts.Node) {
			n.OS.Build = facts.Build2016
			n.ClusterOf.Asked = append(n.ClusterOf.Asked, functionalLevel)
			n.ClusterOf.Properties[functionalLevel] = 9
		}},
	}
}

// lossesOfValue are the ways in which the value of a property is lost.
func lossesOfValue() map[string]func(c *facts.Cluster, name string) {
	isName := func(name string) func(string) bool { return func(other string) bool { return other == name } }
	return map[string]func(c *facts.Cluster, name string){
		"null":    func(*facts.Cluster, string) {},
		"refused": func(c *facts.Cluster, name string) { c.Refused = append(c.Refused, name) },
		"not asked for": func(c *facts.Cluster, name string) {
			c.Asked = slices.DeleteFunc(slices.Clone(c.Asked), isName(name))
		},
	}
}

// TestLostClusterValues takes the properties of the cluster from one node, one
// after the other and all that follow: a verdict stays as it is, with the same
// severity, or becomes unknown.
func TestLostClusterValues(t *testing.T) {
	for _, s := range situations() {
		before := Evaluate(s.cluster())
		for how, lose := range lossesOfValue() {
			for _, several := range []bool{false, true} {
				names := slices.Sorted(maps.Keys(s.cluster().Nodes[0].Facts.ClusterOf.Properties))
				for i, first := range names {
					c := s.cluster()
					lost := &c.Nodes[0].Facts.ClusterOf
					for _, name := range names[i:] {
						if name == first || several {
							delete(lost.Properties, name)
							lose(lost, name)
						}
					}
					after := Evaluate(c)
					for _, change := range worsened(before, after) {
						t.Errorf("%s: %s %s: %s", s.name, first, how, change)
					}
					for j, f := range after {
						if f.Status == Drift && f.Severity != before[j].Severity {
							t.Errorf("%s: %s %s: %s was %s and is %s", s.name, first, how, f.ID, before[j].Severity, f.Severity)
						}
					}
				}
			}
		}
	}
}

// TestRepeatedClusterNames: a name that is in a list twice changes nothing.
func TestRepeatedClusterNames(t *testing.T) {
	for _, s := range situations() {
		for how, lose := range lossesOfValue() {
			once, twice := s.cluster(), s.cluster()
			for _, c := range []Cluster{once, twice} {
				own := &c.Nodes[0].Facts.ClusterOf
				delete(own.Properties, "CrossSubnetDelay")
				lose(own, "CrossSubnetDelay")
			}
			own := &twice.Nodes[0].Facts.ClusterOf
			own.Asked, own.Refused = slices.Repeat(own.Asked, 2), slices.Repeat(own.Refused, 2)
			if !reflect.DeepEqual(Evaluate(once), Evaluate(twice)) {
				t.Errorf("%s: CrossSubnetDelay %s: other findings when its name comes twice", s.name, how)
			}
		}
	}
}
