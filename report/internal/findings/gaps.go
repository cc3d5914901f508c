package findings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Gap is what is not known of nodes for the same reason.
type Gap struct {
	Nodes    []string         // by name; empty: the cluster as a whole
	Findings []report.Finding // of the first of them, the gravest first
	Missing  string           // what most of them lack, in a few words
	Others   int              // how many lack something else
	Groups   []Group          // Findings, each on all nodes
}

// Size is how many findings the gap has, over all its nodes.
func (g Gap) Size() int {
	n := 0
	for _, same := range g.Groups {
		n += len(same.Members)
	}
	return n
}

// Gaps are those of the nodes that were read and of the cluster as a whole, but for
// what is due to a node that was not read. What comes first has most to say.
func Gaps(c report.Cluster) []Gap {
	dark, names := c.DarkNodes(), darkNames(c)
	byNode := map[string][]report.Finding{}
	for _, f := range c.Findings {
		if f.Status == checks.Unknown && !dark[f.Node] && names.due(f) == "" {
			byNode[f.Node] = append(byNode[f.Node], f)
		}
	}
	var all []Gap
	at := map[string]int{}
	for _, node := range append([]string{""}, nodeNames(c)...) {
		found := byNode[node]
		if len(found) == 0 {
			continue
		}
		g := newGap(found)
		key := g.key()
		i, ok := at[key]
		if !ok || node == "" {
			i = len(all)
			at[key] = i
			all = append(all, g)
		}
		if node != "" {
			all[i].Nodes = append(all[i].Nodes, node)
		}
		all[i].add(g.Findings)
	}
	slices.SortStableFunc(all, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Findings[0].Severity.Rank(), b.Findings[0].Severity.Rank()), cmp.Compare(len(b.Findings), len(a.Findings)))
	})
	return all
}

// add takes the findings of another node, which are those of the first in some order.
func (g *Gap) add(found []report.Finding) {
	for _, f := range found {
		i := slices.IndexFunc(g.Groups, func(other Group) bool { return other.ID == f.ID })
		if i < 0 || g.Groups[i].Members[len(g.Groups[i].Members)-1].Node == f.Node { // one that has no id of its own
			g.Groups, i = append(g.Groups, Group{Finding: f}), len(g.Groups)
		}
		g.Groups[i].Members = append(g.Groups[i].Members, f)
	}
}

func nodeNames(c report.Cluster) []string {
	var all []string
	for _, n := range c.Nodes {
		all = append(all, n.Name)
	}
	return all
}

func newGap(found []report.Finding) Gap {
	g := Gap{Findings: slices.Clone(found)}
	slices.SortStableFunc(g.Findings, func(a, b report.Finding) int {
		return cmp.Or(compareDoubts(Group{Finding: a}, Group{Finding: b}), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()))
	})
	count := map[string]int{}
	for _, f := range g.Findings {
		text := wants(f)
		count[text]++
		if g.Missing == "" || count[text] > count[g.Missing] {
			g.Missing = text
		}
	}
	g.Others = len(g.Findings) - count[g.Missing]
	if first := g.Findings[0]; first.ID == checks.IdentityID { // all else is unknown for it
		g.Missing, g.Others = WithoutName(first.Reason, first.Node), 0
	}
	return g
}

// wants is what a finding lacks, in a few words.
func wants(f report.Finding) string {
	if len(f.Missing) == 0 {
		return f.Reason
	}
	return WithoutName(ShortNames(f.Missing[0].Text), f.Node)
}

func (g Gap) key() string {
	var b strings.Builder
	b.WriteString(g.Missing)
	for _, f := range g.Findings {
		b.WriteString("\x00" + f.ID)
	}
	return b.String()
}
