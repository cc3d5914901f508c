package baselines

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// verifier is a requirement, or what a whole section is read to, with rules that
// neither tags nor schema can say. The node is what the value was read from; of a
// section that is absent it is nil.
type verifier interface {
	verify(t *tree, n *yaml.Node)
}

// preparer is a requirement whose values are checked, and brought into one form, before
// its texts are made of them.
type preparer interface {
	prepare(t *tree, n *yaml.Node)
}

// verifyEntry notes what is wrong with a requirement as it is after all files are
// merged.
func (t *tree) verifyEntry(e entry, r *Requirement) {
	t.verifyComplete(e)
	t.verifyAt(e.family.name, strict.Get(e.node, "at"))
	t.verifyRemedy(r.ID, r.Remedy, strict.Get(e.node, "remedy"))
	for f, n := range e.mentions() {
		if f.options["ids"] == "" && t.known[n.Value] == nil {
			t.fail(n, fmt.Sprintf("%s names %q, which the baseline does not have", f.key, n.Value),
				t.hints.Suggest(n.Value, func() []string { return slices.Collect(maps.Keys(t.known)) }))
		}
	}
}

func (t *tree) verifyComplete(e entry) {
	missing := e.record.missing(e.subject, e.node)
	if strict.Get(t.root, "applies_to", "from") != nil {
		missing = slices.DeleteFunc(missing, func(key string) bool {
			f := e.record.field(key)
			return f != nil && f.options.has("ofbuild")
		})
	}
	if len(missing) == 0 {
		return
	}
	// An override of something that is not there looks the same as an
	// unfinished requirement: name the others of the family.
	others := func() (others []string) {
		for other := range t.known {
			if other != e.id() && strings.HasPrefix(other, e.family.id("")) {
				others = append(others, other)
			}
		}
		return others
	}
	hint := ""
	if strict.Get(e.node, "title") == nil {
		hint = t.hints.Suggest(e.id(), others)
		if elsewhere := hintPart(e.id()); elsewhere != "" && t.layer(e.node).overlay {
			hint = elsewhere
		}
	}
	t.fail(e.node, fmt.Sprintf("%s has no %s", e.id(), strings.Join(missing, ", ")), hint)
}

// verify checks what else proves a hotfix.
func (h *Hotfix) verify(t *tree, n *yaml.Node) {
	for key, others := range map[string][]*yaml.Node{
		"accept_instead": strict.Items(n, "accept_instead"),
		"mitigated_by":   strict.Items(n, "mitigated_by", "findings"),
	} {
		for _, other := range others {
			if other.Value == h.ID {
				t.fail(other, fmt.Sprintf("%s of %s names itself", key, h.ID), "")
			}
		}
	}
	if m := h.MitigatedBy; len(m.Findings) > 0 && m.Severity == "" {
		t.fail(strict.Get(n, "mitigated_by"), fmt.Sprintf("mitigated_by of %s has no severity", h.ID), "")
	}
	t.verifyUpdates(n)
	for _, f := range strict.Items(n, "satisfied_by", "files") {
		t.verifyFile(f)
	}
}

// verify checks that each member is a requirement of its own.
func (l *List) verify(t *tree, n *yaml.Node) {
	for _, member := range strict.Items(n, "members") {
		if id := kb(member); t.known[findingID("hotfix", id)] == nil {
			t.fail(member, fmt.Sprintf("member %s of list %s has no entry in hotfixes", id, l.KB), "")
		}
	}
}

func (p *HeartbeatProperty) verify(t *tree, n *yaml.Node) {
	t.verifyRange(n)
	p.Embedded = t.onlyEmbedded(n, "min", "max", "severity")
}

// onlyEmbedded reports whether embedded baselines alone wrote the values that a
// requirement has under some keys. Overlays are not baselines.
func (t *tree) onlyEmbedded(n *yaml.Node, keys ...string) bool {
	return !slices.ContainsFunc(keys, func(key string) bool {
		value := strict.Get(n, key)
		return value != nil && (!t.layer(value).embedded || t.layer(value).overlay)
	})
}

func (p *Products) verify(t *tree, n *yaml.Node) { t.verifyRange(strict.Get(n, "altitude")) }

// verify checks that the least version compares.
func (d *Driver) verify(t *tree, n *yaml.Node) {
	if d.Min == "" {
		return
	}
	if _, err := facts.ParseVersion(d.Min); err != nil {
		t.fail(strict.Get(n, "min"), err.Error(), "")
	}
}

func (t *tree) verifyRange(n *yaml.Node) {
	least, most := strict.Get(n, "min"), strict.Get(n, "max")
	if least == nil || most == nil || *strict.Number(least) <= *strict.Number(most) {
		return
	}
	t.fail(t.upper(least, most), fmt.Sprintf("min %s is greater than max %s", least.Value, most.Value), "")
}

// upper is the one of two nodes that the overriding file has written, or the first.
func (t *tree) upper(a, b *yaml.Node) *yaml.Node {
	if t.layer(b).rank > t.layer(a).rank {
		return b
	}
	return a
}

// verifyArticles notes what is wrong with the numbers of updates, one compared
// with another.
func (t *tree) verifyArticles() {
	articles := t.listArticles()
	t.verifyInstallable(articles)
	t.verifyNumbers(articles)
	t.verifyCircles()
}

// verifyInstallable notes list articles that are named as updates: nothing is
// ever installed under their numbers.
func (t *tree) verifyInstallable(articles map[string]bool) {
	update := func(n *yaml.Node) {
		if articles[kb(n)] {
			t.fail(n, kb(n)+" is a list article and is never installed", "name its members instead")
		}
	}
	for _, h := range strict.Items(t.root, "hotfixes") {
		update(strict.Get(h, "kb"))
		for _, item := range substitutes(h) {
			for _, n := range updateNumbers(item) {
				update(n)
			}
		}
	}
	for _, list := range strict.Items(t.root, "lists") {
		for _, n := range strict.Items(list, "members") {
			update(n)
		}
	}
}

// listArticles are the lists of the tree and those of all embedded baselines.
func (t *tree) listArticles() map[string]bool {
	articles := ListArticles()
	for _, list := range strict.Items(t.root, "lists") {
		articles[kb(strict.Get(list, "kb"))] = true
	}
	return articles
}
