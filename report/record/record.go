// Package record writes a result as JSON, and reads one that was written before.
//
// In go a result, or a document of format 2 or 1; out come the document, or the
// result, from which every format prints what it printed when the result was made.
// The texts of a requirement are in the document once, and so is each source. The
// package judges nothing: what follows from the findings, report.Result.Conclude
// works out again. A document is taken for what anyone may have written: its size,
// its values and its references are checked before they are used.
package record

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
)

// Format is the version of the document. A key that goes, or changes its meaning,
// raises it.
const Format = 2

// MaxDocument bounds one document, in bytes: about 10,000 nodes.
const MaxDocument = 256 << 20

// document is a result in format 2.
type document struct {
	Format int         `json:"format"` // the constant Format
	Tool   report.Tool `json:"tool"`
	// Started and Finished are times in UTC to the second, "2026-11-22T09:30:00Z".
	Started       time.Time          `json:"started"`
	Finished      time.Time          `json:"finished"`
	DurationMS    int64              `json:"duration_ms"`
	Judged        time.Time          `json:"judged"`
	Exit          report.Exit        `json:"exit"`
	NothingJudged string             `json:"nothing_judged,omitempty"`
	Interrupted   bool               `json:"interrupted,omitempty"`
	Lost          []string           `json:"lost,omitempty"`
	Partial       bool               `json:"partial,omitempty"`
	Selection     *report.Narrowing  `json:"selection,omitempty"`
	Shard         *report.Shard      `json:"shard,omitempty"`
	NodesFrom     string             `json:"nodes_from,omitempty"`
	LastRun       *report.LastRun    `json:"last_run,omitempty"`
	Counts        report.Totals      `json:"counts"`
	Warnings      []string           `json:"warnings,omitempty"`
	UnusedWaivers list[unusedWaiver] `json:"unused_waivers,omitempty"`
	Baselines     list[baseline]     `json:"baselines"`
	Requirements  list[requirement]  `json:"requirements"`
	Sources       []string           `json:"sources"`
	Clusters      list[cluster]      `json:"clusters"`
}

type cluster struct {
	Name      string            `json:"name"`
	Verdict   report.Verdict    `json:"verdict"`
	Counts    report.Totals     `json:"counts"`
	Selection *report.Selection `json:"selection,omitempty"`
	Moment    baselines.Moment  `json:"moment,omitempty"`
	// Trend ends with this run.
	Trend    []report.TrendPoint `json:"trend,omitempty"`
	Nodes    list[node]          `json:"nodes"`
	Findings list[finding]       `json:"findings"`
}

// node is one as it is in the model, and how long reading it took.
type node struct {
	report.Node
	DurationMS int64 `json:"duration_ms,omitempty"`
}
