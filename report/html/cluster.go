package html

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// cluster is one section of the page.
type cluster struct {
	ID, Name, Summary string
	Verdict           report.Verdict
	Families          []string
	Columns           int
	Rows              []row
	Dark              []report.Node // those that were not judged
	Timelines         []timeline
	Latency           *findings.LatencyTable
	Subjects          []subject
}

// row is one node of the matrix. Key is the node's name in the page, which
// no text of a node can confuse.
type row struct {
	Key, Name string
	Across    string // in place of cells
	Cells     []cell
}

type cell struct {
	Family, Text string
	Status       checks.Status
}

func newCluster(c report.Cluster, number int) cluster {
	m := findings.NewMatrix(c)
	h := cluster{
		ID: fmt.Sprintf("cluster-%d", number), Name: c.Name, Summary: c.Summary(), Verdict: c.Verdict,
		Families: m.Families, Timelines: timelines(c), Latency: findings.LatencyOf(c),
	}
	h.Columns = max(1, len(h.Families))
	keys := map[string]string{"": fmt.Sprintf("c%d-all", number)}
	for i, n := range c.Nodes {
		keys[n.Name] = fmt.Sprintf("c%d-n%d", number, i+1)
		row := row{Key: keys[n.Name], Name: n.Name}
		if n.Dark() {
			row.Across = n.State.Words()
		} else {
			row.Cells = cells(m, n.Name)
		}
		h.Rows = append(h.Rows, row)
		if n.Problem != nil && (n.Dark() || n.Counts.Unknown == 0) {
			h.Dark = append(h.Dark, n)
		}
	}
	if m.ClusterWide {
		h.Rows = append(h.Rows, row{Key: keys[""], Name: findings.ClusterRow, Cells: cells(m, "")})
	}
	h.Subjects = subjects(c, keys)
	return h
}

func cells(m findings.Matrix, node string) []cell {
	cells := make([]cell, len(m.Families))
	for i, family := range m.Families {
		cells[i] = newCell(family, m.Counts(node, family))
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
