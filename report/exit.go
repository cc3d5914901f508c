package report

import (
	"errors"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Exit codes that follow from a result. The code 2, for an invalid command line
// or input, never does: nothing was scanned then.
const (
	ExitPass            = 0   // every applicable requirement passes or is waived, on every node
	ExitDrift           = 1   // drift
	ExitIncomplete      = 3   // no drift seen, but a node is unreachable or a requirement unknown
	ExitDriftIncomplete = 4   // drift, and incomplete
	ExitInterrupted     = 130 // the scan was interrupted
)

// Exit is how the program ends. Reason is one line.
type Exit struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
}

// Gate decides what counts for the exit code.
type Gate struct {
	// FailOn is the least severity that counts as drift; empty means low.
	FailOn baselines.Severity
	// AllowIncomplete lets a result pass although something could not be read.
	AllowIncomplete bool
}

var (
	errNoNodes        = errors.New("no node was scanned")
	errNothingApplied = errors.New("no requirement applied to any node")
)

// Empty returns an error when the result has no nodes, or nothing in a baseline
// applied to them: such a scan is a mistake, not a success.
func (r *Result) Empty() error {
	switch {
	case r.Counts.Nodes.Total == 0:
		return errNoNodes
	case r.Counts.decided()+r.Counts.Unknown+r.Counts.Nodes.Unreachable == 0:
		return errNothingApplied
	}
	return nil
}

// exit: a result in which nothing at all could be decided never passes, not
// even when incompleteness is allowed.
func (g Gate) exit(r *Result, interrupted bool) Exit {
	if interrupted {
		return Exit{ExitInterrupted, "interrupted: not every node was read"}
	}
	if err := r.Empty(); err != nil {
		return Exit{ExitIncomplete, err.Error()}
	}
	g.AllowIncomplete = g.AllowIncomplete && r.Counts.decided() > 0
	incomplete := r.incomplete() && !g.AllowIncomplete
	return Exit{exitCode(g.drift(r.Counts.Counts) > 0, incomplete), g.reason(r)}
}

func exitCode(drift, incomplete bool) int {
	switch {
	case drift && incomplete:
		return ExitDriftIncomplete
	case drift:
		return ExitDrift
	case incomplete:
		return ExitIncomplete
	}
	return ExitPass
}

// counts tells whether drift of the severity counts.
func (g Gate) counts(s baselines.Severity) bool {
	least := g.FailOn
	if least == "" {
		least = baselines.Low
	}
	return s.Rank() <= least.Rank()
}

// drift is the number of drift findings that count.
func (g Gate) drift(c Counts) int {
	n := 0
	for _, s := range baselines.Severities() {
		if g.counts(s) {
			n += c.DriftBySeverity[s]
		}
	}
	return n
}

// verdict states what is true of the cluster and so does not follow a gate that
// overlooks grave drift; only info, which is not drift unless asked for, does.
func (g Gate) verdict(c Cluster) Verdict {
	serious := Gate{FailOn: baselines.Low}
	if g.FailOn == baselines.Info {
		serious.FailOn = baselines.Info
	}
	switch {
	case serious.drift(c.Counts.Counts) > 0:
		return VerdictDrift
	case c.Counts.incomplete():
		return VerdictIncomplete
	}
	return VerdictPass
}

// incomplete tells whether something was not decided. A group of nodes to which
// nothing applied is not complete either: nobody meant to scan it for that.
func (t Totals) incomplete() bool {
	return t.Nodes.Unreachable+t.Nodes.Partial+t.Unknown > 0 || t.decided() == 0
}

func (r *Result) incomplete() bool {
	return slices.ContainsFunc(r.Clusters, func(c Cluster) bool { return c.Counts.incomplete() })
}

// reason says in one line what led to the exit code.
func (g Gate) reason(r *Result) string {
	var parts []string
	if s := severities(r.Counts.Counts, g.counts); s != "" {
		parts = append(parts, "drift: "+s)
	}
	if r.incomplete() {
		word := "incomplete"
		if g.AllowIncomplete {
			word = "incomplete (allowed)"
		}
		parts = append(parts, word+": "+strings.Join(gaps(r.Counts, r.unread()), ", "))
	}
	if len(parts) == 0 {
		parts = append(parts, "every applicable requirement passes or is waived, on every node")
	}
	less := func(s baselines.Severity) bool { return !g.counts(s) }
	if s := severities(r.Counts.Counts, less); s != "" {
		parts = append(parts, "drift that does not count: "+s)
	}
	return strings.Join(parts, "; ")
}
