package baselines

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// tree is a baseline merged from its files. Its nodes are those of the files, so
// that each still knows its line. Files are shared: what merging changes is a copy.
type tree struct {
	root     *yaml.Node
	layers   []*layer
	copies   map[*yaml.Node]*layer // nodes that are in no file, by the file they come from
	problems []*Error
}

// itemKey is the key by which the items of a section are told apart; empty for
// a section that is no list of requirements.
func itemKey(section string) string {
	switch section {
	case "hotfixes", "lists":
		return "kb"
	case "firewall":
		return "id"
	case "services":
		return "name"
	}
	return ""
}

// identity is what two items of a section are compared by.
func identity(section string, item *yaml.Node) string {
	key := itemKey(section)
	if key == "kb" {
		return kb(strict.Get(item, key))
	}
	return strict.Text(item, key)
}

// unique notes items of one file that stand for the same requirement.
func (l *layer) unique() {
	for _, body := range append(strict.Items(l.Root, "parts"), l.Root) {
		for section, list := range strict.Pairs(body) {
			l.uniqueItems(section.Value, list)
		}
	}
}

func (l *layer) uniqueItems(section string, list *yaml.Node) {
	key := itemKey(section)
	seen := map[string]*yaml.Node{}
	for _, item := range strict.Items(list) {
		id := identity(section, item)
		if first, ok := seen[id]; ok && id != "" {
			l.Fail(item, fmt.Sprintf("duplicate %s %s in %s", key, strict.Text(item, key), section),
				fmt.Sprintf("it is first written in line %d", first.Line))
		}
		seen[id] = item
	}
}

// merge lays the files over each other, the lowest first.
func merge(layers []*layer) *tree {
	root := &yaml.Node{Kind: yaml.MappingNode}
	t := &tree{root: root, layers: layers, copies: map[*yaml.Node]*layer{root: nil}}
	for _, l := range layers {
		for _, body := range t.bodies(l) {
			t.remove(strict.Items(body, "remove"))
			t.outdate(body)
			for key, value := range strict.Pairs(body) {
				t.section(l, key, value)
			}
		}
	}
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
	switch {
	case key.Value == "extends" || key.Value == "remove" || l.overlay && isHead(key.Value):
		// They speak of one file and are done with.
	case key.Value == "name" && l.overlay:
		set(t.root, key, t.joined(below, value))
	case below == nil:
		set(t.root, key, value)
	case key.Value == "notes":
		// What is known of extended data stays true.
		all := t.copy(below)
		all.Content = append(all.Content, value.Content...)
		replace(t.root, below, all)
	case itemKey(key.Value) != "":
		replace(t.root, below, t.overrideItems(key.Value, below, value))
	case value.Kind == yaml.MappingNode:
		replace(t.root, below, t.override(below, value))
	default:
		set(t.root, key, value)
	}
}

// overrideItems merges requirements by their key and appends new ones.
func (t *tree) overrideItems(section string, below, above *yaml.Node) *yaml.Node {
	merged := t.copy(below)
	for _, item := range above.Content {
		same := func(n *yaml.Node) bool { return identity(section, n) == identity(section, item) }
		if i := slices.IndexFunc(merged.Content, same); i >= 0 {
			merged.Content[i] = t.override(merged.Content[i], item)
		} else {
			merged.Content = append(merged.Content, item)
		}
	}
	return merged
}

// override merges mappings key by key; any other value is replaced.
func (t *tree) override(below, above *yaml.Node) *yaml.Node {
	merged := t.copy(below)
	for key, value := range strict.Pairs(above) {
		if old := strict.Get(merged, key.Value); old != nil && value.Kind == yaml.MappingNode {
			replace(merged, old, t.override(old, value))
		} else {
			set(merged, key, value)
		}
	}
	return merged
}

// drop takes a node out of the tree, in a mapping together with its key.
func (t *tree) drop(target *yaml.Node) { t.root = t.without(t.root, target) }

// without is n, or a copy of it that lacks the target.
func (t *tree) without(n, target *yaml.Node) *yaml.Node {
	if i := slices.Index(n.Content, target); i >= 0 {
		rest := t.copy(n)
		first := i
		if n.Kind == yaml.MappingNode {
			first--
		}
		rest.Content = slices.Delete(rest.Content, first, i+1)
		return rest
	}
	for i, c := range n.Content {
		if rest := t.without(c, target); rest != c {
			changed := t.copy(n)
			changed.Content[i] = rest
			return changed
		}
	}
	return n
}

// remove takes requirements out, and what other requirements say of them.
func (t *tree) remove(ids []*yaml.Node) {
	for _, n := range ids {
		known := requirements(t.root)
		target, ok := known[n.Value]
		if !ok {
			t.fail(n, fmt.Sprintf("remove names %q, which nothing extended has", n.Value), strict.Suggest(n.Value, slices.Collect(maps.Keys(known))))
			continue
		}
		t.drop(target)
		for _, mention := range t.mentions(n.Value) {
			t.drop(mention)
		}
	}
}

// mentions are the list members, substitutes and related findings that name a requirement.
func (t *tree) mentions(id string) []*yaml.Node {
	var found []*yaml.Node
	for _, list := range strict.Items(t.root, "lists") {
		for _, member := range strict.Items(list, "members") {
			if hotfixID(kb(member)) == id {
				found = append(found, member)
			}
		}
	}
	naming := func(list []*yaml.Node) {
		for _, n := range list {
			if n.Value == id {
				found = append(found, n)
			}
		}
	}
	for _, hotfix := range strict.Items(t.root, "hotfixes") {
		naming(strict.Items(hotfix, "accept_instead"))
	}
	for _, event := range strict.Pairs(t.root, "event") {
		naming(strict.Items(event, "related_to"))
	}
	return found
}

// requirements are all requirements of a tree by their finding ids.
func requirements(root *yaml.Node) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	list := func(section string, id func(string) string) {
		for _, item := range strict.Items(root, section) {
			all[id(identity(section, item))] = item
		}
	}
	list("hotfixes", hotfixID)
	list("lists", listID)
	list("firewall", firewallID)
	list("services", serviceID)
	for key, value := range strict.Pairs(root, "heartbeat", "properties") {
		all[heartbeatID(key.Value)] = value
	}
	for _, section := range sectionsBySubject() {
		for key, value := range strict.Pairs(root, section) {
			all[subjectID(section, key.Value)] = value
		}
	}
	for _, rule := range []string{"order", "agreement"} {
		if n := strict.Get(root, "heartbeat", rule); n != nil {
			all[heartbeatID(rule)] = n
		}
	}
	return all
}

// Finding ids by family.
func hotfixID(kb string) string         { return "hotfix/" + kb }
func listID(kb string) string           { return "hotfix-list/" + kb }
func heartbeatID(subject string) string { return "heartbeat/" + subject }
func firewallID(name string) string     { return "firewall/" + name }
func serviceID(name string) string      { return "service/" + name }

// subjectID is the id of a requirement in one of sectionsBySubject.
func subjectID(section, subject string) string {
	return strings.ReplaceAll(section, "_", "-") + "/" + subject
}

// sectionsBySubject are the sections that are mappings of subjects to
// requirements. A family is called like its section.
func sectionsBySubject() []string {
	return []string{
		"update", "offload", "consistency", "adapter_offload", "driver", "adapter_power", "teaming", "netft",
		"network_profile", "event", "cluster_network", "ipv6", "pending_reboot", "antivirus", "latency",
	}
}
