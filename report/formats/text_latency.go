package formats

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// latency prints the longest round trips from each node to each other.
func (p *page) latency(c report.Cluster) {
	t := findings.LatencyOf(c)
	if t == nil {
		return
	}
	p.section("Longest round trips")
	rows := []row{{name: "from", cells: t.To}}
	for _, r := range t.Rows {
		cells := slices.Clone(r.Cells)
		for i := range cells {
			if cells[i] == "" {
				cells[i] = "-"
			}
		}
		rows = append(rows, row{name: p.name(r.Node), cells: cells})
	}
	for first := 0; first < len(t.To); {
		last := p.fitting(rows, first)
		p.blank()
		p.block(strings.TrimRight(renderTable(rows, first, last), "\n"))
		first = last
	}
}
