package findings

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// ClusterRow is the row of the findings about the cluster as a whole.
const ClusterRow = "(cluster)"

// FamilyOf is the column that a finding belongs to.
func FamilyOf(f report.Finding) string { return checks.Column(f.Family) }

// Matrix is the findings of a cluster counted by node and family.
type Matrix struct {
	// Families are the columns, in the order of the checks. What an unreachable
	// node has is no reason for a column, since its row says so across, and neither
	// is what applies to no node, or that each node is the one that was asked for.
	Families []string
	// ClusterWide is whether there is a row for the cluster as a whole.
	ClusterWide bool
	counts      map[place]*report.Counts
}

// place is where a finding belongs in a matrix; the node of the cluster as a whole
// is empty.
type place struct{ node, family string }

// NewMatrix counts the findings of a cluster.
func NewMatrix(c report.Cluster) Matrix {
	m := Matrix{counts: map[place]*report.Counts{}}
	dark := c.DarkNodes()
	columns := map[string]string{} // of families
	for _, f := range c.Findings {
		column, ok := columns[f.Family]
		if !ok {
			column = FamilyOf(f)
			columns[f.Family] = column
		}
		judged := f.Status != checks.NotApplicable && (f.ID != checks.IdentityID || f.Status != checks.Pass)
		if !dark[f.Node] && judged && !slices.Contains(m.Families, column) {
			m.Families = append(m.Families, column)
		}
		m.ClusterWide = m.ClusterWide || f.Node == ""
		m.at(f.Node, column).Add(f)
	}
	known := checks.Columns()
	slices.SortFunc(m.Families, func(a, b string) int {
		ra, rb := slices.Index(known, a), slices.Index(known, b)
		return cmp.Or(cmp.Compare(uint(ra), uint(rb)), cmp.Compare(a, b)) // unknown is -1, the greatest uint
	})
	return m
}

func (m Matrix) at(node, family string) *report.Counts {
	p := place{node, family}
	if m.counts[p] == nil {
		m.counts[p] = &report.Counts{}
	}
	return m.counts[p]
}

// Counts are those of the findings of a family on a node; the empty name is that of
// the cluster as a whole.
func (m Matrix) Counts(node, family string) report.Counts {
	if c := m.counts[place{node, family}]; c != nil {
		return *c
	}
	return report.Counts{}
}
