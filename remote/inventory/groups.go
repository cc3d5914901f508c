package inventory

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// group is a number of nodes of any cluster that share settings.
type group struct {
	settings *yaml.Node
	members  []member
}

// member is one item of a group's nodes.
type member struct {
	written *yaml.Node
	name    *regexp.Regexp
	used    bool
}

// readGroups reads what each group has for members.
func (f *file) readGroups() {
	groups := strict.Items(f.Root, "groups")
	f.unique("group", groups)
	for _, n := range groups {
		g := &group{settings: n}
		for _, item := range strict.Items(n, "nodes") {
			if item.ShortTag() == "!!str" {
				g.members = append(g.members, member{written: item, name: wildcard(item.Value)})
			}
		}
		f.groups = append(f.groups, g)
	}
}

// wildcard matches names in any case; * stands for any characters, ? for one.
func wildcard(pattern string) *regexp.Regexp {
	expression := regexp.QuoteMeta(pattern)
	expression = strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(expression)
	return regexp.MustCompile("(?is)^" + expression + "$")
}

// groupsOf are the settings of the groups that a node is in, in the order of the file.
func (f *file) groupsOf(name string) layers {
	var l layers
	for _, g := range f.groups {
		in := false
		for i := range g.members {
			if m := &g.members[i]; m.name.MatchString(name) {
				m.used, in = true, true
			}
		}
		if in {
			l = append(l, g.settings)
		}
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
	for _, g := range f.groups {
		for _, m := range g.members {
			if !m.used {
				f.Fail(m.written, fmt.Sprintf("no cluster has a node %q", m.written.Value), strict.Suggest(m.written.Value, names))
			}
		}
	}
}
