package wording

import (
	"slices"
	"strings"
)

// Grouped are texts, each with the profiles or nodes it holds for, in the order
// in which they were added.
type Grouped []group

type group struct {
	text  string
	of    []string
	known Set // those of many; nil: there are few
}

// few is how many profiles or nodes are looked through.
const few = 16

// Add notes that a text holds for one more profile or node.
func (g *Grouped) Add(text, of string) {
	for i := range *g {
		if (*g)[i].text == text {
			(*g)[i].add(of)
			return
		}
	}
	*g = append(*g, group{text: text, of: []string{of}})
}

// add adds a profile or node once.
func (g *group) add(of string) {
	switch {
	case g.known == nil && slices.Contains(g.of, of), g.known[of]:
		return
	case g.known != nil:
		g.known.Add(of)
	case len(g.of) == few:
		g.known = Set{}
		g.known.Add(g.of...)
		g.known.Add(of)
	}
	g.of = append(g.of, of)
}

// String is "domain: open; private, public: closed".
func (g Grouped) String() string { return strings.Join(g.List(), "; ") }

// List has one entry for each text, "private, public: closed".
func (g Grouped) List() []string {
	var parts []string
	for _, t := range g {
		parts = append(parts, strings.Join(t.of, ", ")+": "+t.text)
	}
	return parts
}
