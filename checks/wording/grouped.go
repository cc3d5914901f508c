package wording

import (
	"slices"
	"strings"
)

// Grouped are texts, each with the profiles or nodes it holds for, in the order
// in which they were added.
type Grouped []group

type group struct {
	text string
	of   []string
}

// Add notes that a text holds for one more profile or node.
func (g *Grouped) Add(text, of string) {
	for i := range *g {
		if (*g)[i].text == text {
			if !slices.Contains((*g)[i].of, of) {
				(*g)[i].of = append((*g)[i].of, of)
			}
			return
		}
	}
	*g = append(*g, group{text, []string{of}})
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
