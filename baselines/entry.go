package baselines

import (
	"iter"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// entry is a requirement as it is written.
type entry struct {
	*place
	subject string // "KB2552040"
	node    *yaml.Node
}

func (e entry) id() string { return e.family.id(e.subject) }

// mentions are the values by which a requirement names others, with their fields.
func (e entry) mentions() iter.Seq2[*field, *yaml.Node] {
	return func(yield func(*field, *yaml.Node) bool) { e.record.mentions(e.node, yield) }
}

// mentions yields those in a mapping and in the mappings that it holds, until yield
// returns false.
func (r *record) mentions(n *yaml.Node, yield func(*field, *yaml.Node) bool) bool {
	for _, f := range r.fields {
		switch value := strict.Get(n, f.key); {
		case f.options.has("ids"):
			for _, item := range strict.Items(value) {
				if !yield(f, item) {
					return false
				}
			}
		case f.record != nil && value != nil && value.Kind == yaml.MappingNode:
			if !f.record.mentions(value, yield) {
				return false
			}
		}
	}
	return true
}

// entries are the requirements of a place in a file or tree.
func (p *place) entries(root *yaml.Node) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		n := strict.Get(root, p.path...)
		switch {
		case n == nil:
		case p.shape == alone:
			yield(entry{p, p.path[len(p.path)-1], n})
		case p.shape == inMapping:
			for key, value := range strict.Pairs(n) {
				if !yield(entry{p, key.Value, value}) {
					return
				}
			}
		default:
			for _, item := range strict.Items(n) {
				if !yield(entry{p, p.record.identity().text(item), item}) {
					return
				}
			}
		}
	}
}

// entries are all requirements of a file or tree, family by family.
func entries(root *yaml.Node) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		for _, f := range families() {
			for _, p := range f.places {
				for e := range p.entries(root) {
					if !yield(e) {
						return
					}
				}
			}
		}
	}
}

// requirements are the nodes of all requirements by their finding ids.
func requirements(root *yaml.Node) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	for e := range entries(root) {
		all[e.id()] = e.node
	}
	return all
}
