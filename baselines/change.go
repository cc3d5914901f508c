package baselines

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// change is what files of a site change of a requirement that they have not written.
type change struct {
	at     *yaml.Node // the requirement as the last of them writes it
	values *yaml.Node // as the last that changes what is asked for writes it; nil: none does
	// outdated are the keys of texts that are wrong with these values: title, fix, remedy.
	outdated []string
}

// note remembers what a file of a site changes. What the embedded ones say of their
// own values is theirs to keep true.
func (t *tree) note(l *layer, body *yaml.Node) {
	known := requirements(t.root)
	for above := range entries(body) {
		below := known[above.id()]
		if below == nil {
			delete(t.changes, above.id()) // written anew
			continue
		}
		if above.gives("fix") && !above.gives("remedy") && strict.Get(below, "remedy") != nil {
			t.drop(strict.Get(below, "remedy"))
			below = requirements(t.root)[above.id()]
			known[above.id()] = below
		}
		if l.embedded {
			continue
		}
		c := t.changes[above.id()]
		c.at = above.node
		if fields := above.changed(below); len(fields) > 0 {
			c.values = above.node
			replaced := slices.DeleteFunc(fields, func(f *field) bool { return strict.Get(below, f.key) == nil })
			c.outdated = append(c.outdated, t.outdated(below, replaced)...)
		}
		c.outdated = slices.DeleteFunc(c.outdated, above.gives)
		t.changes[above.id()] = c
	}
}

func (e entry) gives(key string) bool { return strict.Get(e.node, key) != nil }

// changed are the fields of what is asked for that an entry gives another value than
// the one below it.
func (e entry) changed(below *yaml.Node) []*field {
	var all []*field
	for _, f := range e.record.fields {
		if f.key == "" || f.options.has("aside") || f.options.has("item") {
			continue
		}
		if value := strict.Get(e.node, f.key); value != nil && line(value) != line(strict.Get(below, f.key)) {
			all = append(all, f)
		}
	}
	return all
}

// outdated are the texts that are wrong once these fields, which had a value, have
// another: those that the fields define, and those of a site that name no value.
func (t *tree) outdated(below *yaml.Node, fields []*field) []string {
	var all []string
	for _, key := range []string{"title", "fix", "remedy"} {
		if len(fields) == 0 {
			break
		}
		n := strict.Get(below, key)
		if n == nil {
			continue
		}
		defined := slices.ContainsFunc(fields, func(f *field) bool {
			texts := strings.Split(f.options["defines"], "|")
			return slices.Contains(texts, key) || key == "remedy" && slices.Contains(texts, "fix")
		})
		if defined || t.ofSite(n) && !isTemplate(line(n)) {
			all = append(all, key)
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
// what was asked for before has no share in the grounds.
func (t *tree) settle() {
	known := requirements(t.root)
	for id, c := range t.changes {
		n := known[id]
		if n == nil || c.values == nil {
			continue
		}
		own := t.copy(n)
		where := t.at(c.values).String()
		given := func(key string) bool { // by the file that changed the values, or one above it
			v := strict.Get(n, key)
			return v != nil && t.layer(v).rank >= t.layer(c.values).rank
		}
		for _, key := range c.outdated {
			switch key {
			case "title":
				t.say(own, c.values, key, fmt.Sprintf("%s is as %s requires", id, where))
			case "fix":
				t.say(own, c.values, key, fmt.Sprintf("Change the node, or the cluster, to what %s requires.", where))
			case "remedy":
				unset(own, key)
			}
		}
		if !given("provenance") {
			t.say(own, c.values, "provenance", string(Site))
		}
		if !given("reference") {
			t.say(own, c.values, "reference", "the site's own value, "+where)
		}
		if why := strict.Text(n, "why"); why != "" && !given("why") {
			t.say(own, c.values, "why", fmt.Sprintf("%s sets the value. Of the value that it replaces: %s", where, why))
		}
		t.swap(n, own)
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
	if c, ok := t.changes[e.id()]; ok {
		return t.at(c.at)
	}
	return t.at(e.node)
}

// swap puts a node in the place of another one.
func (t *tree) swap(old, own *yaml.Node) { t.root = t.swapped(t.root, old, own) }

func (t *tree) swapped(n, old, own *yaml.Node) *yaml.Node {
	if n == old {
		return own
	}
	for i, c := range n.Content {
		if s := t.swapped(c, old, own); s != c {
			changed := t.copy(n)
			changed.Content[i] = s
			return changed
		}
	}
	return n
}
