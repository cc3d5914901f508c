package ansible

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// maxNesting is how deep groups may lie in each other.
const maxNesting = 50

// Sections of a group in YAML.
var sections = []string{"children", "hosts", "vars"}

func (t *tree) parseYAML(data []byte) {
	d := strict.Decode(t.file, data)
	t.problems = append(t.problems, d.Problems...)
	if d.Root == nil || len(d.Problems) > 0 {
		return
	}
	if plugin := strict.Get(d.Root, "plugin"); plugin != nil {
		t.fail(d.At(plugin), "the file configures a plugin of Ansible that finds hosts", "write out what it finds: ansible-inventory -i FILE --list --yaml > hosts.yml")
		return
	}
	f := yamlFile{t, d}
	for name, content := range f.pairs(d.Root) {
		f.group(name, content, nil, 0)
	}
}

// yamlFile is a YAML file being read.
type yamlFile struct {
	*tree
	document *strict.Document
}

// group reads a group and those below it.
func (f yamlFile) group(name, content *yaml.Node, parent *group, depth int) {
	if depth > maxNesting {
		f.fail(f.document.At(name), fmt.Sprintf("groups lie more than %d deep in each other", maxNesting), "")
		return
	}
	g := f.tree.group(name.Value, f.document.At(name))
	if parent != nil && parent.name != groupAll {
		f.adopt(parent, g)
	}
	for key, value := range f.pairs(content) {
		switch key.Value {
		case "children":
			for child, inner := range f.pairs(value) {
				f.group(child, inner, g, depth+1)
			}
		case "hosts":
			f.hosts(g, value)
		case "vars":
			f.variables(value, g.vars)
		default:
			f.fail(f.document.At(key), fmt.Sprintf("unknown key %q in a group", key.Value), strict.Suggest(key.Value, sections))
		}
	}
}

// hosts reads the hosts of a group: a mapping, or a single name.
func (f yamlFile) hosts(g *group, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		f.addHosts(n.Value, g, nil, f.document.At(n))
		return
	}
	for name, content := range f.pairs(n) {
		own := variables{}
		f.variables(content, own)
		f.addHosts(name.Value, g, own, f.document.At(name))
	}
}

func (f yamlFile) variables(n *yaml.Node, into variables) {
	for key, value := range f.pairs(n) {
		into[key.Value] = f.value(value)
	}
}

// value reads a variable as far as it may be wanted.
func (f yamlFile) value(n *yaml.Node) Value {
	v := Value{Position: f.document.At(n)}
	n = resolved(n)
	switch {
	case n.Tag == "!vault" || n.Tag == "!vault-encrypted" || strings.HasPrefix(n.Value, vault) || strict.Get(n, "__ansible_vault") != nil:
		v.Kind = Encrypted
	case n.Kind == yaml.SequenceNode:
		v.Kind = List
		for _, item := range n.Content {
			v.Items = append(v.Items, resolved(item).Value)
		}
	case n.Kind != yaml.ScalarNode:
		v.Kind = Unreadable
	case n.ShortTag() != "!!null":
		v.Text = n.Value
	}
	return v
}

// pairs yields a mapping, in which no key may occur twice. Null has none. An
// alias of one could stand for any number of groups and is refused.
func (f yamlFile) pairs(n *yaml.Node) func(func(key, value *yaml.Node) bool) {
	if n.Kind != yaml.MappingNode {
		if n.Kind == yaml.AliasNode {
			f.fail(f.document.At(n), "an alias of a mapping is not read", "write it out")
		} else if n.ShortTag() != "!!null" {
			f.fail(f.document.At(n), "here must be a mapping", "")
		}
		return func(func(key, value *yaml.Node) bool) {}
	}
	seen := map[string]bool{}
	for key := range strict.Pairs(n) {
		switch {
		case key.ShortTag() == "!!merge":
			f.fail(f.document.At(key), "merged keys are not read", "write them out")
		case key.Kind != yaml.ScalarNode:
			f.fail(f.document.At(key), "a key must be a plain word", "")
		case seen[key.Value]:
			f.fail(f.document.At(key), fmt.Sprintf("duplicate key %q", key.Value), "")
		}
		seen[key.Value] = true
	}
	return strict.Pairs(n)
}

// resolved follows an alias.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}
