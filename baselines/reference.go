package baselines

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// References are where a requirement, or a value, comes from.
type References []Reference

// Reference is one source: an address, a note that names a text or says how the
// source is used, or both. Its JSON keys are part of the format of reports.
type Reference struct {
	Address string `baseline:"address" json:"address,omitempty"` // http or https
	Note    string `baseline:"note" json:"note,omitempty"`
}

// Cite makes references of texts, each an address or a note.
func Cite(texts ...string) References {
	var all References
	for _, s := range texts {
		all = append(all, cite(strings.TrimSpace(s)))
	}
	return all
}

func cite(s string) Reference {
	if isAddress(s) {
		return Reference{Address: s}
	}
	return Reference{Note: s}
}

func isAddress(s string) bool {
	return !strings.ContainsAny(s, " \t\n") && (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"))
}

// String is the note and the address.
func (r Reference) String() string {
	if r.Note == "" || r.Address == "" {
		return r.Note + r.Address
	}
	return r.Note + ": " + r.Address
}

func (r References) String() string {
	var all []string
	for _, one := range r {
		all = append(all, one.String())
	}
	return strings.Join(all, "; ")
}

// references reads one reference, or a list of them.
func references(n *yaml.Node) References {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return Cite(n.Value)
	}
	var all References
	for _, item := range strict.Items(n) {
		if item.Kind == yaml.ScalarNode {
			all = append(all, cite(strings.TrimSpace(item.Value)))
		} else {
			all = append(all, Reference{strict.Text(item, "address"), strict.Text(item, "note")})
		}
	}
	return all
}

// referenceTexts are the nodes of all texts of references.
func referenceTexts(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return []*yaml.Node{n}
	}
	var all []*yaml.Node
	for _, item := range strict.Items(n) {
		all = append(all, item)
		for _, value := range strict.Pairs(item) {
			all = append(all, value)
		}
	}
	return all
}
