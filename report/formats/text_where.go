package formats

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// notOK prints the rows and columns of the matrix that have more to say than ok.
func (p *page) notOK(c report.Cluster) {
	m := findings.NewMatrix(c)
	odd := func(node, family string) bool {
		n := m.Counts(node, family)
		return n.Drift+n.Unknown > 0
	}
	var bad, good []string
	for _, n := range c.Nodes {
		switch {
		case n.Dark():
		case slices.ContainsFunc(m.Families, func(f string) bool { return odd(n.Name, f) }):
			bad = append(bad, n.Name)
		default:
			good = append(good, n.Name)
		}
	}
	families := slices.DeleteFunc(slices.Clone(m.Families), func(f string) bool {
		return !slices.ContainsFunc(bad, func(n string) bool { return odd(n, f) })
	})
	if len(bad) > 1 {
		p.oddRows(m, bad, families)
	}
	var rest []string
	if s := p.oddCluster(m); s != "" {
		rest = append(rest, s)
	}
	if s := waivedIDs(c); s != "" {
		rest = append(rest, s)
	}
	if len(good) > 0 {
		rest = append(rest, p.nodeNames(good)+" "+pass(len(good)))
	}
	everywhere := len(m.Families) - len(families)
	for _, f := range m.Families {
		if odd("", f) && !slices.Contains(families, f) {
			everywhere--
		}
	}
	if everywhere > 0 {
		where := "everywhere"
		if c.Counts.Nodes.Dark() > 0 {
			where = "wherever read"
		}
		rest = append(rest, fmt.Sprintf("%d %s %s %s", everywhere, map[bool]string{true: "family", false: "families"}[everywhere == 1], pass(everywhere), where))
	}
	if len(rest) > 0 {
		if len(bad) < 2 {
			p.blank()
		}
		p.flow("", capitalised(strings.Join(rest, "; "))+".")
	}
}

func pass(n int) string {
	if n == 1 {
		return "passes"
	}
	return "pass"
}

func capitalised(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// waivedIDs names what is waived.
func waivedIDs(c report.Cluster) string {
	var ids []string
	for _, f := range c.Findings {
		if f.Status == checks.Waived && !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	if more := len(ids) - mostNodes; more > 0 {
		ids = append(ids[:mostNodes], fmt.Sprintf("%d more", more))
	}
	return "waived: " + strings.Join(ids, ", ")
}

// oddCluster says where the cluster as a whole has more to say than ok.
func (p *page) oddCluster(m findings.Matrix) string {
	var parts []string
	for _, f := range m.Families {
		if c := m.Counts("", f); c.Drift+c.Unknown > 0 {
			parts = append(parts, f+" "+p.cell(c))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "cluster-wide: " + strings.Join(parts, ", ")
}

// oddRows prints the matrix of some nodes and families.
func (p *page) oddRows(m findings.Matrix, nodes, families []string) {
	m.Families = families
	rows := []row{{name: "node", cells: families}}
	shown := nodes
	if len(nodes) > mostRows+mostRows/4 {
		shown = nodes[:mostRows]
	}
	for _, n := range shown {
		rows = append(rows, row{name: p.name(n), cells: p.cells(m, n)})
	}
	for first := 0; first < len(families); {
		last := p.fitting(rows, first)
		p.blank()
		p.block(renderTable(rows, first, last))
		first = last
	}
	if rest := len(nodes) - len(shown); rest > 0 {
		p.flow("", "and "+wording.Counted(rest, "more node"))
	}
}
