package inventory

import (
	"fmt"
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// group is a number of nodes of any cluster that share settings.
type group struct {
	settings *yaml.Node
	members  []*member
}

// member is one item of a group's nodes.
type member struct {
	written *yaml.Node
	pattern strict.Pattern
	group   int // its place in the file
	used    bool
}

// groups are those of a file, and their members by name: a pattern with * or ? may
// stand for any name.
type groups struct {
	all      []*group
	named    map[string][]*member // by folded name
	patterns []*member
}

// maxCompared bounds how often the patterns of a file are compared with its nodes:
// 100 for each of 20,000, which fill a file.
const maxCompared = 2_000_000

// readGroups reads what each group has for members.
func (f *file) readGroups() {
	items := strict.Items(f.Root, "groups")
	f.unique("group", items)
	f.groups.named = map[string][]*member{}
	for i, n := range items {
		g := &group{settings: n}
		for _, item := range strict.Items(n, "nodes") {
			if item.ShortTag() == "!!str" {
				m := &member{written: item, pattern: strict.NewPattern(item.Value, true), group: i}
				g.members = append(g.members, m)
				f.groups.add(m)
			}
		}
		f.groups.all = append(f.groups.all, g)
	}
}

func (g *groups) add(m *member) {
	if name, plain := m.pattern.Plain(); plain {
		g.named[name] = append(g.named[name], m)
		return
	}
	g.patterns = append(g.patterns, m)
}

// tooManyPatterns notes that the patterns of the groups are too many for the nodes.
func (f *file) tooManyPatterns(clusters []*yaml.Node) bool {
	nodes := 0
	for _, c := range clusters {
		nodes += len(strict.Items(c, "nodes"))
	}
	if len(f.groups.patterns)*nodes <= maxCompared {
		return false
	}
	f.Fail(f.groups.patterns[0].written, fmt.Sprintf("%d members of groups with * or ? are too many for %d nodes", len(f.groups.patterns), nodes), "name the nodes, or use fewer patterns")
	return true
}

// groupsOf are the settings of the groups that a node is in, in the order of the file.
func (f *file) groupsOf(name string) layers {
	folded := strict.Fold(name)
	in := map[int]bool{}
	found := func(m *member) { m.used, in[m.group] = true, true }
	for _, m := range f.groups.named[string(folded)] {
		found(m)
	}
	for _, m := range f.groups.patterns {
		if m.pattern.Matches(folded) {
			found(m)
		}
	}
	var l layers
	for _, i := range slices.Sorted(maps.Keys(in)) {
		l = append(l, f.groups.all[i].settings)
	}
	return l
}

// unusedGroups notes members that no cluster has: most likely a slip of the pen.
func (f *file) unusedGroups(clusters []*yaml.Node) {
	var names []string
	for _, c := range clusters {
		for _, n := range strict.Items(c, "nodes") {
			names = append(names, nameOf(n).Value)
		}
	}
	var hints strict.Hints
	for _, g := range f.groups.all {
		for _, m := range g.members {
			if !m.used {
				hint := hints.Suggest(m.written.Value, func() []string { return names })
				f.Fail(m.written, fmt.Sprintf("no cluster has a node %q", m.written.Value), hint)
			}
		}
	}
}
