package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// memberIndex finds those of several nodes by a name that one of them, or a member of
// its cluster, is called by: what isNode compares, without asking each node.
type memberIndex struct {
	names map[string]int   // the first that is listed by the name
	hosts map[string][]int // in full or as NetBIOS has them, folded
	cut   map[string][]int // as NetBIOS has them, folded; of those whose host name is not known
}

func newMemberIndex(nodes []Subject) memberIndex {
	x := memberIndex{map[string]int{}, map[string][]int{}, map[string][]int{}}
	for i, s := range nodes {
		own := asMember(s.Facts)
		if _, known := x.names[s.Facts.Name]; !known {
			x.names[s.Facts.Name] = i
		}
		addPlace(x.hosts, folded(own.netBIOS), i)
		if own.host == "" {
			addPlace(x.cut, folded(own.netBIOS), i)
		} else {
			addPlace(x.hosts, folded(own.host), i)
		}
	}
	return x
}

// addPlace adds a place, which is not before those that were added, once.
func addPlace(places map[string][]int, name string, place int) {
	known := places[name]
	if n := len(known); n == 0 || known[n-1] != place {
		places[name] = append(known, place)
	}
}

// folded makes texts equal that strings.EqualFold takes for equal.
func folded(text string) string { return string(strict.Fold(text)) }

// find is the place of the first node that is listed by the name or is the member of
// that name; -1: there is none.
func (x memberIndex) find(name string) int {
	found := x.member(name)
	if i, known := x.names[name]; known && (found < 0 || i < found) {
		found = i
	}
	return found
}

// member is the place of the first node that is the member; -1: none of them is.
func (x memberIndex) member(name string) int {
	if places := x.members(name); len(places) > 0 {
		return places[0]
	}
	return -1
}

// members are the places of all nodes that are the member, in their order.
func (x memberIndex) members(name string) []int {
	host := hostOf(name)
	if host == "" {
		return nil
	}
	return joinPlaces(x.hosts[folded(host)], x.cut[folded(cutNetBIOS(host))])
}

// joinPlaces puts lists of places together, sorted, each once.
func joinPlaces(lists ...[]int) []int {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// memberNames are the names of members, each with its places in a list: the other way
// round, it finds those of a node. The zero value has none.
type memberNames struct {
	hosts map[string][]int // without their domain, folded
	cut   map[string][]int // as NetBIOS has them, folded
}

// add adds a name, whose place is not before those that were added. An empty one is that
// of no node.
func (x *memberNames) add(name string, place int) {
	host := hostOf(name)
	if host == "" {
		return
	}
	if x.hosts == nil {
		x.hosts, x.cut = map[string][]int{}, map[string][]int{}
	}
	addPlace(x.hosts, folded(host), place)
	addPlace(x.cut, folded(cutNetBIOS(host)), place)
}

// of are the places of the names by which a machine is called, in their order.
func (x memberNames) of(own machineName) []int {
	netBIOS := folded(own.netBIOS)
	if own.host == "" {
		return joinPlaces(x.hosts[netBIOS], x.cut[netBIOS])
	}
	return joinPlaces(x.hosts[netBIOS], x.hosts[folded(own.host)])
}

// has reports whether a machine is called by one of the names.
func (x memberNames) has(own machineName) bool { return len(x.of(own)) > 0 }
