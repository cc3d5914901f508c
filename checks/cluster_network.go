package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needNetworks(b *baselines.Baseline, r *facts.Request) {
	if len(b.ClusterNetworks) > 0 {
		askCarriers(r)
	}
	needClusteredAddress(b, r)
}

// clusterNetworkFindings judges the networks of the cluster as a whole, by the
// account of those nodes that were asked.
func clusterNetworkFindings(e *evaluation) []Finding {
	subjects := []struct {
		name  string
		judge func(clusterNetworks, baselines.ClusterNetwork) verdict
	}{
		{"redundancy", clusterNetworks.judgeRedundancy},
		{"state", clusterNetworks.judgeState},
		{"interfaces", clusterNetworks.judgeInterfaces},
		{"cluster-only", clusterNetworks.judgeClusterOnly},
		{"distinct-subnets", clusterNetworks.judgeSubnets},
	}
	var found []Finding
	for _, s := range subjects {
		if want, ok := wantedOfCluster(e, s.name); ok {
			found = append(found, judgeCluster(e, want, s.judge).finding(want.Requirement, wantedNetworks(want)))
		}
	}
	return found
}

// wantedOfCluster is what the first baseline that requires it says.
func wantedOfCluster(e *evaluation, subject string) (baselines.ClusterNetwork, bool) {
	for _, b := range e.baselines() {
		for _, want := range b.ClusterNetworks {
			if want.Subject == subject {
				return want, true
			}
		}
	}
	return baselines.ClusterNetwork{}, false
}

func wantedNetworks(want baselines.ClusterNetwork) string {
	switch want.Subject {
	case "redundancy":
		return "each node on at least " + wording.Counted(leastNetworks(want), "network") + " that the cluster uses"
	case "state":
		return "every network that the cluster uses up"
	case "interfaces":
		return "every interface on a network that the cluster uses up"
	case "cluster-only":
		return "a network for the cluster alone"
	case "distinct-subnets":
		return "a subnet of its own for each network of the cluster"
	case clusteredAddress:
		return "no address of the cluster among those that the adapters are configured with"
	case "one-adapter-per-subnet":
		return "one adapter in the subnet of each cluster network"
	case "gateway":
		return "no default gateway on a network for the cluster alone"
	}
	return "no registration in DNS on a network for the cluster alone"
}

func leastNetworks(want baselines.ClusterNetwork) int {
	if want.Min == nil {
		return 1
	}
	return *want.Min
}

// clusterNetworks are the networks that the nodes agree on, with the nodes.
type clusterNetworks struct {
	account[facts.ClusterNetwork]
	*evaluation
}

func judgeCluster(e *evaluation, want baselines.ClusterNetwork, judge func(clusterNetworks, baselines.ClusterNetwork) verdict) verdict {
	if v, outside := outsideAnyCluster(e.nodes); outside {
		return v
	}
	networks, missing := e.networks()
	if !missing.IsZero() {
		return unknown("the networks of the cluster are not known", missing)
	}
	c := clusterNetworks{networks, e}
	return judge(c, want).with(observed(c.Section, "%s", strings.Join(c.list(), "; ")))
}

// outsideAnyCluster is the verdict when every node is proven to be in no cluster.
func outsideAnyCluster(nodes []Subject) (verdict, bool) {
	v := inapplicable("no node has a cluster service")
	for _, s := range nodes {
		own, outside := outsideCluster(s.Facts)
		if !outside {
			return verdict{}, false
		}
		v = v.with(own.evidence...)
	}
	return v, true
}

// list is "Heartbeat: role 1 (cluster only), state 3 (up)" for each network.
func (c clusterNetworks) list() []string {
	var all []string
	for _, n := range c.rows {
		all = append(all, fmt.Sprintf("%s: role %s, state %s", n.Name,
			named(n.Role, "not used", "cluster only", "clients only", "cluster and clients"),
			named(n.State, "unavailable", "down", "partitioned", "up")))
	}
	return all
}

// named is a number with its name.
func named(n int, names ...string) string {
	if n < 0 || n >= len(names) {
		return fmt.Sprintf("%d (unknown)", n)
	}
	return fmt.Sprintf("%d (%s)", n, names[n])
}

