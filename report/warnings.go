package report

import (
	"fmt"
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
)

// warnings gathers the nodes' weaknesses, each with the number of nodes it
// concerns, in alphabetical order.
func warnings(clusters []Cluster) []string {
	weak := map[string]int{}
	total := 0
	for _, c := range clusters {
		total += len(c.Nodes)
		for _, n := range c.Nodes {
			for _, w := range n.Weaknesses {
				weak[w]++
			}
		}
	}
	var all []string
	for _, w := range slices.Sorted(maps.Keys(weak)) {
		all = append(all, fmt.Sprintf("%s (%d of %s)", w, weak[w], plural(total, "node")))
	}
	return all
}

// warnings prints what makes the verdicts less than certain.
func (p *page) warnings(r *Result) {
	for _, w := range r.Warnings {
		p.flow(p.paint("warning", statusColor(checks.Unknown))+"  ", w)
	}
}
