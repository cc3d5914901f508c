package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
)

// Chain says which findings lead to which, each step once: "a leads to b; b and c lead to
// d". The groups are in the order of a Problem.
func Chain(groups []Group) string {
	var parts []string
	for i, target := range groups {
		var from []string
		for j, g := range groups[:i] {
			between := func(other Group) bool {
				return slices.Contains(g.LeadsTo, other.ID) && slices.Contains(other.LeadsTo, target.ID)
			}
			if slices.Contains(g.LeadsTo, target.ID) && !slices.ContainsFunc(groups[j+1:i], between) {
				from = append(from, g.ID)
			}
		}
		switch len(from) {
		case 0:
		case 1:
			parts = append(parts, from[0]+" leads to "+target.ID)
		default:
			parts = append(parts, strings.Join(from[:len(from)-1], ", ")+" and "+from[len(from)-1]+" lead to "+target.ID)
		}
	}
	if len(parts) == 0 {
		return "these belong together"
	}
	return strings.Join(parts, "; ")
}

// AlsoIDs are the lists, and the differences between nodes, in which a problem shows.
func (p Problem) AlsoIDs() []string {
	var ids []string
	if len(p.Members()) < len(p.Groups) {
		for _, g := range p.Lists() {
			ids = append(ids, g.ID)
		}
	}
	for _, f := range p.Also {
		ids = append(ids, f.ID)
	}
	return ids
}

// IDList is some ids of findings: one, or how many there are by family.
func IDList(found []report.Finding) string {
	if len(found) == 1 {
		return found[0].ID
	}
	var families []string
	count := map[string]int{}
	for _, f := range found {
		if count[f.Family]++; count[f.Family] == 1 {
			families = append(families, f.Family)
		}
	}
	for i, name := range families {
		if count[name] > 1 {
			families[i] = fmt.Sprintf("%d %s", count[name], name)
		}
	}
	if len(families) > 4 {
		families = append(families[:3], fmt.Sprintf("%d more families", len(families)-3))
	}
	return strings.Join(families, ", ")
}
