package html

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// matrix is nodes by families. What passes is folded.
type matrix struct {
	ID      string // of what unfolds it
	Cluster string
	Columns []column
	Rows    []row
	Unfold  string // what is folded, "3 nodes and 9 families that pass"; empty: nothing
	Quiet   bool   // everything passes
}

type column struct {
	Family  string
	Passing bool
}

// row is one node of the matrix. Key is the node's name in the page.
type row struct {
	Key, Name    string
	Passing      bool
	Across, Link string // in place of cells, and where more is said
	Cells        []cell
}

type cell struct {
	Family, Text, Link string
	Status             checks.Status
	Passing            bool // its column passes
}

// matrix is made when the findings of the cluster have their anchors.
func (b *builder) matrix(c report.Cluster) matrix {
	m := findings.NewMatrix(c)
	t := matrix{ID: b.prefix + "-unfold", Cluster: c.Name}
	nodes := []report.Node{}
	nodes = append(nodes, c.Nodes...)
	if m.ClusterWide {
		nodes = append(nodes, report.Node{})
	}
	passing := map[string]bool{}
	for _, f := range m.Families {
		passing[f] = !slices.ContainsFunc(nodes, func(n report.Node) bool { return !n.Dark() && odd(m.Counts(n.Name, f)) })
		t.Columns = append(t.Columns, column{f, passing[f]})
	}
	rows := 0
	for _, n := range nodes {
		r := row{Key: b.keys[n.Name], Name: cmp.Or(n.Name, findings.ClusterRow)}
		if n.Dark() {
			r.Across, r.Link = n.State.Words(), b.rows[n.Name]
		} else {
			r.Passing = !slices.ContainsFunc(m.Families, func(f string) bool { return odd(m.Counts(n.Name, f)) })
			r.Cells = b.rowCells(m, n.Name, passing)
		}
		if r.Passing && n.Name != "" {
			rows++
		}
		t.Rows = append(t.Rows, r)
	}
	t.Unfold, t.Quiet = folded(rows, t.Columns), !slices.ContainsFunc(t.Rows, func(r row) bool { return !r.Passing })
	return t
}

func odd(c report.Counts) bool { return c.Drift+c.Unknown > 0 }

func folded(rows int, columns []column) string {
	families := 0
	for _, c := range columns {
		if c.Passing {
			families++
		}
	}
	nodes, kinds := wording.Counted(rows, "node"), fmt.Sprintf("%d families", families)
	if families == 1 {
		kinds = "1 family"
	}
	switch {
	case rows > 0 && families > 0:
		return nodes + " and " + kinds + " that pass"
	case rows == 1:
		return nodes + " that passes"
	case rows > 0:
		return nodes + " that pass"
	case families == 1:
		return kinds + " that passes"
	case families > 0:
		return kinds + " that pass"
	}
	return ""
}

func (b *builder) rowCells(m findings.Matrix, node string, passing map[string]bool) []cell {
	cells := make([]cell, len(m.Families))
	for i, family := range m.Families {
		cells[i] = newCell(family, m.Counts(node, family))
		cells[i].Link, cells[i].Passing = b.cells[place{node, family}], passing[family]
	}
	return cells
}

// newCell says the gravest of a family on a node.
func newCell(family string, c report.Counts) cell {
	cell := cell{Family: family}
	switch {
	case c.Drift > 0 && c.Unknown > 0:
		cell.Text, cell.Status = fmt.Sprintf("%d drift, %d unknown", c.Drift, c.Unknown), checks.Drift
	case c.Drift > 0:
		cell.Text, cell.Status = fmt.Sprintf("%d drift", c.Drift), checks.Drift
	case c.Unknown > 0:
		cell.Text, cell.Status = fmt.Sprintf("%d unknown", c.Unknown), checks.Unknown
	case c.Waived > 0:
		cell.Text, cell.Status = fmt.Sprintf("%d waived", c.Waived), checks.Waived
	case c.Pass > 0:
		cell.Text, cell.Status = "ok", checks.Pass
	}
	return cell
}
