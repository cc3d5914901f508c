package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Sizes of the page of the fleet.
const (
	fleetRows = 100 // clusters on one page
	sparkRuns = 15  // runs in the trend of a row
)

// tile is a number at the top of the page.
type tile struct{ Name, Value, Kind string }

// severityCount is how much drift has a severity.
type severityCount struct {
	Severity baselines.Severity
	Count    int
}

// fleetRow is one cluster.
type fleetRow struct {
	*state
	BySeverity []severityCount
	Spark      spark
	Back       int
}

// fleetPage lists the clusters, the worst first.
func (s *Server) fleetPage(r *request) (*answer, error) {
	v, err := s.fleet.at(r.ctx, r.version)
	if err != nil {
		return nil, err
	}
	p, err := r.part(len(v.clusters), fleetRows, "./")
	if err != nil {
		return nil, err
	}
	shown := v.clusters[p.first:p.last]
	var names []string
	for _, c := range shown {
		names = append(names, c.Name())
	}
	trends, err := s.store.LastVisits(r.ctx, names, sparkRuns)
	if err != nil {
		return nil, err
	}
	view := struct {
		layout
		Tiles      []tile
		Severities []baselines.Severity
		Clusters   []fleetRow
		Paging     paging
	}{layout: s.layout("Fleet"), Tiles: fleetTiles(v.clusters), Severities: baselines.Severities(), Paging: p}
	view.Active = "fleet"
	for _, c := range shown {
		row := fleetRow{state: c, Spark: newSpark(trends[c.Name()]), Back: mostBack}
		for _, severity := range baselines.Severities() {
			row.BySeverity = append(row.BySeverity, severityCount{severity, c.Severities[severity]})
		}
		view.Clusters = append(view.Clusters, row)
	}
	return s.show("fleet", view)
}

func fleetTiles(clusters []*state) []tile {
	verdicts := map[report.Verdict]int{}
	nodes, dark, drift := 0, 0, 0
	for _, c := range clusters {
		verdicts[c.Verdict]++
		nodes, dark, drift = nodes+c.Counts.Nodes, dark+c.Counts.Dark, drift+c.Counts.Drift
	}
	n := strconv.Itoa
	return []tile{
		{"clusters", n(len(clusters)), ""}, {"that drift", n(verdicts[report.VerdictDrift]), "drift"}, {"incomplete", n(verdicts[report.VerdictIncomplete]), "unknown"},
		{"that pass", n(verdicts[report.VerdictPass]), ""}, {"nodes", n(nodes), ""}, {"not read", n(dark), "unknown"}, {"drift", n(drift), "drift"},
	}
}

// spark is a small trend: a bar for each run. The bars of a colour are one path, since a page
// has many.
type spark struct {
	Label          string
	Width          int
	Drift, Unknown string
}

// Measures of a spark, in pixels.
const (
	sparkHeight = 24
	sparkStep   = 6
	sparkBar    = 4
)

func newSpark(visits []history.Visit) spark {
	highest := 1
	for _, v := range visits {
		highest = max(highest, v.Counts.Drift+v.Counts.Unknown)
	}
	var numbers, drift, unknown strings.Builder
	for i, v := range visits {
		low := height(v.Counts.Drift, highest)
		drawBar(&drift, i, 0, low)
		drawBar(&unknown, i, low, height(v.Counts.Unknown, highest))
		fmt.Fprintf(&numbers, ", %d and %d", v.Counts.Drift, v.Counts.Unknown)
	}
	return spark{"drift and unknown in the last runs: " + strings.TrimPrefix(numbers.String(), ", "), len(visits) * sparkStep, drift.String(), unknown.String()}
}

// drawBar adds the bar of a run to a path, from a height on.
func drawBar(path *strings.Builder, place, from, high int) {
	if high > 0 {
		fmt.Fprintf(path, "M%d %dh%dv-%dh-%dz", place*sparkStep, sparkHeight-from, sparkBar, high, sparkBar)
	}
}

func height(n, highest int) int {
	if n == 0 {
		return 0
	}
	return max(1, n*(sparkHeight-2)/highest)
}
