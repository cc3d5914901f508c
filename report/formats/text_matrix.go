package formats

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// betweenColumns is how many blanks follow a column.
const betweenColumns = 3

// row is one line of the matrix: a cell for each family or, for a node that could
// not be read, one text across them all.
type row struct {
	name   string
	cells  []string
	across string
}

// matrix prints a node x family table, in as many parts as the width asks for.
func (p *page) matrix(c report.Cluster) {
	m := findings.NewMatrix(c)
	if len(m.Families) == 0 {
		m.Families = []string{""} // for the rows of unreachable nodes
	}
	rows := []row{{name: "node", cells: m.Families}}
	for _, n := range c.Nodes {
		rows = append(rows, p.nodeRow(m, n))
	}
	if m.ClusterWide {
		rows = append(rows, row{name: findings.ClusterRow, cells: p.cells(m, "")})
	}
	for first := 0; first < len(m.Families); {
		last := p.fitting(rows, first)
		p.blank()
		p.block(renderTable(rows, first, last))
		first = last
	}
}

func (p *page) nodeRow(m findings.Matrix, n report.Node) row {
	r := row{name: p.name(n.Name), cells: p.cells(m, n.Name)}
	if n.Dark() {
		r.across = p.paint(n.State.Words(), text.Colors{text.FgYellow})
		if n.Problem != nil && n.Problem.Kind != "unreachable" {
			r.across += " (" + n.Problem.Kind + ")"
		}
	}
	return r
}

func (p *page) cells(m findings.Matrix, node string) []string {
	var cells []string
	for _, family := range m.Families {
		cells = append(cells, p.cell(m.Counts(node, family)))
	}
	return cells
}

// cell puts the findings of one family on one node into a word or two.
func (p *page) cell(c report.Counts) string {
	var parts []string
	if c.Drift > 0 {
		parts = append(parts, p.paint(fmt.Sprintf("%d drift", c.Drift), text.Colors{text.FgRed}))
	}
	if c.Unknown > 0 {
		parts = append(parts, p.paint(fmt.Sprintf("?%d", c.Unknown), text.Colors{text.FgYellow}))
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, " ")
	case c.Waived > 0:
		return "waived"
	case c.Pass > 0:
		return p.paint("ok", text.Colors{text.FgGreen})
	}
	return "-"
}

// fitting returns the end of the columns from first on that fit on the page; one
// column always does.
func (p *page) fitting(rows []row, first int) int {
	widest := func(cell func(row) string) int {
		w := 0
		for _, r := range rows {
			w = max(w, fit.Columns(cell(r))+betweenColumns)
		}
		return w
	}
	used := widest(func(r row) string { return r.name })
	for last := first; last < len(rows[0].cells); last++ {
		used += widest(func(r row) string { return r.cells[last] })
		if used-betweenColumns > p.width {
			return max(last, first+1)
		}
	}
	return len(rows[0].cells)
}

// renderTable lays the columns from first to before last out.
func renderTable(rows []row, first, last int) string {
	t := table.NewWriter()
	t.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: strings.Repeat(" ", betweenColumns)}})
	for _, r := range rows {
		cells := table.Row{r.name}
		for _, cell := range r.cells[first:last] {
			cells = append(cells, cmp.Or(r.across, cell))
		}
		t.AppendRow(cells, table.RowConfig{AutoMerge: r.across != "", AutoMergeAlign: text.AlignLeft})
	}
	return t.Render()
}
