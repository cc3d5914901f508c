package baselines

import (
	"fmt"
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// tree is a baseline merged from its files. Its nodes are those of the files, so
// that each still knows its line. Files are shared: what merging changes is a copy.
type tree struct {
	root    *yaml.Node
	layers  []*layer
	copies  map[*yaml.Node]*layer // nodes that are in no file, by the file they come from
	known   map[string]*yaml.Node // requirements by finding id, once all files are merged
	changes map[string]change     // by the finding ids of requirements that a site changes
	derived map[*yaml.Node]bool   // nodes that follow from what a site changes
	// outranked are values of embedded overlays that give way to those of another one.
	outranked map[*yaml.Node]bool
	titles    map[string]string // by finding id, once they are made
	problems  []*Error
	hints     strict.Hints
}

// unique notes items of one file that stand for the same requirement.
func (l *layer) unique() {
	for _, body := range append(strict.Items(l.Root, "parts"), l.Root) {
		for _, f := range families() {
			if key := f.items(); key != nil {
				l.uniqueItems(f.section, key, strict.Items(body, f.section))
			}
		}
	}
}

func (l *layer) uniqueItems(section string, key *field, items []*yaml.Node) {
	seen := map[string]*yaml.Node{}
	for _, item := range items {
		id := key.text(item)
		if first, ok := seen[id]; ok && id != "" {
			l.Fail(item, fmt.Sprintf("duplicate %s %s in %s", key.key, strict.Text(item, key.key), section),
				fmt.Sprintf("it is first written in line %d", first.Line))
		}
		seen[id] = item
	}
}

// merge lays the files over each other, the lowest first.
func merge(layers []*layer) *tree {
	root := &yaml.Node{Kind: yaml.MappingNode}
	t := &tree{root: root, layers: layers, copies: map[*yaml.Node]*layer{root: nil}, changes: map[string]change{}, derived: map[*yaml.Node]bool{}, outranked: map[*yaml.Node]bool{}, titles: map[string]string{}}
	for _, l := range layers {
		for _, body := range t.bodies(l) {
			t.remove(strict.Items(body, "remove"))
			t.note(l, body)
			t.outrank(l, body)
			for key, value := range strict.Pairs(body) {
				t.section(l, key, value)
			}
		}
	}
	t.settle()
	return t
}

// layer is the file that a node was written in.
func (t *tree) layer(n *yaml.Node) *layer {
	if l, ok := t.copies[n]; ok {
		return l
	}
	return t.layers[slices.IndexFunc(t.layers, func(l *layer) bool { return l.nodes[n] })]
}

// at is where a node was written.
func (t *tree) at(n *yaml.Node) Position { return t.layer(n).At(n) }

func (t *tree) fail(n *yaml.Node, message, hint string) {
	t.problems = append(t.problems, &Error{Position: t.at(n), Message: message, Hint: hint})
}

// copy is a node of the tree's own with the same values below it.
func (t *tree) copy(n *yaml.Node) *yaml.Node {
	own := *n
	own.Content = slices.Clone(n.Content)
	t.copies[&own] = t.layer(n)
	return &own
}

// section merges one top-level key of a file.
func (t *tree) section(l *layer, key, value *yaml.Node) {
	below := strict.Get(t.root, key.Value)
	head, isHead := headKeyOf(key.Value)
	switch {
	case isHead && (head.merging == ofFile || l.overlay && head.merging == ofBaseline):
	case below == nil:
		set(t.root, key, value)
	case isHead && head.merging == keyed:
		replace(t.root, below, t.override(nil, below, value))
	case isHead && head.merging == added:
		all := t.copy(below)
		all.Content = append(all.Content, value.Content...)
		replace(t.root, below, all)
	case isHead && head.merging == joined && l.overlay:
		set(t.root, key, t.joined(below, value))
	case isHead:
		set(t.root, key, value)
	case !isHead && familyOf(key.Value).items() != nil:
		replace(t.root, below, t.overrideItems(familyOf(key.Value).places[0].record, below, value))
	default:
		replace(t.root, below, t.override(nil, below, value))
	}
}

// overrideItems merges requirements by their key and appends new ones.
func (t *tree) overrideItems(r *record, below, above *yaml.Node) *yaml.Node {
	key, merged := r.identity(), t.copy(below)
	places := map[string]int{} // by key, of the first item that has it
	for i, item := range merged.Content {
		if _, later := places[key.text(item)]; !later {
			places[key.text(item)] = i
		}
	}
	for _, item := range above.Content {
		id := key.text(item)
		if i, ok := places[id]; ok {
			merged.Content[i] = t.override(r, merged.Content[i], item)
			continue
		}
		places[id] = len(merged.Content)
		merged.Content = append(merged.Content, item)
	}
	return merged
}

// override merges mappings key by key, but for those that are one thing; any other
// value is replaced. The record is that of the mapping, or nil.
func (t *tree) override(r *record, below, above *yaml.Node) *yaml.Node {
	merged := t.copy(below)
	for key, value := range strict.Pairs(above) {
		if t.outranked[value] {
			continue
		}
		var f field
		if known := r.field(key.Value); known != nil {
			f = *known
		}
		if old := strict.Get(merged, key.Value); old != nil && isKind(yaml.MappingNode, old, value) && !f.options.has("whole") {
			replace(merged, old, t.override(f.record, old, value))
		} else {
			set(merged, key, value)
		}
	}
	return merged
}

// nodes are some of a tree.
type nodes map[*yaml.Node]bool

// drop takes nodes out of the tree, in a mapping together with their keys.
func (t *tree) drop(targets nodes) {
	if len(targets) > 0 {
		t.root = t.without(t.root, targets)
	}
}

// without is n, or a copy of it that lacks the targets.
func (t *tree) without(n *yaml.Node, targets nodes) *yaml.Node {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	var rest []*yaml.Node
	changed := false
	for i := 0; i+step <= len(n.Content); i += step {
		value := n.Content[i+step-1]
		if targets[value] {
			changed = true
			continue
		}
		kept := t.without(value, targets)
		changed = changed || kept != value
		rest = append(append(rest, n.Content[i:i+step-1]...), kept)
	}
	if !changed {
		return n
	}
	own := t.copy(n)
	own.Content = rest
	return own
}

// remove takes requirements out, and what other requirements say of them.
func (t *tree) remove(ids []*yaml.Node) {
	known, targets, removed := requirements(t.root), nodes{}, map[string]bool{}
	for _, n := range ids {
		target, ok := known[n.Value]
		if !ok {
			t.fail(n, fmt.Sprintf("remove names %q, which nothing extended has", n.Value), strict.Suggest(n.Value, slices.Collect(maps.Keys(known))))
			continue
		}
		targets[target], removed[n.Value] = true, true
		delete(known, n.Value)
	}
	for e := range entries(t.root) {
		for f, n := range e.mentions() {
			if removed[f.mentioned(n)] {
				targets[n] = true
			}
		}
	}
	t.drop(targets)
}
