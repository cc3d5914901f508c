package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// mostNamed is how many nodes a warning names.
const mostNamed = 3

// warnings gathers the nodes' weaknesses and what their age makes doubtful, each with the number of nodes it
// concerns and, when these are few and not all, their names; in alphabetical order.
func warnings(clusters []Cluster, at clock) []string {
	weak := at.ageWarnings(clusters)
	total := 0
	for _, c := range clusters {
		total += len(c.Nodes)
		for _, n := range c.Nodes {
			for _, w := range n.Weaknesses {
				weak[w] = append(weak[w], n.Name)
			}
		}
	}
	var all []string
	for _, w := range slices.Sorted(maps.Keys(weak)) {
		if len(weak[w]) == 0 {
			continue
		}
		names := ""
		if n := len(weak[w]); n < total && n <= mostNamed {
			names = ": " + strings.Join(weak[w], ", ")
		}
		all = append(all, fmt.Sprintf("%s (%d of %s%s)", w, len(weak[w]), wording.Counted(total, "node"), names))
	}
	return all
}
