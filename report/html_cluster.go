package report

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
)

// htmlCluster is one section of the page.
type htmlCluster struct {
	ID, Name, Summary string
	Verdict           Verdict
	Families          []string
	Columns           int
	Rows              []htmlRow
	Dark              []Node // those that were not judged
	Timelines         []htmlTimeline
	Latency           *latencyTable
	Subjects          []htmlSubject
}

// htmlRow is one node of the matrix. Key is the node's name in the page, which
// no text of a node can confuse.
type htmlRow struct {
	Key, Name string
	Across    string // in place of cells
	Cells     []htmlCell
}

type htmlCell struct {
	Family, Text string
	Status       checks.Status
}

func newHTMLCluster(c Cluster, number int) htmlCluster {
	h := htmlCluster{
		ID: fmt.Sprintf("cluster-%d", number), Name: c.Name, Summary: c.summary(), Verdict: c.Verdict,
		Families: familiesOf(c), Timelines: htmlTimelines(c), Latency: latencyOf(c),
	}
	h.Columns = max(1, len(h.Families))
	keys := map[string]string{"": fmt.Sprintf("c%d-all", number)}
	for i, n := range c.Nodes {
		keys[n.Name] = fmt.Sprintf("c%d-n%d", number, i+1)
		row := htmlRow{Key: keys[n.Name], Name: n.Name}
		if n.dark() {
			row.Across = n.State.words()
		} else {
			row.Cells = htmlCells(c, n.Name, h.Families)
		}
		h.Rows = append(h.Rows, row)
		if n.Problem != nil && (n.dark() || n.Counts.Unknown == 0) {
			h.Dark = append(h.Dark, n)
		}
	}
	if slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Node == "" }) {
		h.Rows = append(h.Rows, htmlRow{Key: keys[""], Name: clusterRow, Cells: htmlCells(c, "", h.Families)})
	}
	h.Subjects = htmlSubjects(c, keys)
	return h
}

func htmlCells(c Cluster, node string, families []string) []htmlCell {
	cells := make([]htmlCell, len(families))
	for i, name := range families {
		var in []Finding
		for _, f := range c.Findings {
			if f.Node == node && family(f) == name {
				in = append(in, f)
			}
		}
		cells[i] = newHTMLCell(name, count(in))
	}
	return cells
}

// newHTMLCell says the gravest of a family on a node.
func newHTMLCell(family string, c Counts) htmlCell {
	cell := htmlCell{Family: family}
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
