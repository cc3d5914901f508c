// Package report turns findings into a result and writes it to files.
//
// In go the clusters of a scan with their findings; out comes one Result, which has
// the exit code (exit.go). Package formats below has the table of the formats that
// a result is printed in, and FORMATS.md describes them; every format says the
// same, and none of them judges. Text that came from a node is cleaned before it is
// printed (clean.go). The package never reads a node and never changes a finding.
package report

import (
	"time"

	"github.com/clusterdrift/clusterdrift/checks/waiver"
)

// Result is one scan. Package record below writes it as JSON and reads it back.
type Result struct {
	Tool      Tool
	Started   time.Time      // UTC, to the second, as all times of a result are
	Finished  time.Time      // UTC
	Took      time.Duration  // from the start to the end, to the millisecond
	Judged    time.Time      // UTC; when the facts were judged, at which their age is counted
	Baselines []BaselineUsed // sorted by name
	// Warnings say what makes the answers of nodes less than certain, however
	// they were judged: "TLS versions before 1.2 were allowed (2 of 8 nodes: HV01, HV03)".
	Warnings []string
	// UnusedWaivers are those that fit no finding, in the order of their files.
	UnusedWaivers []waiver.Waiver
	// Selection is the part of the requirements that was judged; nil: all.
	Selection *Narrowing
	Shard     *Shard // nil: the whole inventory was scanned
	// NodesFrom is where the names of the nodes come from: "the inventory nodes.yaml", "the
	// command line", "the cluster HVCLUSTER", "the facts in facts".
	NodesFrom string
	Clusters  []Cluster // sorted by name
	Counts    Totals    // over all clusters
	// Partial: the nodes of a cluster are a selection, see Cluster.Selection.
	Partial bool
	// NothingJudged is why no finding is pass, drift or waived; empty when one is.
	NothingJudged string
	Interrupted   bool     // the scan was ended before all nodes were read
	Lost          []string // what failed on the machine that scans, besides nodes
	Exit          Exit
	// Since is the earlier result by which drift counts as new; nil: all drift counts.
	Since *Since
	// LastRun is what changed since the last earlier run of the scope; nil: no history was
	// used.
	LastRun *LastRun
}

// toSecond is a time in UTC without the part of a second, which no reader of a report
// needs: two results of the same evidence say the same.
func toSecond(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// took is the time between two, to the millisecond.
func took(from, to time.Time) time.Duration { return to.Sub(from).Round(time.Millisecond) }

// Tool is the program that made the result.
type Tool struct {
	Name    string `json:"name"`    // "clusterdrift"
	Version string `json:"version"` // "1.2.0"
}
