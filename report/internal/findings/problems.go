package findings

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Problem is drift with a common cause, on the same nodes.
type Problem struct {
	Groups []Group  // one finding each; what leads to another comes before it
	Nodes  []string // by name; empty: the cluster as a whole
	// Also is the drift of the cluster as a whole that follows from it.
	Also []report.Finding
}

// Severity is the gravest of the findings.
func (p Problem) Severity() baselines.Severity {
	gravest := p.Groups[0].Severity
	for _, g := range p.Groups {
		if g.Severity.Rank() < gravest.Rank() {
			gravest = g.Severity
		}
	}
	return gravest
}

// Size is how many findings the problem has.
func (p Problem) Size() int {
	n := len(p.Also)
	for _, g := range p.Groups {
		n += len(g.Members)
	}
	return n
}

// Problems are those of a cluster, the gravest first. What only a node that could not
// be read has brought about is left out: see Aftermath.
func Problems(c report.Cluster) []Problem {
	dark := c.DarkNodes()
	byNode := map[string][]report.Finding{}
	for _, f := range c.Findings {
		if f.Status == checks.Drift && f.Node != "" && !dark[f.Node] {
			byNode[f.Node] = append(byNode[f.Node], f)
		}
	}
	var all []Problem
	at := map[string]int{}
	for _, n := range c.Nodes {
		for _, chain := range chains(byNode[n.Name]) {
			key := chainKey(chain)
			i, ok := at[key]
			if !ok {
				i = len(all)
				at[key] = i
				all = append(all, Problem{Groups: make([]Group, len(chain))})
			}
			all[i].add(n.Name, chain)
		}
	}
	sortProblems(all)
	all = addClusterWide(all, c)
	sortProblems(all)
	return all
}

func sortProblems(all []Problem) {
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(compareDoubts(a.Groups[0], b.Groups[0]), cmp.Compare(a.Severity().Rank(), b.Severity().Rank()),
			cmp.Compare(len(b.Groups), len(a.Groups)), cmp.Compare(a.Groups[0].ID, b.Groups[0].ID))
	})
}

func (p *Problem) add(node string, chain []report.Finding) {
	p.Nodes = append(p.Nodes, node)
	for i, f := range chain {
		g := &p.Groups[i]
		if len(g.Members) == 0 {
			g.Finding = f
		}
		g.Members = append(g.Members, f)
	}
}

// Lists are the articles of a chain that name its updates.
func (p Problem) Lists() []Group {
	return slices.DeleteFunc(slices.Clone(p.Groups), func(g Group) bool { return g.Family != "hotfix-list" })
}

// Members are the findings of a chain but for its lists; if there is nothing else, these.
func (p Problem) Members() []Group {
	if rest := slices.DeleteFunc(slices.Clone(p.Groups), func(g Group) bool { return g.Family == "hotfix-list" }); len(rest) > 0 {
		return rest
	}
	return p.Groups
}

// chainKey is equal for the same findings that weigh the same.
func chainKey(chain []report.Finding) string {
	var b strings.Builder
	for _, f := range chain {
		fmt.Fprintf(&b, "%s\x00%s\x00%s\x00%s\x00%s\x00", f.ID, f.Severity, f.Title, f.Brief, WaiverText(f.Waiver))
	}
	return b.String()
}

// leads reports whether a drift brings another one about.
func leads(a, b report.Finding) bool {
	list, isList := strings.CutPrefix(b.ID, "hotfix-list/")
	return slices.Contains(a.LeadsTo, b.ID) || isList && slices.Contains(a.Lists, list)
}

// chains parts the findings on a node into those that lead to each other.
func chains(found []report.Finding) [][]report.Finding {
	group := make([]int, len(found))
	for i := range group {
		group[i] = i
	}
	for i, a := range found {
		for j, b := range found {
			if i != j && leads(a, b) {
				from, to := group[j], group[i]
				for k := range group {
					if group[k] == from {
						group[k] = to
					}
				}
			}
		}
	}
	var all [][]report.Finding
	for i := range found {
		var chain []report.Finding
		for j, f := range found {
			if group[j] == i {
				chain = append(chain, f)
			}
		}
		if len(chain) > 0 {
			all = append(all, inOrder(chain))
		}
	}
	return all
}

// inOrder puts what leads to another before it; else the gravest is first.
func inOrder(chain []report.Finding) []report.Finding {
	rest := slices.Clone(chain)
	depth := depths(chain)
	slices.SortStableFunc(rest, func(a, b report.Finding) int {
		return cmp.Or(cmp.Compare(depth[b.ID], depth[a.ID]), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.ID, b.ID))
	})
	var ordered []report.Finding
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(f report.Finding) bool {
			return !slices.ContainsFunc(rest, func(other report.Finding) bool { return other.ID != f.ID && leads(other, f) })
		})
		i = max(i, 0) // of those that lead to each other in a circle, the gravest
		ordered = append(ordered, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return ordered
}

// depths are how many steps of a chain follow from each finding, by id; in a circle as
// many as the chain has.
func depths(chain []report.Finding) map[string]int {
	deepest := map[string]int{}
	for range chain {
		next := map[string]int{}
		for _, f := range chain {
			for _, other := range chain {
				if other.ID != f.ID && leads(f, other) {
					next[f.ID] = max(next[f.ID], 1+deepest[other.ID])
				}
			}
		}
		if maps.Equal(deepest, next) {
			break
		}
		deepest = next
	}
	return deepest
}
