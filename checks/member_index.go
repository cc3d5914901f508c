package checks

import "github.com/clusterdrift/clusterdrift/baselines/strict"

// memberIndex finds the first of several nodes by a name that one of them, or a member
// of its cluster, is called by: what isNode compares, without asking each node.
type memberIndex struct {
	names map[string]int // as they are listed
	hosts map[string]int // in full or as NetBIOS has them, folded
	cut   map[string]int // as NetBIOS has them, folded; of those whose host name is not known
}

func newMemberIndex(nodes []Subject) memberIndex {
	x := memberIndex{map[string]int{}, map[string]int{}, map[string]int{}}
	for i, s := range nodes {
		own := asMember(s.Facts)
		first(x.names, s.Facts.Name, i)
		first(x.hosts, folded(own.netBIOS), i)
		if own.host == "" {
			first(x.cut, folded(own.netBIOS), i)
		} else {
			first(x.hosts, folded(own.host), i)
		}
	}
	return x
}

func first(places map[string]int, name string, place int) {
	if _, known := places[name]; !known {
		places[name] = place
	}
}

// folded makes texts equal that strings.EqualFold takes for equal.
func folded(text string) string { return string(strict.Fold(text)) }

// find is the place of the node; -1: there is none of the name.
func (x memberIndex) find(name string) int {
	found := -1
	note := func(places map[string]int, key string) {
		if i, known := places[key]; known && (found < 0 || i < found) {
			found = i
		}
	}
	note(x.names, name)
	if host := hostOf(name); host != "" {
		note(x.hosts, folded(host))
		note(x.cut, folded(cutNetBIOS(host)))
	}
	return found
}
