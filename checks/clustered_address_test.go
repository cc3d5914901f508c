package checks

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const clusteredIP = "10.0.0.50"

// giveClusteredAddresses gives the cluster an address, and each adapter what it has.
func giveClusteredAddresses(n *facts.Node) {
	n.Topology.Addresses = facts.ClusterAddresses{Section: collected("cluster addresses"), Found: []facts.ClusterAddress{
		{Resource: "{00000000-0000-4000-8000-0000000000A1}", Address: clusteredIP},
	}}
	n.Adapters.Static = facts.StaticAddresses{Section: collected("static addresses")}
	for _, a := range n.Adapters.IP.Found {
		n.Adapters.Static.Found = append(n.Adapters.Static.Found, facts.StaticAddress{
			ID: facts.NormalGUID(a.ID), DHCP: new(false), Addresses: []string{"10.0.0.1"},
		})
	}
}

// bindClustered configures an adapter with the address of the cluster.
func bindClustered(n *facts.Node) {
	s := staticOf(n)
	s.Addresses = append(s.Addresses, clusteredIP)
}

// staticOf is what the adapter on the network LAN is configured with.
func staticOf(n *facts.Node) *facts.StaticAddress {
	for i, s := range n.Adapters.Static.Found {
		if s.ID == facts.NormalGUID(lanOf(n).ID) {
			return &n.Adapters.Static.Found[i]
		}
	}
	return nil
}

func withoutClusteredAddresses(n *facts.Node) {
	n.Topology.Addresses = facts.ClusterAddresses{Section: collected("cluster addresses"), None: true}
}

