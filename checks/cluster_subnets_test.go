package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestDistinctSubnets(t *testing.T) {
	second := func(address, mask string) func(*facts.Topology) {
		return func(of *facts.Topology) {
			of.Networks.Networks[1].Address, of.Networks.Networks[1].Mask = address, mask
		}
	}
	given := func(change func(*facts.Topology)) verdictCase { return verdictCase{change: onTopology(change)} }
	for _, tt := range []struct {
		name, got, missing string
		status             Status
		change             func(*facts.Topology)
	}{
		{name: "apart", status: Pass, got: "3 subnets apart", change: second("10.9.0.0", "255.255.255.0")},
		{name: "within another", status: Drift, got: "LAN 10.0.0.0/24 and Remote 10.0.0.0/16", change: second("10.0.0.0", "255.255.0.0")},
		{name: "the same", status: Drift, got: "LAN 10.0.0.0/24 and Remote 10.0.0.0/24", change: second("10.0.0.0", "255.255.255.0")},
		{name: "the upper half", status: Drift, got: "LAN 10.0.0.0/24 and Remote 10.0.0.128/25", change: second("10.0.0.128", "255.255.255.128")},
		{name: "not for the cluster, and within another", status: Drift, change: func(of *facts.Topology) {
			second("10.0.0.0", "255.255.0.0")(of)
			of.Networks.Networks[1].Role = 0
		}},
		{name: "no address", status: Unknown, missing: "the subnet of the network Remote", change: second("", "")},
		{name: "a mask with gaps", status: Unknown, missing: "the subnet of the network Remote", change: second("10.9.0.0", "255.0.255.0")},
		{name: "no mask at all", status: Unknown, missing: "the subnet of the network Remote", change: second("10.9.0.0", "0.0.0.0")},
		{name: "overlap beside one that is not known", status: Drift, change: func(of *facts.Topology) {
			second("10.0.0.0", "255.255.0.0")(of)
			of.Networks.Networks = append(of.Networks.Networks, facts.ClusterNetwork{Name: "Third", Role: 1, State: 3})
		}},
		{name: "listed twice", status: Pass, change: func(of *facts.Topology) {
			second("10.9.0.0", "255.255.255.0")(of)
			of.Networks.Networks = append(of.Networks.Networks, of.Networks.Networks[0])
		}},
	} {
		c := given(tt.change)
		c.name, c.status, c.got, c.missing = tt.name, tt.status, tt.got, tt.missing
		runCases(t, "cluster-network/distinct-subnets", []verdictCase{c})
	}
}