// used are the networks that carry cluster traffic; unclear are those whose role is
// not known, and those that an interface is on and the list of networks lacks.
func (c clusterNetworks) used() (used []facts.ClusterNetwork, unclear []facts.Gap) {
	for _, n := range c.rows {
		switch {
		case n.Role == facts.RoleClusterOnly || n.Role == facts.RoleBoth:
			used = append(used, n)
		case n.Role < 0 || n.Role > facts.RoleBoth:
			unclear = append(unclear, facts.GapLeftOut.Of("the role of the network "+n.Name))
		}
	}
	interfaces, _ := c.interfaces()
	for _, i := range interfaces.rows {
		listed := func(n facts.ClusterNetwork) bool { return strings.EqualFold(n.Name, i.Network) }
		if role := facts.GapLeftOut.Of("the role of the network " + i.Network); !slices.ContainsFunc(c.rows, listed) && !slices.Contains(unclear, role) {
			unclear = append(unclear, role)
		}
	}
	return used, unclear
}

// stateUp is the one state of networks and interfaces on whose number all
// sources agree: clusapi.h and MS-CMRP number the others of interfaces otherwise.
const stateUp = 3

func (c clusterNetworks) judgeState(baselines.ClusterNetwork) verdict {
	used, unclear := c.used()
	var off []string
	for _, n := range used {
		switch {
		case n.State < 0:
			unclear = append(unclear, facts.GapLeftOut.Of("the state of the network "+n.Name))
		case n.State != stateUp:
			off = append(off, n.Name+": state "+named(n.State, "unavailable", "down", "partitioned"))
		}
	}
	return allUp(off, unclear, len(used), "network")
}

// judgeInterfaces judges the interfaces on networks that the cluster uses.
func (c clusterNetworks) judgeInterfaces(baselines.ClusterNetwork) verdict {
	interfaces, missing := c.interfaces()
	if !missing.IsZero() {
		return unknown("the network interfaces of the cluster are not known", missing)
	}
	used, unclear := c.used()
	var off, offNodes, seen []string
	for _, i := range interfaces.rows {
		on := func(n facts.ClusterNetwork) bool { return strings.EqualFold(n.Name, i.Network) }
		if !slices.ContainsFunc(used, on) {
			continue
		}
		name := i.Node + " on " + i.Network
		seen = append(seen, fmt.Sprintf("%s: state %d", name, i.State))
		switch {
		case i.State < 0:
			unclear = append(unclear, facts.Gap{Kind: facts.GapLeftOut, Node: i.Node, Text: "the state of the interface of " + name})
		case i.State != stateUp:
			off, offNodes = append(off, fmt.Sprintf("%s: state %d, which is not 3 (up)", name, i.State)), append(offNodes, i.Node)
		}
	}
	v := allUp(off, unclear, len(seen), "interface")
	v.about = offNodes
	return v.with(observed(interfaces.Section, "%s", strings.Join(seen, "; ")))
}

// allUp lets one thing that is not up decide, whatever is not known of others.
func allUp(off []string, unclear []facts.Gap, total int, what string) verdict {
	switch {
	case len(off) > 0:
		return drifted(strings.Join(off, "; "), "not every "+what+" that the cluster uses is up")
	case total == 0:
		unclear = append(unclear, facts.GapLeftOut.Of("one "+what+" that the cluster uses"))
	}
	if len(unclear) > 0 {
		return unknown("not everything is known of the "+what+"s that the cluster uses", unclear[0], unclear[1:]...)
	}
	return passed(wording.Counted(total, what)+" up", "every "+what+" that the cluster uses is up")
}

func (c clusterNetworks) judgeClusterOnly(want baselines.ClusterNetwork) verdict {
	used, unclear := c.used()
	i := slices.IndexFunc(used, func(n facts.ClusterNetwork) bool { return n.Role == facts.RoleClusterOnly })
	switch {
	case i >= 0:
		return passed(used[i].Name, "the network "+used[i].Name+" is for the cluster alone")
	case len(unclear) > 0:
		return unknown("not every network's role is known", unclear[0], unclear[1:]...)
	}
	if v, decided := c.exempt(want); decided {
		return v
	}
	return drifted("none", "clients have access to every network that the cluster uses")
}
