package baselines

import (
	"iter"
	"slices"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"
)

// pairs yields the keys and values of a mapping; a nil node has none.
func pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
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

// items are the elements of a sequence; a nil node has none.
func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// get returns the value of a key, nil when the mapping has no such key.
func get(n *yaml.Node, path ...string) *yaml.Node {
	for _, step := range path {
		var found *yaml.Node
		for key, value := range pairs(n) {
			if key.Value == step {
				found = value
			}
		}
		n = found
	}
	return n
}

// keyNode returns the key itself, which knows where it stands, or the mapping.
func keyNode(n *yaml.Node, name string) *yaml.Node {
	for key := range pairs(n) {
		if key.Value == name {
			return key
		}
	}
	return n
}

// set adds a key to a mapping or replaces it, the place of the key included.
func set(n, key, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content[i], n.Content[i+1] = key, value
			return
		}
	}
	n.Content = append(n.Content, key, value)
}

// drop takes a node out of the tree below n, in a mapping together with its key.
func drop(n, target *yaml.Node) {
	i := slices.Index(n.Content, target)
	switch {
	case i < 0:
		for _, c := range n.Content {
			drop(c, target)
		}
	case n.Kind == yaml.MappingNode:
		n.Content = slices.Delete(n.Content, i-1, i+1)
	default:
		n.Content = slices.Delete(n.Content, i, i+1)
	}
}

// text is a scalar as it is written, empty for a nil node.
func text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// texts are the scalars of a sequence.
func texts(n *yaml.Node) []string {
	var all []string
	for _, item := range items(n) {
		all = append(all, item.Value)
	}
	return all
}

// number is a scalar that the schema found to be a whole number; nil for a nil node.
func number(n *yaml.Node) *int {
	var i int
	if n == nil || n.Decode(&i) != nil {
		return nil
	}
	return &i
}

// orZero is the number that i points to, 0 for nil.
func orZero(i *int) int {
	if i == nil {
		return 0
	}
	return *i
}

// flag is a scalar that the schema found to be true or false.
func flag(n *yaml.Node) bool {
	var b bool
	return n != nil && n.Decode(&b) == nil && b
}

// date is a scalar that the schema found to be a date, in UTC.
func date(n *yaml.Node) time.Time {
	d, err := time.Parse(time.DateOnly, text(n))
	if err != nil {
		return time.Time{}
	}
	return d
}

// kb is the id of an update, "KB2552040", however its number is spelled.
func kb(n *yaml.Node) string {
	i := number(n)
	if i == nil {
		return ""
	}
	return "KB" + strconv.Itoa(*i)
}

// kbs are the ids of a sequence of updates.
func kbs(n *yaml.Node) []string {
	var all []string
	for _, item := range items(n) {
		all = append(all, kb(item))
	}
	return all
}
