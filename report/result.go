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

// Format is the version of the JSON form. A key that goes, or changes its meaning,
// raises it.
const Format = 1

// Result is one scan. It is what the JSON form prints.
type Result struct {
	Format    int            `json:"format"` // the constant Format
	Tool      Tool           `json:"tool"`
	Started   time.Time      `json:"started"`   // UTC
	Finished  time.Time      `json:"finished"`  // UTC
	Baselines []BaselineUsed `json:"baselines"` // sorted by name
	// Warnings say what makes the answers of nodes less than certain, however
	// they were judged: "TLS versions before 1.2 were allowed (2 of 8 nodes: HV01, HV03)".
	Warnings []string `json:"warnings,omitempty"`
	// UnusedWaivers are those that fit no finding, in the order of their files.
	UnusedWaivers []waiver.Waiver `json:"unused_waivers,omitempty"`
	// Selection is the part of the requirements that was judged; nil: all.
	Selection *Narrowing `json:"selection,omitempty"`
	// NodesFrom is where the names of the nodes come from: "the inventory nodes.yaml", "the
	// command line", "the cluster HVCLUSTER", "the facts in facts".
	NodesFrom string    `json:"nodes_from,omitempty"`
	Clusters  []Cluster `json:"clusters"` // sorted by name
	Counts    Totals    `json:"counts"`   // over all clusters
	// Partial: the nodes of a cluster are a selection, see Cluster.Selection.
	Partial bool `json:"partial,omitempty"`
	// NothingJudged is why no finding is pass, drift or waived; empty when one is.
	NothingJudged string `json:"nothing_judged,omitempty"`
	Exit          Exit   `json:"exit"`
}

// Tool is the program that made the result.
type Tool struct {
	Name    string `json:"name"`    // "clusterdrift"
	Version string `json:"version"` // "1.2.0"
}
