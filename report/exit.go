package report

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Exit codes that follow from a result. The program ends with ExitLocal also for
// an invalid command line or input, of which there is no result.
const (
	ExitPass            = 0   // every applicable requirement passes or is waived, on every node or the selection
	ExitDrift           = 1   // drift
	ExitLocal           = 2   // something failed on the machine that scans
	ExitIncomplete      = 3   // no drift seen, but a node is unreachable or a requirement unknown
	ExitDriftIncomplete = 4   // drift, and incomplete
	ExitNothing         = 5   // nothing was judged: no finding is pass, drift or waived
	ExitInterrupted     = 130 // the scan was interrupted
)

// Exit is how the program ends.
type Exit struct {
	Code   int    `json:"code"`   // ExitPass, ...
	Reason string `json:"reason"` // one line
}

// Gate decides what counts for the exit code.
type Gate struct {
	// FailOn is the least severity that counts as drift; empty means low.
	FailOn baselines.Severity
	// AllowIncomplete lets a result pass although something could not be read. One
	// in which nothing was judged never passes.
	AllowIncomplete bool
}

func (g Gate) exit(r *Result) Exit {
	if r.Interrupted {
		return Exit{ExitInterrupted, "interrupted: not every node was read"}
	}
	if r.NothingJudged != "" {
		return Exit{ExitNothing, nothingJudged + r.NothingJudged}
	}
	if r.isEmptyShard() {
		return Exit{ExitPass, "no cluster is in this shard"}
	}
	if r.Since != nil {
		return g.exitSince(r)
	}
	incomplete := g.incomplete(r.Clusters) && !g.AllowIncomplete
	return Exit{exitCode(g.drift(r.Counts.Counts) > 0, incomplete), g.reason(r)}
}

// LocalFailure begins the reason of ExitLocal.
const LocalFailure = "local failure: "

// Lost is how the program ends when something has failed on the machine that
// scans: with ExitLocal, whatever is true of the nodes, unless it was interrupted.
// What names each failure and what was lost by it; without any, e stays as it is.
func (e Exit) Lost(what ...string) Exit {
	if len(what) == 0 {
		return e
	}
	if e.Code == ExitInterrupted {
		return Exit{e.Code, e.Reason + "; " + LocalFailure + strings.Join(what, "; ")}
	}
	if e.Reason != "" {
		what = append(slices.Clone(what), strings.TrimPrefix(e.Reason, LocalFailure))
	}
	return Exit{ExitLocal, LocalFailure + strings.Join(what, "; ")}
}

// Failed reports whether the scan was cut short or judged nothing.
func (r *Result) Failed() bool {
	return r.Exit.Code == ExitInterrupted || r.Exit.Code == ExitLocal || r.NothingJudged != ""
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

// Counts reports whether drift of the severity counts for the exit code.
func (g Gate) Counts(s baselines.Severity) bool {
	least := g.FailOn
	if least == "" {
		least = baselines.Low
	}
	return s.Rank() <= least.Rank()
}

// matters reports whether a finding of the severity bears on the verdict, however
// lenient the gate: info does only when FailOn names it.
func (g Gate) matters(s baselines.Severity) bool {
	return s != baselines.Info || g.FailOn == baselines.Info
}

// mattering is how many findings bear on the verdict.
func (g Gate) mattering(counts map[baselines.Severity]int) int {
	n := 0
	for s, count := range counts {
		if g.matters(s) {
			n += count
		}
	}
	return n
}

// drift is the number of drift findings that count.
func (g Gate) drift(c Counts) int {
	n := 0
	for _, s := range baselines.Severities() {
		if g.Counts(s) {
			n += c.DriftBySeverity[s]
		}
	}
	return n
}

// incomplete reports whether something that matters was not decided. A cluster to
// which nothing applied is not complete either: no one scans a cluster for that.
func (g Gate) incomplete(clusters []Cluster) bool {
	return slices.ContainsFunc(clusters, func(c Cluster) bool {
		t := c.tally()
		return t.decided == 0 || slices.ContainsFunc(c.Nodes, Node.unjudged) || g.mattering(t.undecided) > 0
	})
}
