package baselines

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// outdated are the texts that are wrong once the fields that an entry changes, and
// which had a value, have another: those that the fields define, and those of a site
// that name no value, or name the old one as it is. Next to what is required, only the
// old value itself makes a text wrong.
func (t *tree) outdated(l *layer, above entry, below *yaml.Node) []string {
	replaced := slices.DeleteFunc(above.changed(below), func(f *field) bool { return strict.Get(below, f.key) == nil })
	asked := slices.DeleteFunc(slices.Clone(replaced), func(f *field) bool { return f.options.has("aside") })
	var all []string
	for _, key := range []string{"title", "fix", "remedy"} {
		n := strict.Get(below, key)
		if n == nil {
			continue
		}
		text, follows := t.saidIn(key, n)
		defined := !l.embedded && slices.ContainsFunc(asked, func(f *field) bool {
			texts := strings.Split(f.options["defines"], "|")
			return slices.Contains(texts, key) || key == "remedy" && slices.Contains(texts, "fix")
		})
		plain := t.ofSite(n) && len(asked) > 0 && !follows
		names := slices.ContainsFunc(replaced, func(f *field) bool {
			return namesOld(text, strict.Get(below, f.key), strict.Get(above.node, f.key))
		})
		if defined || plain || names {
			all = append(all, key)
		}
	}
	return all
}

// saidIn is what files of a site say in a text and in the procedures that it uses, and
// whether any of it, regardless of its author, names a value.
func (t *tree) saidIn(key string, n *yaml.Node) (text string, follows bool) {
	parts := []*yaml.Node{n}
	if key == "fix" {
		for _, item := range strict.Items(n) {
			parts = append(parts, strict.Get(t.root, "procedures", strict.Text(item, "use")))
		}
	}
	var said []string
	for _, part := range parts {
		said = append(said, t.linesOfSite(part)...)
		follows = follows || isTemplate(line(part))
	}
	return strings.Join(said, "\n"), follows
}

// linesOfSite are the texts below a node that files of a site have written.
func (t *tree) linesOfSite(n *yaml.Node) []string {
	switch {
	case n == nil:
		return nil
	case len(n.Content) == 0 && t.layer(n).embedded:
		return nil
	case len(n.Content) == 0:
		return []string{n.Value}
	}
	var all []string
	for _, c := range n.Content {
		all = append(all, t.linesOfSite(c)...)
	}
	return all
}

// namesOld reports whether a text has a word that was a value and is none any more.
func namesOld(text string, old, now *yaml.Node) bool {
	var kept []string
	for n := range scalars(now) {
		kept = append(kept, n.Value)
	}
	for n := range scalars(old) {
		if n.Value != "" && !slices.Contains(kept, n.Value) && hasWord(text, n.Value) {
			return true
		}
	}
	return false
}

// hasWord reports whether a text has a word, in whatever case, that is not part of a
// longer word, number or version.
func hasWord(text, word string) bool {
	return regexp.MustCompile(`(?i)(^|[^\w.]|[^\d]\.)` + regexp.QuoteMeta(word) + `($|[^\w.]|\.($|\D))`).MatchString(text)
}

// scalars are the values at and below a node.
func scalars(n *yaml.Node) iter.Seq[*yaml.Node] {
	return func(yield func(*yaml.Node) bool) { eachScalar(n, yield) }
}

func eachScalar(n *yaml.Node, yield func(*yaml.Node) bool) bool {
	switch {
	case n == nil:
		return true
	case n.Kind == yaml.ScalarNode:
		return yield(n)
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !eachScalar(c, yield) })
}
