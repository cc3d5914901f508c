package capture

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// updateID is an update as the node lists it.
var updateID = regexp.MustCompile(`^KB[1-9][0-9]*$`)

// hotfixes requires the updates that the node has beyond the base, where the
// base looks for single updates: later versions of Windows list the latest few.
func (c *capture) hotfixes() {
	if len(c.base.Hotfixes) == 0 || !c.read("hotfixes", c.node.Hotfixes.Section) {
		return
	}
	known := c.known()
	var list []*yaml.Node
	for _, id := range c.installed() {
		if known[id] {
			continue
		}
		var m mapping
		m.add("kb", number(articleNumber(id)))
		m.add("title", text(id+" is installed, as on "+c.name))
		m.add("severity", text(string(baselines.Low)))
		m.add("why", text("It is installed on "+c.name+", which the site's nodes are to be like."))
		m.add("fix", text("Install "+id+", or take it out of this file."))
		m.add("reference", text(id+", captured from "+c.name+" on "+c.day))
		m.add("provenance", text(provenance))
		list = append(list, m.node())
		c.asked++
	}
	if len(list) > 0 {
		c.sections.add("hotfixes", items(list))
	}
}

// installed are the ids that the node lists, each once, by number.
func (c *capture) installed() []string {
	var ids []string
	for _, h := range c.node.Hotfixes.Installed {
		id := strings.ToUpper(h.ID)
		if updateID.MatchString(id) && baselines.Allows(articleNumber(id), "hotfixes", "0", "kb") {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return slices.Compact(ids)
}

// articleNumber is the number of an update; 0 when it is too great for one.
func articleNumber(id string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "KB"))
	if err != nil {
		return 0
	}
	return n
}

// known are the updates that the base requires, and those that replace
// them: which of these a node has is its own affair. Articles that are never
// installed are not updates, whatever a node says.
func (c *capture) known() map[string]bool {
	known := baselines.ListArticles()
	for _, l := range c.base.Lists {
		known[l.KB] = true
	}
	for _, h := range c.base.Hotfixes {
		known[h.KB] = true
		for _, u := range h.SatisfiedBy.Updates {
			known[u.KB] = true
		}
	}
	return known
}

// updateLevel requires the build that the node is at, where the base knows builds
// and updates raise the revision, and never for less than the base does.
func (c *capture) updateLevel() {
	level := c.base.Update
	if level.Build == nil && level.Newest == nil || !(baselines.Build{Number: c.node.OS.Build}).IsCumulative() || !c.read("update", c.node.OS.Section) {
		return
	}
	own := baselines.Build{Number: c.node.OS.Build}
	if c.node.OS.UBR != nil {
		own.Revision = *c.node.OS.UBR
	}
	if c.node.OS.UBR == nil || !baselines.Allows(own.String(), "update", "build", "min") {
		c.leave("update: the node reports no revision")
		return
	}
	if level.Build != nil && own.Revision < level.Build.Highest(own.Number).Revision {
		c.leave("update: the node is at %s, below what %s requires", own, c.base.Name)
		return
	}
	m := c.requirement(fmt.Sprintf("The node is at least at build %s, as %s", own, c.name))
	m.add("min", text(own.String()))
	fix := ""
	if level.Build == nil {
		fix = "Install the cumulative update of build " + own.String() + " or a newer one."
	}
	c.grounds(m, baselines.Medium, fix)
	var section mapping
	section.add("build", m.node())
	c.sections.add("update", section.node())
	if level.Newest != nil && level.Newest.Known.Number == own.Number && level.Newest.Known.Revision < own.Revision {
		c.removed = append(c.removed, level.Newest.ID)
		c.leave("update/newest: the node is ahead of the newest build that %s knows", c.base.Name)
	}
}

func items(all []*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Content: all}
}
