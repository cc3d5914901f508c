package html

import (
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// latency is what the nodes measured of the ways to each other.
type latency struct {
	Cluster string
	To      []string
	Rows    []latencyRow
	Wide    bool // too wide for a table on paper: each node has a list
}

type latencyRow struct {
	Node  string
	Cells []latencyCell
}

// latencyCell is the way to one node; the text is empty when it was not measured.
type latencyCell struct{ To, Text string }

// mostLatency is how many columns fit on a page.
const mostLatency = 12

func newLatency(c report.Cluster) *latency {
	t := findings.LatencyOf(c)
	if t == nil {
		return nil
	}
	l := &latency{Cluster: c.Name, To: t.To, Wide: len(t.To) > mostLatency}
	for _, r := range t.Rows {
		row := latencyRow{Node: r.Node}
		for i, text := range r.Cells {
			row.Cells = append(row.Cells, latencyCell{t.To[i], text})
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}
