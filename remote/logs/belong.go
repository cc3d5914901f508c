package logs

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"
)

// withoutCopies takes out sources that another one has byte for byte.
func (s *Set) withoutCopies(all []found) []found {
	bySize := map[int64][]found{}
	return slices.DeleteFunc(all, func(f found) bool {
		for _, before := range bySize[f.size] {
			if before.path != f.path && before.source.Kind == f.source.Kind && sameBytes(before.place, f.place) {
				s.LeftOut = append(s.LeftOut, LeftOut{f.path, "a copy of " + before.path})
				return true
			}
		}
		bySize[f.size] = append(bySize[f.size], f)
		return false
	})
}

// sameBytes compares the contents of two places.
func sameBytes(a, b place) bool {
	one, err := a.head(4096)
	two, err2 := b.head(4096)
	if err != nil || err2 != nil || string(one) != string(two) {
		return false
	}
	sum, ok := a.checksum()
	sum2, ok2 := b.checksum()
	return ok && ok2 && sum == sum2
}

func (p place) checksum() (uint32, bool) {
	r, err := p.open()
	if err != nil {
		return 0, false
	}
	defer r.Close()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	_, err = io.Copy(sum, r)
	return sum.Sum32(), err == nil
}

// cluster is the nodes that logs which fit together name.
type cluster struct {
	nodes     map[int]string  // short names
	names     map[string]bool // short names of nodes whose number is not known too
	addresses map[string]bool // of the nodes
	builds    map[int]bool
	zones     map[string]bool
	logs      int
	headed    bool // a log has a header
	closed    bool // a log lists all nodes
}

func newCluster() *cluster {
	return &cluster{
		nodes: map[int]string{}, names: map[string]bool{}, addresses: map[string]bool{},
		builds: map[int]bool{}, zones: map[string]bool{},
	}
}

// ofOneCluster takes out the sources of other clusters. Logs are of different
// clusters when they give one number to two nodes, or have no node in common and
// neither build nor time zone; those without a header, when they have no address in
// common either. The cluster with the most logs is the one that is meant; of two with
// as many, the one with more nodes, then the first by path.
func (s *Set) ofOneCluster(all []found) []found {
	groups, of := groupLogs(all)
	groups = withHeaderless(groups, of, all)
	if len(groups) == 0 {
		return all
	}
	meant := groups[0]
	for _, g := range groups[1:] {
		if g.logs > meant.logs || g.logs == meant.logs && len(g.nodes) > len(meant.nodes) {
			meant = g
		}
	}
	names := meant.allNames()
	groups = withUncertain(groups, of, meant)
	s.member = func(node string) bool {
		return meant.has(node) || !meant.closed && !namedBy(groups, node)
	}
	for i := range all {
		all[i].nameMember(s.member)
	}
	return slices.DeleteFunc(all, func(f found) bool {
		node, group := shortName(f.source.Node), of[f.source]
		if group == meant || group == nil && (node == "" || s.member(node)) {
			return false
		}
		s.LeftOut = append(s.LeftOut, LeftOut{f.path, fmt.Sprintf("of %s, not of the cluster with %s: read it in a run of its own",
			cmp.Or(f.source.Node, "another cluster"), cmp.Or(strings.Join(names, ", "), "the other logs"))})
		return true
	})
}

// allNames are the names of the nodes, in their order.
func (g *cluster) allNames() []string {
	names := maps.Clone(g.names)
	for _, name := range g.nodes {
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// nameMember names events of several computers after one that is of the cluster.
func (f *found) nameMember(member func(node string) bool) {
	if len(f.computers) == 0 || member(shortName(f.source.Node)) {
		return
	}
	for _, computer := range f.computers {
		if member(shortName(computer)) {
			f.source.Node = computer
			return
		}
	}
}

func namedBy(groups []*cluster, node string) bool {
	return slices.ContainsFunc(groups, func(g *cluster) bool { return g.has(node) })
}

func (g *cluster) has(node string) bool {
	if g.names[node] {
		return true
	}
	for _, name := range g.nodes {
		if name == node {
			return true
		}
	}
	return false
}

// groupLogs puts the cluster logs with a header into clusters. Those that name the
// most nodes come first: they say the most about who belongs together.
func groupLogs(all []found) ([]*cluster, map[*Source]*cluster) {
	var logs []found
	for _, f := range all {
		if f.source.Kind == ClusterLog && len(f.source.Nodes) > 0 {
			logs = append(logs, f)
		}
	}
	slices.SortStableFunc(logs, func(a, b found) int { return cmp.Compare(len(b.source.Nodes), len(a.source.Nodes)) })
	var groups []*cluster
	of := map[*Source]*cluster{}
	for _, f := range logs {
		var best *cluster
		most := 0
		for _, g := range groups {
			if fits := g.fits(f); fits > most {
				best, most = g, fits
			}
		}
		if best == nil {
			best = newCluster()
			best.headed = true
			groups = append(groups, best)
		}
		best.add(f)
		of[f.source] = best
	}
	return groups, of
}

func (g *cluster) add(f found) {
	for id, name := range f.source.Nodes {
		g.nodes[id] = shortName(name)
	}
	g.builds[f.source.Build], g.zones[f.zone()] = true, true
	g.logs++
	g.closed = g.closed || len(f.source.Nodes) > 1
}

// zone is the time zone that a log states; "" for none.
func (f found) zone() string {
	if f.machine == nil {
		return ""
	}
	return f.machine.String()
}

// fits is how well a log fits into a cluster: 0 for not at all. Nodes may differ
// in their build during an upgrade, and in their time zone between two sites.
func (g *cluster) fits(f found) int {
	shared := 0
	for id, name := range f.source.Nodes {
		switch known, ok := g.nodes[id]; {
		case ok && known != shortName(name), !ok && g.has(shortName(name)):
			return 0
		case ok:
			shared++
		}
	}
	build, zone := g.builds[f.source.Build], g.zones[f.zone()]
	switch {
	case shared > 0:
		return 2 + shared
	case g.closed, !build && !zone:
		return 0
	case build && zone:
		return 2
	}
	return 1
}