func TestClusteredAddress(t *testing.T) {
	type change = func(*facts.Node, *baselines.Baseline)
	when := func(changes ...func(*facts.Node)) change {
		return func(n *facts.Node, _ *baselines.Baseline) {
			for _, c := range changes {
				c(n)
			}
		}
	}
	unset := func(n *facts.Node) {
		n.Topology.Addresses.Found = append(n.Topology.Addresses.Found, facts.ClusterAddress{Resource: "{00000000-0000-4000-8000-0000000000A2}"})
	}
	left := func(n *facts.Node) {
		n.Adapters.Static.Found = append(n.Adapters.Static.Found, facts.StaticAddress{ID: "{00000000-0000-4000-8000-0000000000FF}", DHCP: new(false), Addresses: []string{clusteredIP}})
	}
	off := func(n *facts.Node) { lanOf(n).IPEnabled = false }
	dhcp := func(value *bool) func(*facts.Node) { return func(n *facts.Node) { staticOf(n).DHCP = value } }
	noIP := func(n *facts.Node) { n.Adapters.IP = facts.AdapterAddresses{Section: failed("adapter addresses")} }
	runCases(t, "cluster-network/"+clusteredAddress, []verdictCase{
		{name: "not configured", status: Pass, got: "1 address of the cluster, none configured"},
		{name: "configured", change: when(bindClustered), status: Drift, got: "10.0.0.50 on Synthetic 1000 Adapter #2"},
		{name: "configured, and another is not known", change: when(bindClustered, unset), status: Drift, got: "10.0.0.50 on Synthetic 1000 Adapter #2"},
		{name: "one is not known", change: when(unset), status: Unknown, missing: "the address of the resource"},
		{name: "on an adapter that was taken out", change: when(left), status: Pass, got: "1 address of the cluster, none configured"},
		{name: "on an adapter that was taken out, whose driver is still there", change: when(left, func(n *facts.Node) {
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, facts.AdapterDriver{Key: "0042", ID: "{00000000-0000-4000-8000-0000000000FF}", Description: "Gone"})
		}), status: Unknown, missing: "which no adapter has now"},
		{name: "on an adapter that may have been taken out", change: when(left, func(n *facts.Node) {
			n.Adapters.Drivers = facts.AdapterDrivers{Section: failed("adapter drivers")}
		}), status: Unknown, missing: "which no adapter has now"},
		{name: "on an adapter that was taken out, and on another", change: when(left, bindClustered), status: Drift},
		{name: "on an adapter without IP", change: when(bindClustered, off), status: Unknown, missing: "on which IP is not enabled now"},
		{name: "beside DHCP", change: when(bindClustered, dhcp(new(true))), status: Unknown, missing: "from DHCP"},
		{name: "perhaps beside DHCP", change: when(bindClustered, dhcp(nil)), status: Unknown, missing: "from DHCP"},
		{name: "DHCP elsewhere", change: when(dhcp(new(true))), status: Pass},
		{name: "adapters not read", change: when(bindClustered, noIP), status: Unknown, missing: "the adapters that are configured"},
		{name: "adapters not read, and none has the address", change: when(noIP), status: Unknown, missing: "the adapters that are configured"},
		{name: "the interface of an adapter is missing", change: when(bindClustered, func(n *facts.Node) {
			id := staticOf(n).ID
			n.Adapters.Static.Found = slices.DeleteFunc(n.Adapters.Static.Found, func(s facts.StaticAddress) bool { return s.ID == id })
		}), status: Unknown, missing: "is configured with"},
		{name: "an address by DHCP", change: when(func(n *facts.Node) { n.Topology.Addresses.Found[0].Address = "0.0.0.0" }), status: NotApplicable},
		{name: "an address by DHCP beside one that is configured", change: when(bindClustered, func(n *facts.Node) {
			n.Topology.Addresses.Found = append(n.Topology.Addresses.Found, facts.ClusterAddress{Resource: "{00000000-0000-4000-8000-0000000000A2}", Address: "0.0.0.0"})
		}), status: Drift},
		{name: "a row without anything", change: when(func(n *facts.Node) { n.Topology.Addresses.Found = []facts.ClusterAddress{{}} }), status: Unknown, missing: "the address of the resource"},
		{name: "no address", change: when(withoutClusteredAddresses, bindClustered), status: NotApplicable, reason: "no resource of the type IP Address"},
		{name: "no row, and nothing that explains it", change: when(func(n *facts.Node) { n.Topology.Addresses.Found = nil }), status: Unknown},
		{name: "configuration not read", change: when(func(n *facts.Node) { n.Adapters.Static = facts.StaticAddresses{} }), status: Unknown, missing: "configured with"},
		{name: "configuration denied", change: when(func(n *facts.Node) { n.Adapters.Static = facts.StaticAddresses{Section: failed("static")} }), status: Unknown, missing: "was denied"},
		{name: "an earlier document", change: when(func(n *facts.Node) { n.Topology.Addresses = facts.ClusterAddresses{} }), status: Unknown},
		{name: "in an unknown cluster", change: when(bindClustered, func(n *facts.Node) { n.ClusterOf.Name = "" }), status: Unknown, missing: "the name of the cluster"},
	})
}

// A node that was not read leaves the findings of the others alone, and one that does not
// read the cluster as a whole is judged by what another one read.
func TestClusteredAddressOfOneOfThree(t *testing.T) {
	c := Cluster{Name: "C"}
	for _, name := range []string{"N1", "N2", "N3"} {
		c.Nodes = append(c.Nodes, Subject{Facts: testNode(name), Baseline: testBaseline()})
	}
	first, second, third := c.Nodes[0].Facts, c.Nodes[1].Facts, c.Nodes[2].Facts
	first.Adapters.Static = facts.StaticAddresses{Section: failed("static")}
	second.Topology.Addresses = facts.ClusterAddresses{}
	bindClustered(second)
	third.Topology.Addresses = facts.ClusterAddresses{}
	want := map[string]Status{first.Name: Unknown, second.Name: Drift, third.Name: Pass}
	for _, f := range Evaluate(c) {
		if f.ID == "cluster-network/"+clusteredAddress && f.Status != want[f.Node] {
			t.Errorf("%s: %s, %s", f.Node, f.Status, f.Reason)
		}
	}
	second.ClusterOf.Name = "OTHER"
	for _, f := range Evaluate(c) {
		if f.ID == "cluster-network/"+clusteredAddress && f.Status != Unknown {
			t.Errorf("of two clusters: %s: %s, %s", f.Node, f.Status, f.Reason)
		}
	}
}
