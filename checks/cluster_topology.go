package checks

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// topology is where the nodes of a cluster are, by the account of those nodes
// that were asked. It has no interfaces when no account is credible, or when
// two accounts differ.
type topology struct {
	section    facts.Section // of the first account
	interfaces []facts.ClusterInterface
	roles      map[string]int // of a network; -1 when two accounts differ
}

// newTopology takes the nodes sorted by name.
func newTopology(nodes []Subject) topology {
	t := topology{roles: map[string]int{}}
	for _, s := range nodes {
		of := s.Facts.Topology
		for _, n := range of.Networks.Networks {
			if of.Networks.State == facts.Collected {
				t.addRole(n)
			}
		}
		if of.Interfaces.Gap("", len(of.Interfaces.Interfaces)) != "" {
			continue
		}
		own := slices.SortedFunc(slices.Values(of.Interfaces.Interfaces), compareInterfaces)
		if t.interfaces != nil && !slices.EqualFunc(t.interfaces, own, sameInterface) {
			return topology{}
		}
		if t.interfaces == nil {
			t.section, t.interfaces = of.Interfaces.Section, own
		}
	}
	return t
}

func (t topology) addRole(n facts.ClusterNetwork) {
	key := strings.ToLower(n.Name)
	if role, ok := t.roles[key]; ok && role != n.Role {
		t.roles[key] = -1
		return
	}
	t.roles[key] = n.Role
}

func compareInterfaces(a, b facts.ClusterInterface) int {
	return cmp.Or(
		strings.Compare(strings.ToLower(a.Node), strings.ToLower(b.Node)),
		strings.Compare(strings.ToLower(a.Network), strings.ToLower(b.Network)),
		strings.Compare(a.Address, b.Address),
		strings.Compare(facts.NormalGUID(a.AdapterID), facts.NormalGUID(b.AdapterID)))
}

func sameInterface(a, b facts.ClusterInterface) bool { return compareInterfaces(a, b) == 0 }

// peersOf lists the addresses from which cluster traffic reaches the node. When
// the node itself is not among the interfaces, any of them may be its own, so
// none is certain.
func (t topology) peersOf(n *facts.Node) []firewall.Peer {
	networks := wording.Set{}
	for _, i := range t.interfaces {
		if isNode(n, i.Node) {
			networks.Add(strings.ToLower(i.Network))
		}
	}
	var peers []firewall.Peer
	for _, i := range t.interfaces {
		role, known := t.roles[strings.ToLower(i.Network)]
		used := role == facts.RoleClusterOnly || role == facts.RoleBoth
		if isNode(n, i.Node) || known && role >= 0 && !used {
			continue
		}
		p := firewall.Peer{Node: i.Node, Local: match.Maybe, Certain: used && len(networks) > 0}
		if len(networks) > 0 {
			p.Local = match.If(networks[strings.ToLower(i.Network)])
		}
		if a, err := netip.ParseAddr(i.Address); err == nil {
			p.Addr = a.Unmap().WithZone("")
		}
		peers = append(peers, p)
	}
	return peers
}

// isNode compares a member's name with what the machine calls itself, or with the name
// by which it was asked for when its own is not known. Domains are left aside, and
// either name may be cut as NetBIOS does.
func isNode(n *facts.Node, member string) bool {
	own := nameOf(n.OS)
	if own.netBIOS == "" || n.OS.State != facts.Collected {
		own = machineName{host: hostOf(cmp.Or(n.AskedFor(), n.Name))}
		own.netBIOS = cutNetBIOS(own.host)
	}
	member = hostOf(member)
	return member != "" && own.hasHostName(member)
}
