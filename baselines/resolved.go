package baselines

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Resolved returns a baseline merged with all that it extends, as YAML that
// Load reads again. It extends nothing; every line of it ends in a comment with
// the file and line it comes from, so a text of several lines is written in one.
// References are those of Load.
func Resolved(ref string, overlays ...string) ([]byte, error) {
	return newLoader().resolved(ref, overlays...)
}

func (l *loader) resolved(ref string, overlays ...string) ([]byte, error) {
	b, t, errs := l.resolve(ref, overlays...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var out bytes.Buffer
	for _, s := range b.Sources {
		fmt.Fprintf(&out, "# from %s, %s\n", printable(s.File), s.Digest)
	}
	text, err := strict.Write(t.annotated())
	if err != nil {
		return nil, fmt.Errorf("write resolved baseline: %w", err)
	}
	out.Write(text)
	return out.Bytes(), nil
}

// annotated copies the tree in canonical order with the origins as comments.
func (t *tree) annotated() *yaml.Node {
	root := &yaml.Node{Kind: yaml.MappingNode}
	for _, section := range sectionOrder {
		for key, value := range strict.Pairs(t.root) {
			if key.Value == section {
				root.Content = append(root.Content, t.annotate(key, value)...)
			}
		}
	}
	return root
}

// annotate copies a key and its value. The comment is where the line ends:
// after a value that takes one line, else after the key.
func (t *tree) annotate(key, value *yaml.Node) []*yaml.Node {
	k := &yaml.Node{Kind: yaml.ScalarNode, Value: key.Value}
	v := t.annotateValue(value)
	if v.LineComment == "" {
		k.LineComment = t.origin(key)
	}
	return []*yaml.Node{k, v}
}

func (t *tree) annotateValue(n *yaml.Node) *yaml.Node {
	c := &yaml.Node{Kind: n.Kind}
	switch {
	case n.Kind == yaml.ScalarNode:
		c.Value, c.Tag, c.LineComment = n.Value, n.Tag, t.origin(n)
		if strings.Contains(n.Value, "\n") {
			c.Style = yaml.DoubleQuotedStyle
		}
	case len(n.Content) == 0:
		c.Style, c.LineComment = yaml.FlowStyle, t.origin(n)
	case n.Kind == yaml.MappingNode:
		for key, value := range strict.Pairs(n) {
			c.Content = append(c.Content, t.annotate(key, value)...)
		}
	default:
		for _, item := range n.Content {
			c.Content = append(c.Content, t.annotateValue(item))
		}
	}
	return c
}

// origin is the comment that says where a node was written.
func (t *tree) origin(n *yaml.Node) string {
	at := t.at(n)
	return fmt.Sprintf("# %s:%d", printable(at.File), at.Line)
}

// printable keeps a file name from breaking out of its comment. The backslashes of Windows
// stay as they are.
func printable(file string) string {
	plain := strings.ReplaceAll(file, `\`, "/")
	if strconv.Quote(plain) != `"`+plain+`"` {
		return strconv.Quote(file)
	}
	return file
}
