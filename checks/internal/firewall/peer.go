package firewall

import (
	"cmp"
	"net/netip"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
)

// Peer is where cluster traffic comes from: an address of another node.
type Peer struct {
	Node  string
	Addr  netip.Addr  // not valid when the address is not known
	Local match.Match // whether it is on a network that this node is on, too
	// Certain is set when the cluster is known to use the address.
	Certain bool
}

// String is "N2 (10.0.0.2)".
func (p Peer) String() string {
	if !p.Addr.IsValid() {
		return cmp.Or(p.Node, "the other nodes")
	}
	return p.Node + " (" + p.Addr.String() + ")"
}

// anyPeer stands for every peer at once: a rule that is limited to some remote
// addresses may or may not concern it.
func anyPeer() Peer { return Peer{Local: match.Maybe, Certain: true} }
