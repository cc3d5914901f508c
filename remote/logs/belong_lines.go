package logs

import "maps"

// someAddresses are both ends of a connection.
const someAddresses = 2

// mostGroups is how many clusters logs are put into by their lines.
const mostGroups = 256

// withHeaderless adds the cluster logs without a header to the clusters: to one with
// which a log shares an address or the name of a node, else it is one of its own.
func withHeaderless(groups []*cluster, of map[*Source]*cluster, all []found) []*cluster {
	for _, f := range all {
		switch {
		case f.source.Kind != ClusterLog || f.signs == nil:
			continue
		case of[f.source] != nil:
			of[f.source].addSigns(f)
			continue
		}
		alone := newCluster()
		alone.logs = 1
		alone.addSigns(f)
		of[f.source] = alone
		if len(groups) < mostGroups {
			groups = append(groups, alone)
		}
	}
	return joinTied(groups, of)
}

// joinTied makes one cluster of those that share a sign, until none do.
func joinTied(groups []*cluster, of map[*Source]*cluster) []*cluster {
	for i := 0; i < len(groups); i++ {
		for j := i + 1; j < len(groups); j++ {
			if groups[i].tied(groups[j]) && !groups[i].contradicts(groups[j]) {
				groups = join(groups, of, i, j)
				i, j = -1, len(groups) // what was joined may be tied to more
			}
		}
	}
	return groups
}

// join puts one cluster into another.
func join(groups []*cluster, of map[*Source]*cluster, into, from int) []*cluster {
	a, b := groups[into], groups[from]
	maps.Copy(a.nodes, b.nodes)
	maps.Copy(a.names, b.names)
	maps.Copy(a.addresses, b.addresses)
	maps.Copy(a.builds, b.builds)
	maps.Copy(a.zones, b.zones)
	a.logs += b.logs
	a.headed, a.closed = a.headed || b.headed, a.closed || b.closed
	for source, g := range of {
		if g == b {
			of[source] = a
		}
	}
	return append(groups[:from:from], groups[from+1:]...)
}

// addSigns adds what the lines of a log say. The number that a node gives itself is
// one of the cluster's where the name of the node is known.
func (g *cluster) addSigns(f found) {
	maps.Copy(g.addresses, f.signs.addresses)
	maps.Copy(g.names, f.signs.peers)
	if node := shortName(f.source.Node); node != "" {
		g.names[node] = true
		if n := f.signs.number; n > 0 && g.nodes[n] == "" {
			g.nodes[n] = node
		}
	}
}

// tied reports whether two clusters share an address or a node.
func (g *cluster) tied(other *cluster) bool {
	return g.shares(other.addresses) || other.anyOf(g.names)
}

func (g *cluster) shares(addresses map[string]bool) bool {
	for a := range addresses {
		if g.addresses[a] {
			return true
		}
	}
	return false
}

func (g *cluster) anyOf(names map[string]bool) bool {
	for name := range names {
		if g.has(name) {
			return true
		}
	}
	return false
}

// contradicts reports whether two clusters give one number to two nodes. Without a
// header, the name of a file may be no node's: it counts less than the same addresses.
func (g *cluster) contradicts(other *cluster) bool {
	if !g.headed && !other.headed && len(g.addresses) >= someAddresses && maps.Equal(g.addresses, other.addresses) {
		return false
	}
	for n, name := range other.nodes {
		if known := g.nodes[n]; known != "" && known != name {
			return true
		}
	}
	return false
}

// withUncertain adds to the cluster that is meant the logs without a header of which
// nothing shows that they are of another, and returns the clusters that are left.
func withUncertain(groups []*cluster, of map[*Source]*cluster, meant *cluster) []*cluster {
	kept := []*cluster{meant}
	for _, g := range groups {
		switch {
		case g == meant:
		case g.headed || g.apart(meant):
			kept = append(kept, g)
		default:
			join([]*cluster{meant, g}, of, 0, 1)
		}
	}
	return kept
}

// apart reports whether a cluster is another than the one that is meant: they
// contradict each other, or have addresses and none in common, or the one that is
// meant lists its nodes and has none of the other's.
func (g *cluster) apart(meant *cluster) bool {
	return g.contradicts(meant) ||
		len(g.addresses) >= someAddresses && len(meant.addresses) >= someAddresses && !g.tied(meant) ||
		meant.closed && len(g.names) > 0 && !meant.anyOf(g.names)
}
