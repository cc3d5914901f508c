package checks

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// topology is where the nodes of a cluster are, by the account of those nodes
// that were asked. It has no interfaces when no account is credible, or when
// two accounts differ.
type topology struct {
	section    facts.Section // of the first account
	interfaces []facts.ClusterInterface
	roles      map[string]int // of a network; -1 when two accounts differ
	nodes      memberNames    // of the interfaces, each with its place
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
		if !of.Interfaces.Gap("", len(of.Interfaces.Interfaces)).IsZero() {
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
	for place, i := range t.interfaces {
		t.nodes.add(i.Node, place)
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

// endsOf lists where cluster traffic arrives at the node.
func (t topology) endsOf(n *facts.Node) []firewall.End {
	var all []firewall.End
	for _, place := range t.nodes.of(asMember(n)) {
		if carries, certain := t.carries(t.interfaces[place].Network); carries {
			all = append(all, endOf(t.interfaces[place], certain))
		}
	}
	return all
}

func endOf(i facts.ClusterInterface, certain bool) firewall.End {
	e := firewall.End{Addr: addressOf(i), Certain: certain}
	if i.AdapterID != "" {
		e.Adapter = facts.NormalGUID(i.AdapterID)
	}
	return e
}

// pathsTo lists the addresses from which cluster traffic reaches the node, and
// where it arrives. When the node itself is not among the interfaces, any of them
// may be its own, so none is certain.
func (t topology) pathsTo(n *facts.Node) firewall.Paths {
	own := map[string][]firewall.End{} // by network
	places := t.nodes.of(asMember(n))
	var paths firewall.Paths
	for _, place := range places {
		i := t.interfaces[place]
		if carries, certain := t.carries(i.Network); carries {
			e := endOf(i, certain)
			network := strings.ToLower(i.Network)
			own[network], paths.Own = append(own[network], e), append(paths.Own, e)
		}
	}
	for place, i := range t.interfaces {
		carries, certain := t.carries(i.Network)
		if _, isOwn := slices.BinarySearch(places, place); !carries || isOwn {
			continue
		}
		p := firewall.Peer{Node: i.Node, Addr: addressOf(i), Local: match.Maybe, Certain: certain && len(own) > 0, Own: paths.Own}
		if len(own) > 0 {
			ends := own[strings.ToLower(i.Network)]
			if p.Local = match.If(len(ends) > 0); len(ends) > 0 {
				p.Own = ends
			}
		}
		paths.Peers = append(paths.Peers, p)
	}
	return paths
}

// carries reports whether the cluster may use a network, and whether that is certain.
func (t topology) carries(network string) (may, certain bool) {
	role, known := t.roles[strings.ToLower(network)]
	used := role == facts.RoleClusterOnly || role == facts.RoleBoth
	return used || !known || role < 0, used
}

// addressOf is not valid when the address is not known.
func addressOf(i facts.ClusterInterface) netip.Addr {
	a, err := netip.ParseAddr(i.Address)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// isNode compares a member's name with what the machine calls itself, or with the name
// by which it was asked for when its own is not known. Domains are left aside, and
// either name may be cut as NetBIOS does.
func isNode(n *facts.Node, member string) bool { return asMember(n).isMember(member) }

// asMember is the name by which a node is found among the members of its cluster.
func asMember(n *facts.Node) machineName {
	own := nameOf(n.OS)
	if own.netBIOS == "" || n.OS.State != facts.Collected {
		own = machineName{host: hostOf(cmp.Or(n.AskedFor(), n.Name))}
		own.netBIOS = cutNetBIOS(own.host)
	}
	return own
}

func (m machineName) isMember(member string) bool {
	member = hostOf(member)
	return member != "" && m.hasHostName(member)
}
