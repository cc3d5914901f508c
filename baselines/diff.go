package baselines

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Difference is one value that two resolved baselines do not share.
type Difference struct {
	// ID is that of the requirement, "allow_roots", "applies_to", "at" or "procedures".
	ID string
	// Key leads to the value below the requirement, joined by dots. It is empty
	// where only one of the baselines has the requirement.
	Key  string
	A, B Value
}

// Value is what one baseline says, as a line of YAML, and where. Of a
// requirement that the other baseline lacks it is the title. Absent values have
// no text and the zero Position.
type Value struct {
	Text string
	At   Position
}

// Diff compares two baselines with all that they extend, by what they require
// and what they say of it. Titles and notes of the baselines themselves are not
// compared. Differences are sorted by ID; those of one requirement keep the
// order of its keys. References and errors are those of Load.
func Diff(refA, refB string) ([]Difference, error) {
	_, a, errsA := newLoader().resolve(refA)
	_, b, errsB := newLoader().resolve(refB)
	if errs := append(errsA, errsB...); len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	c := comparison{a: a, b: b}
	inA, inB := requirements(a.root), requirements(b.root)
	for _, key := range besides {
		inA[key], inB[key] = strict.Get(a.root, key), strict.Get(b.root, key)
	}
	all := maps.Clone(inA)
	maps.Copy(all, inB)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		c.id = id
		c.requirement(inA[id], inB[id])
	}
	return c.found, nil
}

// besides are the keys of a file that are compared as requirements are: what it is for,
// the steps that its fixes have in common, the severities of whole families at some
// moments, and the keys that its own requirements read.
var besides = []string{"allow_roots", "applies_to", "at", "procedures"}

// comparison collects how the trees a and b differ.
type comparison struct {
	a, b  *tree
	id    string // of the requirement that is being compared
	found []Difference
}

func (c *comparison) requirement(a, b *yaml.Node) {
	switch {
	case slices.Contains(besides, c.id) && isKind(yaml.SequenceNode, a, b):
		c.items("", a, b)
	case a != nil && b != nil, slices.Contains(besides, c.id):
		c.mapping("", a, b)
	case a != nil:
		c.found = append(c.found, Difference{ID: c.id, A: c.a.title(c.id, a)})
	default:
		c.found = append(c.found, Difference{ID: c.id, B: c.b.title(c.id, b)})
	}
}

// title is that of a requirement, with its values in their places.
func (t *tree) title(id string, requirement *yaml.Node) Value {
	v := t.value(strict.Get(requirement, "title"))
	v.Text = t.titles[id]
	return v
}

func (c *comparison) mapping(path string, a, b *yaml.Node) {
	for key := range keys(a, b) {
		below := strings.TrimPrefix(path+"."+key, ".")
		valueA, valueB := strict.Get(a, key), strict.Get(b, key)
		switch {
		case c.a.derived[valueA] || c.b.derived[valueB]: // the value is shown that it follows from
		case isKind(yaml.MappingNode, valueA, valueB):
			c.mapping(below, valueA, valueB)
		case isKind(yaml.SequenceNode, valueA, valueB) && ofMappings(valueA, valueB):
			c.items(below, valueA, valueB)
			c.order(below, valueA, valueB)
		case line(valueA) != line(valueB):
			c.found = append(c.found, Difference{ID: c.id, Key: below, A: c.a.value(valueA), B: c.b.value(valueB)})
		}
	}
}

// items compares lists of mappings without regard to their order.
func (c *comparison) items(path string, a, b *yaml.Node) {
	lacks := func(list *yaml.Node, item *yaml.Node) bool {
		return !slices.ContainsFunc(strict.Items(list), func(n *yaml.Node) bool { return line(n) == line(item) })
	}
	for _, item := range strict.Items(a) {
		if lacks(b, item) {
			c.found = append(c.found, Difference{ID: c.id, Key: path, A: c.a.value(item)})
		}
	}
	for _, item := range strict.Items(b) {
		if lacks(a, item) {
			c.found = append(c.found, Difference{ID: c.id, Key: path, B: c.b.value(item)})
		}
	}
}

// order notes steps that differ in nothing but their order, or in how often one is there.
func (c *comparison) order(path string, a, b *yaml.Node) {
	steps := path == "fix" || c.id == "procedures"
	if last := len(c.found) - 1; !steps || line(a) == line(b) || last >= 0 && c.found[last].ID == c.id && c.found[last].Key == path {
		return
	}
	c.found = append(c.found, Difference{ID: c.id, Key: path, A: c.a.value(a), B: c.b.value(b)})
}

// keys are those of a, then those that only b has.
func keys(a, b *yaml.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range strict.Pairs(a) {
			if !yield(key.Value) {
				return
			}
		}
		for key := range strict.Pairs(b) {
			if strict.Get(a, key.Value) == nil && !yield(key.Value) {
				return
			}
		}
	}
}

// isKind reports whether the nodes that are there are all of a kind.
func isKind(kind yaml.Kind, nodes ...*yaml.Node) bool {
	return !slices.ContainsFunc(nodes, func(n *yaml.Node) bool { return n != nil && n.Kind != kind })
}

func ofMappings(lists ...*yaml.Node) bool {
	for _, list := range lists {
		if !isKind(yaml.MappingNode, strict.Items(list)...) {
			return false
		}
	}
	return true
}

func (t *tree) value(n *yaml.Node) Value {
	if n == nil {
		return Value{}
	}
	return Value{Text: line(n), At: t.at(n)}
}

// line is a value as one line of YAML without comments; empty for none.
func line(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	switch n.Kind {
	case yaml.MappingNode:
		var pairs []string
		for key, value := range strict.Pairs(n) {
			pairs = append(pairs, key.Value+": "+line(value))
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	case yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			items = append(items, line(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return strings.Join(strings.Fields(n.Value), " ")
}
