package checks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// onTopology changes what a node says of the cluster.
func onTopology(change func(*facts.Topology)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Topology) }
}

func changed(change func(*facts.Node)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { change(n) }
}

func withoutClusterService(n *facts.Node) { n.Services.Found = n.Services.Found[1:] }

// onBoth puts the nodes on the network Remote as well and asks two networks of each.
func onBoth(nodes ...string) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, b *baselines.Baseline) {
		b.ClusterNetworks[5].Min = new(2)
		for i, name := range nodes {
			of := &n.Topology.Interfaces
			of.Interfaces = append(of.Interfaces, facts.ClusterInterface{
				Node: name, Network: "Remote", State: 3, Address: "10.9.0.1", AdapterID: fmt.Sprintf("00000000-0000-4000-8000-%012d", 90+i),
			})
		}
	}
}

// A node counts by the networks it is on, not by those that the cluster has.
func TestRedundancy(t *testing.T) {
	all := onBoth("N1", "N2", "N3")
	role := func(network, role int) func(*facts.Node, *baselines.Baseline) {
		return onTopology(func(of *facts.Topology) { of.Networks.Networks[network].Role = role })
	}
	runCases(t, "cluster-network/redundancy", []verdictCase{
		{name: "two", status: Pass, got: "2 networks", change: all},
		{name: "one", status: Drift, got: "1 network", reason: "should be 2", change: then(all, role(1, 0))},
		{name: "clients only", status: Drift, got: "1 network", change: then(all, role(1, 2))},
		{name: "one node on one", status: Drift, got: "1 network", reason: "N3: 1 network", change: onBoth("N1", "N2")},
		{name: "a network that is listed twice", status: Drift, change: then(then(all, role(1, 0)), onTopology(func(of *facts.Topology) {
			of.Networks.Networks = append(of.Networks.Networks, of.Networks.Networks[0])
		}))},
		{name: "a network that is listed with two roles", status: Unknown, missing: "role of the network Remote", change: then(all, onTopology(func(of *facts.Topology) {
			again := of.Networks.Networks[1]
			again.Role = 0
			of.Networks.Networks = append(of.Networks.Networks, again)
		}))},
		{name: "role unknown", status: Unknown, missing: "role of the network Remote", change: then(all, role(1, -1))},
		{name: "a network not listed", status: Unknown, missing: "role of the network Remote", change: then(all, onTopology(func(of *facts.Topology) {
			of.Networks.Networks = slices.Delete(of.Networks.Networks, 1, 2)
		}))},
		{name: "no interface on a network", status: Unknown, missing: "an interface on the network Remote", change: onBoth()},
		{name: "no interface of the node", status: Unknown, missing: "N1: an interface of this node", change: then(onBoth("N2", "N3"), onTopology(func(of *facts.Topology) {
			of.Interfaces.Interfaces = of.Interfaces.Interfaces[2:]
		}))},
		{name: "one is enough", status: Pass, change: role(1, -1)},
		{name: "not read", status: Unknown, missing: "N1: the cluster's networks (networks): networks was denied", change: onTopology(func(of *facts.Topology) { of.Networks.Section = failed("networks") })},
		{name: "interfaces not read", status: Unknown, missing: "interfaces was denied", change: onTopology(func(of *facts.Topology) { of.Interfaces.Section = failed("interfaces") })},
		{name: "not asked", status: Unknown, missing: "no node was asked", change: onTopology(func(of *facts.Topology) { *of = facts.Topology{} })},
		{name: "no cluster", status: NotApplicable, change: changed(withoutClusterService)},
	})
}

