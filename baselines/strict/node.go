package strict

import (
	"iter"

	"gopkg.in/yaml.v3"
)

// Get follows keys from mapping to mapping; nil when one of them is missing.
func Get(n *yaml.Node, path ...string) *yaml.Node {
	for _, step := range path {
		var found *yaml.Node
		for key, value := range Pairs(n) {
			if key.Value == step {
				found = value
			}
		}
		n = found
	}
	return n
}

// Pairs yields the keys and values of the mapping at a path; anything else has none.
func Pairs(n *yaml.Node, path ...string) iter.Seq2[*yaml.Node, *yaml.Node] {
	n = Get(n, path...)
	return func(yield func(key, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// Items are the elements of the sequence at a path; anything else has none.
func Items(n *yaml.Node, path ...string) []*yaml.Node {
	n = Get(n, path...)
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// Text is the scalar at a path as it is written, empty when there is none.
func Text(n *yaml.Node, path ...string) string {
	n = Get(n, path...)
	if n == nil {
		return ""
	}
	return n.Value
}

// Texts are the scalars of the sequence at a path.
func Texts(n *yaml.Node, path ...string) []string {
	var all []string
	for _, item := range Items(n, path...) {
		all = append(all, item.Value)
	}
	return all
}

// Number is the whole number at a path; nil when there is none.
func Number(n *yaml.Node, path ...string) *int {
	var i int
	n = Get(n, path...)
	if n == nil || !scalarValue(n, &i) {
		return nil
	}
	return &i
}

// entry is a key of a mapping, which has its own position, and its value.
type entry struct{ key, value *yaml.Node }

// entry looks a key up. Each mapping is indexed once: a file may have tens of
// thousands of wrong keys.
func (d *Document) entry(n *yaml.Node, name string) entry {
	if d.index == nil {
		d.index = map[*yaml.Node]map[string]entry{}
	}
	keys, ok := d.index[n]
	if !ok {
		keys = map[string]entry{}
		for key, value := range Pairs(n) {
			keys[key.Value] = entry{key, value}
		}
		d.index[n] = keys
	}
	return keys[name]
}
