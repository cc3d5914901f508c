package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// Readers names the accounts that read the nodes, sorted: "scan@CONTOSO.EXAMPLE". With
// several it says how many nodes each read: "a@X (2 nodes), b@Y (1 node)". It is empty
// when none is known.
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

// Access says which accounts read the nodes, and where the nodes were named: "Read as
// scan@CONTOSO.EXAMPLE; nodes from the inventory nodes.yaml". It is empty when neither is
// known.
func (r *Result) Access() string {
	var parts []string
	if readers := r.Readers(); readers != "" {
		parts = append(parts, "Read as "+readers)
	}
	switch {
	case r.NodesFrom == "":
	case len(parts) == 0:
		parts = append(parts, "Nodes from "+r.NodesFrom)
	default:
		parts = append(parts, "nodes from "+r.NodesFrom)
	}
	return strings.Join(parts, "; ")
}
