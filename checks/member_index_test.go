package checks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The index finds the node that asking each of them finds, whatever is known of its name.
func TestMemberIndexFindsWhatIsNodeFinds(t *testing.T) {
	os := func(netBIOS, host string) facts.OS {
		return facts.OS{Section: facts.Section{State: facts.Collected}, HostName: netBIOS, DNSHostName: host}
	}
	nodes := []Subject{
		{Facts: &facts.Node{Name: "192.0.2.1", OS: os("HV01", "hv01")}},
		{Facts: &facts.Node{Name: "hv02.contoso.example"}},
		{Facts: &facts.Node{Name: "a", OS: os("A-NODE-WITH-A-L", "")}},
		{Facts: &facts.Node{Name: "b", OS: os("B-NODE-WITH-A-L", "b-node-with-a-long-name")}},
		{Facts: &facts.Node{Name: "HV01", OS: os("HV09", "hv09")}},
		{Facts: &facts.Node{Name: "", OS: os("", "")}},
		{Facts: &facts.Node{Name: "ſ", OS: os("ſ", "")}},
	}
	names := newMemberIndex(nodes)
	for _, name := range []string{
		"HV01", "hv01.contoso.example", "hv02", "HV02.other.example", "192.0.2.1", "192", "a-node-with-a-long-name", "A-NODE-WITH-A-L",
		"b-node-with-a-long-name", "b-node-with-a-long-other", "B-NODE-WITH-A-L", "hv09", "a", "b", "", ".", "none", "S", "s",
	} {
		want := slices.IndexFunc(nodes, func(s Subject) bool { return s.Facts.Name == name || isNode(s.Facts, name) })
		if got := names.find(name); got != want {
			t.Errorf("%q: %d instead of %d", name, got, want)
		}
		var members, called []int
		var one memberNames
		one.add(name, 0)
		for i, s := range nodes {
			if isNode(s.Facts, name) {
				members = append(members, i)
			}
			if one.has(asMember(s.Facts)) {
				called = append(called, i)
			}
		}
		if got := names.members(name); !slices.Equal(got, members) || !slices.Equal(called, members) {
			t.Errorf("%q: the members %v, and %v the other way round, instead of %v", name, got, called, members)
		}
	}
}

// Judging makes work in proportion to the size of a cluster.
func TestEvaluateIsLinear(t *testing.T) {
	baseline := loaded(t, "ws2019")
	allocations := func(n int) float64 {
		var c Cluster
		for i := range n {
			name := fmt.Sprintf("HV%04d", i)
			c.Nodes = append(c.Nodes, Subject{Facts: &facts.Node{Name: name, OS: facts.OS{Section: facts.Section{State: facts.Collected}, HostName: name}}, Baseline: baseline})
		}
		return testing.AllocsPerRun(1, func() { Evaluate(c) })
	}
	if small, large := allocations(100), allocations(200); large > 2.3*small {
		t.Errorf("%.0f allocations for 100 nodes, %.0f for 200", small, large)
	}
}
