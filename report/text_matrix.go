package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/checks"
)

// clusterRow is the row of the findings about the cluster as a whole.
const clusterRow = "(cluster)"

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
func (p *page) matrix(c Cluster) {
	families := familiesOf(c)
	if len(families) == 0 {
		families = []string{""} // for the rows of unreachable nodes
	}
	rows := []row{{name: "node", cells: families}}
	for _, n := range c.Nodes {
		rows = append(rows, p.nodeRow(c, n, families))
	}
	if slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Node == "" }) {
		rows = append(rows, row{name: clusterRow, cells: p.cells(c, "", families)})
	}
	for first := 0; first < len(families); {
		last := p.fitting(rows, first)
		p.blank()
		p.block(renderTable(rows, first, last))
		first = last
	}
}

func (p *page) nodeRow(c Cluster, n Node, families []string) row {
	r := row{name: p.name(n.Name), cells: p.cells(c, n.Name, families)}
	if n.dark() {
		r.across = p.paint(n.State.words(), text.Colors{text.FgYellow})
		if n.Problem != nil && n.Problem.Kind != "unreachable" {
			r.across += " (" + n.Problem.Kind + ")"
		}
	}
	return r
}

func (p *page) cells(c Cluster, node string, families []string) []string {
	var cells []string
	for _, name := range families {
		var in []Finding
		for _, f := range c.Findings {
			if f.Node == node && family(f) == name {
				in = append(in, f)
			}
		}
		cells = append(cells, p.cell(count(in)))
	}
	return cells
}

// cell puts the findings of one family on one node into a word or two.
func (p *page) cell(c Counts) string {
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
			w = max(w, columns(cell(r))+betweenColumns)
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

// family is the column a finding belongs to.
func family(f Finding) string { return checks.Column(f.Family) }

// familiesOf returns the families that were judged, in the order of the checks. What an
// unreachable node has is no reason for a column, since its row says so across, and
// neither is what applies to no node.
func familiesOf(c Cluster) []string {
	unread := map[string]bool{}
	for _, n := range c.Nodes {
		unread[n.Name] = n.dark()
	}
	var families []string
	for _, f := range c.Findings {
		judged := !unread[f.Node] && f.Status != checks.NotApplicable
		if name := family(f); judged && !slices.Contains(families, name) {
			families = append(families, name)
		}
	}
	known := checks.Columns()
	slices.SortFunc(families, func(a, b string) int {
		ra, rb := slices.Index(known, a), slices.Index(known, b)
		return cmp.Or(cmp.Compare(uint(ra), uint(rb)), cmp.Compare(a, b)) // unknown is -1, the greatest uint
	})
	return families
}
