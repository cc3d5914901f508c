package baselines

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// change is what becomes of a requirement that a file of a site has written or changed.
type change struct {
	at     *yaml.Node // the requirement as the last file of a site writes it over others; nil: none does
	values *yaml.Node // as the last of them that changes the requirement writes it; nil: none does
	// last is the requirement as the last file that changes a value of it writes it, be
	// it an embedded overlay that is laid over the file of a site; nil: none does.
	last *yaml.Node
	// outdated are the keys of texts that are wrong with these values: title, fix, remedy.
	outdated []string
}

// note remembers what a file of a site changes, and what of a site's texts another file
// makes wrong. What the embedded ones say of their own values is theirs to keep true.
func (t *tree) note(l *layer, body *yaml.Node) {
	known, withOldFix := requirements(t.root), nodes{}
	for above := range entries(body) {
		if remedy := strict.Get(known[above.id()], "remedy"); remedy != nil && above.gives("fix") && !above.gives("remedy") {
			withOldFix[remedy] = true
		}
	}
	t.drop(withOldFix)
	known = requirements(t.root)
	for above := range entries(body) {
		below := known[above.id()]
		switch {
		case below == nil:
			delete(t.changes, above.id()) // written anew
		case !l.embedded || t.ofSite(below):
			t.noteEntry(l, above, below)
		}
	}
}

func (t *tree) noteEntry(l *layer, above entry, below *yaml.Node) {
	c := t.changes[above.id()]
	values := above.changed(below)
	asked := slices.DeleteFunc(slices.Clone(values), func(f *field) bool { return f.options.has("aside") })
	if !l.embedded {
		c.at = above.node
		if len(asked) > 0 {
			c.values = above.node
		}
	}
	if len(values) > 0 {
		c.last = above.node
	}
	c.outdated = append(c.outdated, t.outdated(l, above, below)...)
	c.outdated = slices.DeleteFunc(c.outdated, above.gives)
	t.changes[above.id()] = c
}

func (e entry) gives(key string) bool { return strict.Get(e.node, key) != nil }

// changed are the fields that an entry gives another value than the one below it, but
// for what is said of the values.
func (e entry) changed(below *yaml.Node) []*field {
	var all []*field
	for _, f := range e.record.fields {
		if f.key == "" || f.options.has("item") || slices.Contains(theWords[:], f.key) {
			continue
		}
		if value := strict.Get(e.node, f.key); value != nil && line(value) != line(strict.Get(below, f.key)) {
			all = append(all, f)
		}
	}
	return all
}

// ofSite reports whether a file of a site has written a value, or a part of it.
func (t *tree) ofSite(n *yaml.Node) bool {
	if len(n.Content) == 0 {
		return !t.layer(n).embedded
	}
	return slices.ContainsFunc(n.Content, t.ofSite)
}

// settle makes true, once all files are merged, what is said of the requirements that a
// site has changed: texts that are wrong with the new values give way to plain ones, and
// what was required before has no share in the grounds.
func (t *tree) settle() {
	known, settled := requirements(t.root), map[*yaml.Node]*yaml.Node{}
	for id, c := range t.changes {
		n := known[id]
		if n == nil || c.last == nil {
			continue
		}
		own := t.copy(n)
		t.retext(own, id, c)
		if c.values != nil {
			t.ground(own, n, c.values)
		}
		settled[n] = own
	}
	t.root = t.swapped(t.root, settled)
	t.settleAt()
}

// retext puts plain texts in the place of those that are wrong.
func (t *tree) retext(own *yaml.Node, id string, c change) {
	where := t.at(c.last).String()
	for _, key := range c.outdated {
		switch key {
		case "title":
			t.say(own, c.last, key, fmt.Sprintf("%s is as %s requires", id, where))
		case "fix":
			t.say(own, c.last, key, fmt.Sprintf("Change the node, or the cluster, to what %s requires.", where))
		case "remedy":
			unset(own, key)
		}
	}
}

// ground gives a requirement the grounds of the file that changed what is asked for,
// unless that file, or one above it, gives its own.
func (t *tree) ground(own, merged, values *yaml.Node) {
	where := t.at(values).String()
	given := func(key string) bool {
		v := strict.Get(merged, key)
		return v != nil && t.layer(v).rank >= t.layer(values).rank
	}
	if !given("provenance") {
		t.say(own, values, "provenance", string(Site))
	}
	if !given("reference") {
		t.say(own, values, "reference", "the site's own value, "+where)
	}
	switch why := strict.Text(merged, "why"); {
	case why == "" || given("why"):
	case isTemplate(why): // the new values would take the place of the old ones
		t.say(own, values, "why", where+" sets the value.")
	default:
		t.say(own, values, "why", fmt.Sprintf("%s sets the value. Of the value that it replaces: %s", where, why))
	}
}

// say sets a text of a requirement as if it was written at another node.
func (t *tree) say(requirement, at *yaml.Node, key, text string) {
	value := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: at.Line, Column: at.Column}
	t.copies[value], t.derived[value] = t.layer(at), true
	name := *value
	name.Value = key
	t.copies[&name] = t.layer(at)
	set(requirement, &name, value)
}

// originOf is where a requirement is written, or where a site changes it.
func (t *tree) originOf(e entry) Position {
	if c := t.changes[e.id()]; c.at != nil {
		return t.at(c.at)
	}
	return t.at(e.node)
}

// swapped is n, or a copy of it with other nodes in the place of some.
func (t *tree) swapped(n *yaml.Node, others map[*yaml.Node]*yaml.Node) *yaml.Node {
	if own := others[n]; own != nil {
		return own
	}
	changed := n
	for i, c := range n.Content {
		s := t.swapped(c, others)
		if s == c {
			continue
		}
		if changed == n {
			changed = t.copy(n)
		}
		changed.Content[i] = s
	}
	return changed
}
