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

// spark is a small trend: a bar for each run.
type spark struct {
	Label string
	Width int
	Bars  []sparkBar
}

// sparkBar has heights, and where they begin, in pixels.
type sparkBar struct{ X, Drift, DriftY, Unknown, UnknownY int }

// Measures of a spark, in pixels.
const (
	sparkHeight = 24
	sparkStep   = 6
)

func newSpark(visits []history.Visit) spark {
	highest := 1
	for _, v := range visits {
		highest = max(highest, v.Counts.Drift+v.Counts.Unknown)
	}
	s := spark{Width: len(visits) * sparkStep}
	var numbers []string
	for i, v := range visits {
		b := sparkBar{X: i * sparkStep, Drift: height(v.Counts.Drift, highest), Unknown: height(v.Counts.Unknown, highest)}
		b.DriftY = sparkHeight - b.Drift
		b.UnknownY = b.DriftY - b.Unknown
		s.Bars = append(s.Bars, b)
		numbers = append(numbers, fmt.Sprintf("%d and %d", v.Counts.Drift, v.Counts.Unknown))
	}
	s.Label = "drift and unknown in the last runs: " + strings.Join(numbers, ", ")
	return s
}

func height(n, highest int) int {
	if n == 0 {
		return 0
	}
	return max(1, n*(sparkHeight-2)/highest)
}