// TestGuests: virtual machines need one network, which other nodes of the cluster and
// nodes that were not read do not prove to be enough.
func TestGuests(t *testing.T) {
	const guest = "Synthetic Guest Adapter"
	one := func(of *facts.Topology) { of.Networks.Networks[1].Role = 0 }
	virtual := func(n *facts.Node) { lanDriver(n).Description = guest }
	tests := []struct {
		name                  string
		first, second         func(*facts.Node)
		guests                []string
		redundancy, forItself Status
	}{
		{"both are", virtual, virtual, []string{guest}, Pass, NotApplicable},
		{"by the component", virtual, func(n *facts.Node) { lanDriver(n).Component = "bus\\" + guest }, []string{guest}, Pass, NotApplicable},
		{"nothing is excused", virtual, virtual, nil, Drift, Drift},
		{"one is not", virtual, func(*facts.Node) {}, []string{guest}, Drift, Drift},
		{"of one that is not known", virtual, func(n *facts.Node) { n.Adapters.Drivers = facts.AdapterDrivers{Section: failed("class")} }, []string{guest}, Unknown, Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, nodes := testBaseline(), []*facts.Node{testNode("N1"), testNode("N2")}
			b.ClusterNetworks[5].Min, b.ClusterNetworks[5].Guests, b.ClusterNetworks[0].Guests = new(2), tt.guests, tt.guests
			var all []Subject
			for i, n := range nodes {
				one(&n.Topology)
				n.Topology.Interfaces.Interfaces = n.Topology.Interfaces.Interfaces[:4] // without N3
				[]func(*facts.Node){tt.first, tt.second}[i](n)
				all = append(all, Subject{Facts: n, Baseline: b})
			}
			found := Evaluate(Cluster{Nodes: all})
			if f := findingOf(t, found, "cluster-network/redundancy"); f.Status != tt.redundancy {
				t.Errorf("redundancy: %s: %s", f.Status, f.Reason)
			}
			if f := findingOf(t, found, "cluster-network/cluster-only"); f.Status != tt.forItself {
				t.Errorf("cluster-only: %s: %s", f.Status, f.Reason)
			}
		})
	}
}

func TestNetworkState(t *testing.T) {
	state := func(network, state int) func(*facts.Node, *baselines.Baseline) {
		return onTopology(func(of *facts.Topology) { of.Networks.Networks[network].State = state })
	}
	runCases(t, "cluster-network/state", []verdictCase{
		{name: "up", status: Pass, got: "2 networks up"},
		{name: "partitioned", status: Drift, got: "LAN: state 2 (partitioned)", change: state(0, 2)},
		{name: "unknown", status: Unknown, missing: "state of the network LAN", change: state(0, -1)},
		{name: "one down, one unknown", status: Drift, got: "Remote: state 1 (down)", change: then(state(0, -1), state(1, 1))},
		{name: "down, but not used", status: Pass, change: state(2, 1)},
		{name: "none used", status: Unknown, missing: "one network", change: onTopology(func(of *facts.Topology) { of.Networks.Networks = of.Networks.Networks[2:] })},
	})
}

func TestInterfaces(t *testing.T) {
	state := func(i, state int) func(*facts.Node, *baselines.Baseline) {
		return onTopology(func(of *facts.Topology) { of.Interfaces.Interfaces[i].State = state })
	}
	runCases(t, "cluster-network/interfaces", []verdictCase{
		{name: "up", status: Pass, got: "3 interfaces up"},
		{name: "not up", status: Drift, got: "N2 on LAN: state 2, which is not 3 (up)", change: state(2, 2)},
		{name: "unknown", status: Unknown, missing: "interface of N2 on LAN", change: state(2, -1)},
		{name: "not up, but not used", status: Pass, change: state(1, 0)},
		{name: "on an unknown network", status: Unknown, missing: "the role of the network Other", change: onTopology(func(of *facts.Topology) { of.Interfaces.Interfaces[1].Network = "Other" })},
		{name: "not read", status: Unknown, missing: "interfaces was denied", change: onTopology(func(of *facts.Topology) { of.Interfaces.Section = failed("interfaces") })},
	})
}

func TestClusterOnly(t *testing.T) {
	role := func(role int) func(*facts.Node, *baselines.Baseline) {
		return onTopology(func(of *facts.Topology) { of.Networks.Networks[1].Role = role })
	}
	runCases(t, "cluster-network/cluster-only", []verdictCase{
		{name: "one", status: Pass, got: "Remote"},
		{name: "none", status: Drift, got: "none", change: role(3)},
		{name: "unknown", status: Unknown, missing: "role of the network Remote", change: role(-1)},
	})
}

