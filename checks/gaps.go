package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// distinct are gaps in the order of their texts, each once.
func distinct(gaps []facts.Gap) []facts.Gap {
	return slices.Compact(slices.SortedFunc(slices.Values(gaps), facts.Gap.Compare))
}

// groupedGaps are gaps, each with the profiles it is one of, in the order in which they
// were added.
type groupedGaps []gapGroup

type gapGroup struct {
	gap facts.Gap
	of  []string
}

// add notes a gap of one more profile.
func (g *groupedGaps) add(gap facts.Gap, of string) {
	i := slices.IndexFunc(*g, func(known gapGroup) bool { return known.gap == gap })
	if i < 0 {
		i = len(*g)
		*g = append(*g, gapGroup{gap: gap})
	}
	if !slices.Contains((*g)[i].of, of) {
		(*g)[i].of = append((*g)[i].of, of)
	}
}

// list has each gap once, "private, public: EnableFirewall".
func (g groupedGaps) list() []facts.Gap {
	var all []facts.Gap
	for _, one := range g {
		all = append(all, one.gap.After(strings.Join(one.of, ", ")+": "))
	}
	return all
}
