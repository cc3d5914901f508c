package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// carrier is an adapter of a node that carries a network the cluster uses.
type carrier struct {
	network     string // "Heartbeat"
	clusterOnly bool   // the network is for the cluster alone
	id          string // of the interface, as facts.NormalGUID writes it
	adapter     string // its description by the cluster's account
	address     string
}

// noCarrier is missing of a node that the cluster's account says nothing of.
const noCarrier = "an interface of this node on a network that the cluster uses"

// carriersOf lists the node's carriers, sorted by network, or says what would be
// needed to know all of them.
func (t topology) carriersOf(n *facts.Node) (all []carrier, missing facts.Gap) {
	if len(t.interfaces) == 0 {
		return nil, facts.GapContradiction.Of("one account of the cluster's network interfaces that no other contradicts")
	}
	for _, place := range t.nodes.of(asMember(n)) {
		i := t.interfaces[place]
		role, known := t.roles[strings.ToLower(i.Network)]
		switch {
		case !known || role < 0 || role > facts.RoleBoth:
			return nil, facts.GapLeftOut.Of("the role of the network " + i.Network)
		case role == facts.RoleClusterOnly || role == facts.RoleBoth:
			if i.AdapterID == "" {
				return nil, facts.GapLeftOut.Of("the adapter that carries the network " + i.Network)
			}
			all = append(all, carrier{
				network: i.Network, clusterOnly: role == facts.RoleClusterOnly,
				id: facts.NormalGUID(i.AdapterID), adapter: i.Adapter, address: i.Address,
			})
		}
	}
	if len(all) == 0 {
		return nil, facts.GapLeftOut.Of(noCarrier)
	}
	return all, facts.Gap{}
}
