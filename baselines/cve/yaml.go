package cve

import (
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// YAML is the section of a baseline with the groups, for review. What was left out of
// a group, and what is a guess, is in comments. A group without any fix that can be
// written is a comment alone. Without any group it is empty.
func YAML(groups []Group) ([]byte, error) {
	table := &yaml.Node{Kind: yaml.MappingNode}
	var comments string
	for _, g := range groups {
		remarks := comments
		for _, r := range g.Remarks {
			remarks += "# " + g.CVE + ": " + r + "\n"
		}
		if len(g.Fixed) == 0 {
			comments = remarks
			continue
		}
		key := text(g.CVE)
		key.HeadComment, comments = remarks, ""
		table.Content = append(table.Content, key, rowNode(g))
	}
	if len(table.Content) == 0 {
		return []byte(comments), nil
	}
	root := mapping("update", mapping("build", mapping("vulnerabilities", table)))
	root.FootComment = comments
	return strict.Write(root)
}

func rowNode(g Group) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	add := func(key string, value *yaml.Node) { n.Content = append(n.Content, text(key), value) }
	if len(g.Also) > 0 {
		also := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, id := range g.Also {
			also.Content = append(also.Content, text(id))
		}
		add("also", also)
	}
	add("component", text(g.Component))
	add("impact", text(g.Impact))
	add("published", &yaml.Node{Kind: yaml.ScalarNode, Value: g.Published.Format(time.DateOnly)})
	add("severity", text(string(g.Severity)))
	fixed := &yaml.Node{Kind: yaml.SequenceNode}
	for _, f := range g.Fixed {
		item := mapping("build", text(f.Build.String()))
		item.Style = yaml.FlowStyle
		fixed.Content = append(fixed.Content, item)
	}
	add("fixed", fixed)
	add("reference", text(g.Reference.String()))
	add("provenance", text(string(g.Provenance)))
	return n
}

func mapping(key string, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{text(key), value}}
}

func text(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }
