package checks

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// consistency compares the nodes of an evaluation.
type consistency struct{ *evaluation }

// requirement is what the first baseline that requires it says.
func (c consistency) requirement(subject string) (baselines.Consistency, bool) {
	for _, b := range c.baselines() {
		for _, r := range b.Consistency {
			if r.Subject == subject {
				return r, true
			}
		}
	}
	return baselines.Consistency{}, false
}

// compare reads every node that answered.
func (c consistency) compare(read func(Subject) reading) comparison {
	var all comparison
	for _, s := range c.nodes {
		r := reading{}
		if p := s.Facts.Problem; p != nil {
			r.gaps = []facts.Gap{p.Gap()}
		} else {
			r = read(s)
		}
		r.node = s.Facts
		all = append(all, r)
	}
	return all
}

// reading is what one node has of the things that are compared.
type reading struct {
	node *facts.Node
	// group narrows the comparison: nodes are compared with those of their group.
	group int
	// values by aspect, "chimney": "disabled". An aspect that the node's Windows
	// does not have has none and is not a difference.
	values   map[string]string
	gaps     []facts.Gap // what could not be read, and why
	outside  string      // why the node takes no part although it was read; may be empty
	evidence []Evidence
}

// set adds a value.
func (r *reading) set(aspect, value string) {
	if r.values == nil {
		r.values = map[string]string{}
	}
	r.values[aspect] = value
}

// gap adds what could not be read, once.
func (r *reading) gap(missing facts.Gap) {
	if !slices.Contains(r.gaps, missing) {
		r.gaps = append(r.gaps, missing)
	}
}

// observe adds the values as evidence from a section of the node.
func (r *reading) observe(n *facts.Node, s facts.Section) {
	var said wording.Grouped
	for _, aspect := range slices.Sorted(maps.Keys(r.values)) {
		said.Add(r.values[aspect], aspect)
	}
	if len(said) > 0 {
		r.evidence = append(r.evidence, observed(s, "%s: %s", n.Name, said))
	}
}

// comparison is the readings of all nodes, sorted by name.
type comparison []reading

// judge gives drift as soon as two nodes differ, whatever the others say, and
// pass only when every node was read: an unread one may be the one that differs.
func (c comparison) judge() verdict {
	if len(c) == 1 {
		return inapplicable("one node was scanned, so there is nothing to compare")
	}
	different, compared := c.differences()
	var nodes []*facts.Node
	var gaps, missing []facts.Gap // missing: of nodes that were read
	var outside wording.Grouped
	var evidence []Evidence
	for _, r := range c {
		nodes = append(nodes, r.node)
		for _, g := range r.gaps {
			gaps = append(gaps, g.On(r.node.Name))
			if r.node.Problem == nil {
				missing = append(missing, g.On(r.node.Name))
			}
		}
		if r.outside != "" {
			outside.Add(r.outside, r.node.Name)
		}
		evidence = append(evidence, r.evidence...)
	}
	switch {
	case clustersOf(nodes) != "":
		return ofDifferentClusters(clustersOf(nodes)).with(evidence...)
	case len(different) > 0:
		v := drifted(describe(different), "the nodes differ"+notCompared(slices.Concat(facts.GapTexts(gaps), outside.List())), evidence...)
		v.differences, v.missing = different, missing
		return v
	case len(gaps) > 0:
		v := unknown("not every node could be compared", gaps[0], gaps[1:]...).with(evidence...)
		v.got = wording.Counted(c.read(), "node") + " read, no difference seen"
		return v
	case compared == 0:
		return inapplicable("no two nodes can be compared"+notCompared(outside.List()), evidence...)
	}
	return passed(wording.Counted(compared, "node")+" agree", "the nodes are alike"+notCompared(outside.List()), evidence...)
}

// read counts the nodes of which anything is known.
func (c comparison) read() int {
	n := 0
	for _, r := range c {
		if len(r.values) > 0 {
			n++
		}
	}
	return n
}

// notCompared ends a reason with what the verdict leaves out.
func notCompared(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "; not compared: " + strings.Join(parts, "; ")
}

// differences are the aspects in which two nodes differ, sorted, and the number
// of nodes that share an aspect with another.
func (c comparison) differences() (all []Difference, compared int) {
	type key struct {
		aspect string
		group  int
	}
	split := map[key][]NodeValue{}
	for _, r := range c {
		for aspect, value := range r.values {
			k := key{aspect, r.group}
			split[k] = append(split[k], NodeValue{r.node.Name, value})
		}
	}
	shared := wording.Set{}
	keys := slices.SortedFunc(maps.Keys(split), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.aspect, b.aspect), cmp.Compare(a.group, b.group))
	})
	for _, k := range keys {
		d := newDifference(k.aspect, split[k])
		if len(d.Values) > 1 {
			for _, v := range d.Values {
				shared.Add(v.Node)
			}
		}
		if d.differs() {
			all = append(all, d)
		}
	}
	return all, len(shared)
}
