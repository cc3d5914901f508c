package capture

import (
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// longest is how many runes of a name a line of text takes.
const longest = 100

// mapping is a YAML mapping that keeps the order of its keys.
type mapping struct{ pairs []*yaml.Node }

func (m *mapping) add(key string, value *yaml.Node) {
	m.pairs = append(m.pairs, text(key), value)
}

// remark puts a comment behind the value that was added last.
func (m *mapping) remark(s string) { m.pairs[len(m.pairs)-1].LineComment = "# " + s }

func (m *mapping) node() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Content: m.pairs} }

func text(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

func number(i int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(i)}
}

func texts(all ...string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, s := range all {
		n.Content = append(n.Content, text(s))
	}
	return n
}

// plain makes a name fit for one line of text: without control characters,
// characters that do not show, and not longer than a person will read.
func plain(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s { // what is not UTF-8 comes as U+FFFD
		switch {
		case n == longest:
			return b.String() + "…"
		case r == unicode.ReplacementChar || !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) || unicode.IsSpace(r) && r != ' ':
			r = '_'
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// slug makes a name fit for a baseline or a subject: "hv01-contoso-example".
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if s := strings.TrimSuffix(b.String(), "-"); s != "" {
		return s
	}
	return "unnamed"
}
