package ansible

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Groups that Ansible always has.
const (
	groupAll       = "all"
	groupUngrouped = "ungrouped"
)

// variables are those that one place sets, by name.
type variables map[string]Value

// tree is an inventory being read.
type tree struct {
	file     string
	groups   map[string]*group
	order    []*group
	hosts    map[string]*host
	listed   []*host
	full     bool // maxHosts is reached
	named    int  // how often hosts were named, ranges written out
	problems []*strict.Error
	notices  []*strict.Error
}

type group struct {
	strict.Position // where it was met first
	name            string
	order           int
	depth           int // 0: all; -1: not known yet
	declared        bool
	children        map[*group]bool
	parents         []*group
	vars, inFiles   variables
}

type host struct {
	strict.Position
	name          string
	groups        []*group // that list it
	in            map[*group]bool
	vars, inFiles variables
}

func newTree(file string) *tree {
	t := &tree{file: file, groups: map[string]*group{}, hosts: map[string]*host{}}
	for _, name := range []string{groupAll, groupUngrouped} {
		t.group(name, t.at(1, 1)).declared = true
	}
	return t
}

func (t *tree) at(line, column int) strict.Position {
	return strict.Position{File: t.file, Line: line, Column: column}
}

func (t *tree) fail(at strict.Position, message, hint string) {
	t.problems = append(t.problems, &strict.Error{Position: at, Message: message, Hint: hint})
}

// group is the group of a name, which is made when it is met first.
func (t *tree) group(name string, at strict.Position) *group {
	g := t.groups[name]
	if g == nil {
		g = &group{Position: at, name: name, order: len(t.order), depth: -1, children: map[*group]bool{}, vars: variables{}, inFiles: variables{}}
		t.groups[name] = g
		t.order = append(t.order, g)
	}
	return g
}

// adopt makes one group the child of another.
func (t *tree) adopt(parent, child *group) {
	if !parent.children[child] {
		parent.children[child] = true
		child.parents = append(child.parents, parent)
	}
}

// host is the host of a name in a group, which is made when it is met first.
func (t *tree) host(name string, g *group, at strict.Position) *host {
	h := t.hosts[name]
	if h == nil {
		h = &host{Position: at, name: name, in: map[*group]bool{}, vars: variables{}, inFiles: variables{}}
		t.hosts[name] = h
		t.listed = append(t.listed, h)
	}
	if !h.in[g] {
		h.in[g] = true
		h.groups = append(h.groups, g)
	}
	return h
}

// link computes how deep each group is: as deep as the longest way from all.
func (t *tree) link() {
	for _, g := range t.order {
		if !t.sink(g, map[*group]bool{}) {
			return
		}
	}
}

// sink fails where a group is its own ancestor.
func (t *tree) sink(g *group, below map[*group]bool) bool {
	if below[g] {
		t.fail(g.Position, fmt.Sprintf("the group %q is a child of itself", g.name), "")
		return false
	}
	if g.depth >= 0 {
		return true
	}
	below[g] = true
	defer delete(below, g)
	depth := 0
	if g.name != groupAll {
		depth = 1
	}
	for _, p := range g.parents {
		if !t.sink(p, below) {
			return false
		}
		depth = max(depth, p.depth+1)
	}
	g.depth = depth
	return true
}

// inventory gives each host what holds for it.
func (t *tree) inventory() *Inventory {
	i := &Inventory{Problems: t.problems, Notices: t.notices}
	if len(t.problems) > 0 {
		return i
	}
	left := maxResolved
	for _, h := range t.listed {
		vars := t.resolve(h, &left)
		if left < 0 {
			return &Inventory{Problems: []*strict.Error{{Position: h.Position, Message: "the hosts of the file are in too many groups, or have too many variables, to be read",
				Hint: fmt.Sprintf("all of them together may have %d", maxResolved)}}}
		}
		i.Hosts = append(i.Hosts, Host{Position: h.Position, Name: h.name, Groups: h.innermost(), Vars: vars})
	}
	return i
}

// maxResolved bounds the groups and variables of all hosts together: 50 for each of
// maxHosts. A small file can make many of them.
const maxResolved = 50 * maxHosts

// innermost are the deepest of the groups that list the host.
func (h *host) innermost() []string {
	groups := slices.DeleteFunc(slices.Clone(h.groups), func(g *group) bool {
		return g.name == groupAll || g.name == groupUngrouped
	})
	slices.SortFunc(groups, func(a, b *group) int { return cmp.Compare(a.order, b.order) })
	deepest := 0
	for _, g := range groups {
		deepest = max(deepest, g.depth)
	}
	var names []string
	for _, g := range groups {
		if g.depth == deepest {
			names = append(names, g.name)
		}
	}
	return names
}

// resolve lays the variables over each other as Ansible does: the group all
// and its folder, the other groups from the outermost to the innermost, their
// folders, the host and its folder. It takes what it looks at off what is left, and
// stops when that is used up.
func (t *tree) resolve(h *host, left *int) map[string]Value {
	all := t.groups[groupAll]
	layers := []variables{all.vars, all.inFiles}
	groups := t.around(h, left)
	for _, g := range groups {
		layers = append(layers, g.vars)
	}
	for _, g := range groups {
		layers = append(layers, g.inFiles)
	}
	result := map[string]Value{}
	for _, layer := range append(layers, h.vars, h.inFiles) {
		if *left -= len(layer); *left < 0 {
			return nil
		}
		for name, value := range layer {
			result[name] = value
		}
	}
	return result
}

// around are the groups that a host is in, directly or not, without all: the
// outermost first, of the same depth by priority and then by name.
func (t *tree) around(h *host, left *int) []*group {
	seen := map[*group]bool{}
	pending := slices.Clone(h.groups)
	if len(h.groups) == 0 || len(h.groups) == 1 && h.groups[0].name == groupAll {
		pending = append(pending, t.groups[groupUngrouped])
	}
	var groups []*group
	for len(pending) > 0 {
		g := pending[0]
		pending = pending[1:]
		if seen[g] || g.name == groupAll {
			continue
		}
		if *left -= 1 + len(g.parents); *left < 0 {
			return nil
		}
		seen[g] = true
		groups = append(groups, g)
		pending = append(pending, g.parents...)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.depth, b.depth), cmp.Compare(a.priority(), b.priority()), cmp.Compare(a.name, b.name))
	})
	return groups
}

// priority is what a group says of itself in the inventory, else 1.
func (g *group) priority() int {
	if n, err := strconv.Atoi(g.vars["ansible_group_priority"].Text); err == nil {
		return n
	}
	return 1
}
