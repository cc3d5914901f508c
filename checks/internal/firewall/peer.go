package firewall

import (
	"cmp"
	"net/netip"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
)

// Paths are the ways by which the nodes of a cluster reach one of them.
type Paths struct {
	Peers []Peer
	Own   []End // of the node itself; none: they are not known
}

// Peer is where cluster traffic comes from: an address of another node.
type Peer struct {
	Node  string
	Addr  netip.Addr  // not valid when the address is not known
	Local match.Match // whether it is on a network that this node is on, too
	// Certain is set when the cluster is known to use the address.
	Certain bool
	Own     []End // where the traffic may arrive
}

// End is an adapter of the node that carries a network of the cluster.
type End struct {
	Addr    netip.Addr // not valid when the address is not known
	Adapter string     // its GUID, as facts.NormalGUID writes it; empty: not known
	// Certain is set when the cluster is known to use the network.
	Certain bool
}

// String is "N2 (10.0.0.2)".
func (p Peer) String() string {
	switch {
	case p.Addr.IsValid():
		return p.Node + " (" + p.Addr.String() + ")"
	case p.Node == "" && len(p.Own) == 1 && p.Own[0].Addr.IsValid():
		return "the other nodes, to " + p.Own[0].Addr.String()
	}
	return cmp.Or(p.Node, "the other nodes")
}

// anyPeer stands for every peer at once: a rule that is limited to some remote
// addresses may or may not concern it.
func anyPeer(own []End) Peer { return Peer{Local: match.Maybe, Certain: true, Own: own} }

// each are the peers one by one; while none is known, the others as they arrive
// at one end of the node.
func (p Paths) each() []Peer {
	if len(p.Peers) > 0 {
		return p.Peers
	}
	var peers []Peer
	for _, e := range p.Own {
		p := anyPeer([]End{e})
		p.Certain = e.Certain
		peers = append(peers, p)
	}
	return peers
}

// ends reports whether something is so wherever the traffic arrives: yes for
// all ends, no for none, maybe for some and while they are not known.
func (p Peer) ends(is func(End) match.Match) match.Match {
	if len(p.Own) == 0 {
		return match.Maybe
	}
	least, most := match.Yes, match.No
	for _, e := range p.Own {
		m := is(e)
		least, most = min(least, m), max(most, m)
	}
	if least != most {
		return match.Maybe
	}
	return least
}
