package html

import (
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// overview is the table of several clusters.
type overview struct {
	Rows   []overviewRow
	Folded bool // some are; on a narrow screen, all but the first
	Whole  bool // nothing is folded on any screen
}

// overviewRow is one cluster.
type overviewRow struct {
	Name, Link     string
	Verdict        report.Verdict
	Nodes, Dark    int
	Severities     []severityCount
	Drift, Unknown int
	Age            string // of the oldest facts
	Folded         bool
}

// mostOverview is how many clusters are shown before those that are folded.
const mostOverview = 3

func newOverviewRow(c report.Cluster, link string) overviewRow {
	row := overviewRow{
		Name: c.Name, Link: link, Verdict: c.Verdict, Nodes: c.Counts.Nodes.Total, Dark: c.Counts.Nodes.Dark(),
		Severities: bySeverity(c.Counts.Counts), Drift: c.Counts.Drift, Unknown: c.Counts.Unknown,
	}
	oldest := time.Duration(-1)
	for _, n := range c.Nodes {
		if age, ok := n.Age(); ok && !n.Dark() && age > oldest {
			oldest, row.Age = age, n.AgeText()
		}
	}
	return row
}

// newOverview folds the clusters that pass, and all but the worst of the others.
func newOverview(rows []overviewRow) *overview {
	o := &overview{Rows: rows}
	for i := range o.Rows {
		r := &o.Rows[i]
		r.Folded = r.Verdict == report.VerdictPass && r.Drift+r.Unknown == 0 || i >= mostOverview
		o.Folded = o.Folded || r.Folded
	}
	return o
}