// TestTwoAccounts: nodes that see another cluster decide nothing; one that was
// not read takes nothing from the account of the other.
func TestTwoAccounts(t *testing.T) {
	tests := []struct {
		name   string
		change func(*facts.Topology)
		want   Status
	}{
		{"alike", func(*facts.Topology) {}, Pass},
		{"a network down on one", func(of *facts.Topology) { of.Networks.Networks[0].State = 1 }, Unknown},
		{"another interface", func(of *facts.Topology) { of.Interfaces.Interfaces[0].State = 1 }, Unknown},
		{"second not read", func(of *facts.Topology) { *of = facts.Topology{Networks: facts.ClusterNetworks{Section: failed("n")}} }, Pass},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, first, second := testBaseline(), testNode("N1"), testNode("N2")
			test.change(&second.Topology)
			found := Evaluate(Cluster{Nodes: []Subject{{Facts: first, Baseline: b}, {Facts: second, Baseline: b}}})
			id := "cluster-network/interfaces"
			if f := findingOf(t, found, id); f.Status != test.want || f.Node != "" {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestOneAdapterPerSubnet(t *testing.T) {
	second := func(address string) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) { secondAdapter(n, address) })
	}
	last := func(n *facts.Node) *facts.AdapterAddress { return &n.Adapters.IP.Found[len(n.Adapters.IP.Found)-1] }
	runCases(t, "cluster-network/one-adapter-per-subnet", []verdictCase{
		{name: "one", status: Pass, got: "one adapter in each subnet"},
		{name: "two", status: Drift, got: "10.0.0.0/24: Synthetic 1000 Adapter #2 and second", change: second("10.0.0.77/24")},
		{name: "IPv6", status: Drift, got: "fd00::/64: Synthetic 1000 Adapter #2 and second", change: then(second("fd00::2/64"), changed(func(n *facts.Node) {
			lanOf(n).Addresses = append(lanOf(n).Addresses, "fd00::1/64")
		}))},
		{name: "another mask", status: Drift, got: "10.0.0.0/16: Synthetic 1000 Adapter #2 and second", change: second("10.0.0.77/16")},
		{name: "another subnet", status: Pass, change: second("10.0.1.77/24")},
		{name: "link-local", status: Pass, change: second("fe80::3/64")},
		{name: "not enabled", status: Pass, change: then(second("10.0.0.77/24"), changed(func(n *facts.Node) { last(n).IPEnabled = false }))},
		{name: "no id", status: Unknown, missing: "which adapter has an address in 10.0.0.0/24", change: then(second("10.0.0.77/24"), changed(func(n *facts.Node) { last(n).ID = "" }))},
		{name: "a network that is not used", status: Pass, change: second("192.168.9.77/24")},
		{name: "clustered addresses", status: Pass, change: changed(func(n *facts.Node) {
			lanOf(n).Addresses = append(lanOf(n).Addresses, "10.0.0.50/24", "10.0.0.51/32")
		})},
		{name: "address not understood", status: Unknown, missing: "ten", change: second("ten")},
		{name: "carrier not listed", status: Unknown, missing: "carries LAN", change: changed(func(n *facts.Node) { lanOf(n).ID = "{X}" })},
		{name: "two rows of the carrier that differ", status: Unknown, missing: "carries LAN", change: changed(func(n *facts.Node) {
			again := *lanOf(n)
			again.Addresses = []string{"10.0.7.1/24"}
			n.Adapters.IP.Found = append(n.Adapters.IP.Found, again)
		})},
		{name: "addresses not read", status: Unknown, missing: "was denied", change: changed(func(n *facts.Node) { n.Adapters.IP.Section = failed("ip") })},
		{name: "networks not read", status: Unknown, missing: "role of the network LAN", change: onTopology(func(of *facts.Topology) { of.Networks = facts.ClusterNetworks{} })},
		{name: "no cluster", status: NotApplicable, change: changed(withoutClusterService)},
		{name: "perhaps no cluster", status: Unknown, missing: "was denied", change: changed(func(n *facts.Node) { n.Services.Section = failed("services") })},
	})
}

func TestGatewayAndRegistration(t *testing.T) {
	with := func(change func(*facts.AdapterAddress)) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) { lanForCluster(n); change(lanOf(n)) })
	}
	gateway := func(a *facts.AdapterAddress) { a.Gateways = []string{"10.0.0.254"} }
	runCases(t, "cluster-network/gateway", []verdictCase{
		{name: "none", status: Pass, change: changed(lanForCluster)},
		{name: "one", status: Drift, got: "LAN (Synthetic 1000 Adapter #2): gateway 10.0.0.254", change: with(gateway)},
		{name: "none, without IP", status: Unknown, missing: "on which IP is not enabled", change: with(func(a *facts.AdapterAddress) { a.IPEnabled = false })},
		{name: "for clients too", status: NotApplicable, change: changed(func(n *facts.Node) { gateway(lanOf(n)) })},
		{name: "not listed", status: Unknown, missing: "carries LAN", change: with(func(a *facts.AdapterAddress) { a.ID = "" })},
	})
	runCases(t, "cluster-network/dns-registration", []verdictCase{
		{name: "none", status: Pass, change: changed(lanForCluster)},
		{name: "registers", status: Drift, got: "LAN (Synthetic 1000 Adapter #2): registers in DNS", change: with(func(a *facts.AdapterAddress) { a.RegistersInDNS = new(true) })},
		{name: "not said", status: Unknown, missing: "whether Synthetic 1000 Adapter #2 registers", change: with(func(a *facts.AdapterAddress) { a.RegistersInDNS = nil })},
	})
}
