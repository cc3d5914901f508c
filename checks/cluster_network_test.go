package checks

import (
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

func TestRedundancy(t *testing.T) {
	runCases(t, "cluster-network/redundancy", []verdictCase{
		{name: "two", status: Pass, got: "2 networks"},
		{name: "one", status: Drift, got: "1 network", reason: "should have 2", change: onTopology(func(of *facts.Topology) { of.Networks.Networks[1].Role = 0 })},
		{name: "clients only", status: Drift, got: "1 network", change: onTopology(func(of *facts.Topology) { of.Networks.Networks[1].Role = 2 })},
		{name: "role unknown", status: Unknown, missing: "role of the network Remote", change: onTopology(func(of *facts.Topology) { of.Networks.Networks[1].Role = -1 })},
		{name: "one is enough", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			n.Topology.Networks.Networks[1].Role = -1
			b.ClusterNetworks[5].Min = new(1)
		}},
		{name: "not read", status: Unknown, missing: "N1: the cluster's networks (networks): networks was denied", change: onTopology(func(of *facts.Topology) { of.Networks.Section = failed("networks") })},
		{name: "not asked", status: Unknown, missing: "no node was asked", change: onTopology(func(of *facts.Topology) { *of = facts.Topology{} })},
		{name: "no cluster", status: NotApplicable, change: changed(withoutClusterService)},
	})
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
		{name: "on an unknown network", status: Unknown, missing: "the network Other of an interface of N1", change: onTopology(func(of *facts.Topology) { of.Interfaces.Interfaces[1].Network = "Other" })},
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
