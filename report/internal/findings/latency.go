package findings

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// LatencyTable is what the nodes measured of the ways to each other.
type LatencyTable struct {
	To   []string     // host names, sorted
	Rows []LatencyRow // those that measured anything, in the order of the findings
}

// LatencyRow is what one node measured; Cells go with To.
type LatencyRow struct {
	Node  string   // its name, as the user gave it
	Cells []string // "2 ms", "2 ms, 3 of 10 lost" or "lost"; empty: not measured
}

// LatencyOf is nil when no node has measured anything.
func LatencyOf(c report.Cluster) *LatencyTable {
	t := &LatencyTable{}
	for _, f := range c.Findings {
		for _, p := range f.Paths {
			t.To = append(t.To, p.To)
		}
	}
	slices.Sort(t.To)
	t.To = slices.Compact(t.To)
	for _, f := range c.Findings {
		if len(f.Paths) == 0 {
			continue
		}
		row := LatencyRow{Node: f.Node, Cells: make([]string, len(t.To))}
		byTo := map[string][]checks.Path{}
		for _, p := range f.Paths {
			byTo[p.To] = append(byTo[p.To], p)
		}
		for i, to := range t.To {
			row.Cells[i] = latencyCell(byTo[to])
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// latencyCell is the longest round trip to a node over all networks, and what
// was lost: "2 ms", "2 ms, 3 of 10 lost", "lost".
func latencyCell(paths []checks.Path) string {
	sent, answered, longest := 0, 0, 0
	for _, p := range paths {
		sent, answered, longest = sent+p.Sent, answered+p.Answered, max(longest, p.Longest)
	}
	switch {
	case sent == 0:
		return ""
	case answered == 0:
		return "lost"
	case answered < sent:
		return fmt.Sprintf("%d ms, %d of %d lost", longest, sent-answered, sent)
	}
	return fmt.Sprintf("%d ms", longest)
}
