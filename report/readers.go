package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// Readers says who read the nodes by Kerberos, the names sorted: "scan@CONTOSO.EXAMPLE".
// With several it says how many nodes each read: "a@X (2 nodes), b@Y (1 node)". It is
// empty when none was read so.
func (r *Result) Readers() string {
	nodes := map[string]int{}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.ReadAs != "" {
				nodes[n.ReadAs]++
			}
		}
	}
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		if len(nodes) > 1 {
			name = fmt.Sprintf("%s (%s)", name, wording.Counted(nodes[name], "node"))
		}
		texts = append(texts, name)
	}
	return strings.Join(texts, ", ")
}
