package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Exit codes that follow from a result. The program ends with ExitLocal also for
// an invalid command line or input, of which there is no result.
const (
	ExitPass            = 0   // every applicable requirement passes or is waived, on every node
	ExitDrift           = 1   // drift
	ExitLocal           = 2   // something failed on the machine that scans
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
	case r.decided()+r.Counts.Unknown+r.Counts.Nodes.Dark() == 0:
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
	g.AllowIncomplete = g.AllowIncomplete && r.decided() > 0
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
	return r.Exit.Code == ExitInterrupted || r.Exit.Code == ExitLocal || r.Empty() != nil
}

// notRead says which nodes were not read, or not completely, because of the
// machine that scans, and what failed first; empty when there are none.
func (r *Result) notRead() []string {
	var first string
	dark, partial := 0, 0
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.Problem == nil || n.Problem.Kind != facts.KindLocal {
				continue
			}
			first = cmp.Or(first, n.Problem.Message)
			if n.State == NotRead {
				dark++
			} else {
				partial++
			}
		}
	}
	var lost []string
	if dark > 0 {
		lost = append(lost, fmt.Sprintf("%d of %s not read", dark, Plural(r.Counts.Nodes.Total, "node")))
	}
	if partial > 0 {
		lost = append(lost, fmt.Sprintf("%d of %s not read completely", partial, Plural(r.Counts.Nodes.Total, "node")))
	}
	if len(lost) == 0 {
		return nil
	}
	return []string{strings.Join(lost, ", ") + ": " + Clean(first)} // facts from a file may say anything
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

// matters tells whether a finding of the severity bears on the verdict, however
// lenient the gate: info does only when asked for.
func (g Gate) matters(s baselines.Severity) bool {
	return s != baselines.Info || g.FailOn == baselines.Info
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
	drift := 0
	for s, n := range c.Counts.DriftBySeverity {
		if g.matters(s) {
			drift += n
		}
	}
	switch {
	case drift > 0:
		return VerdictDrift
	case g.incomplete([]Cluster{c}):
		return VerdictIncomplete
	}
	return VerdictPass
}

// incomplete tells whether something was not decided that matters. A
// group of nodes to which nothing applied is not complete either: nobody meant to
// scan it for that.
func (g Gate) incomplete(clusters []Cluster) bool {
	return slices.ContainsFunc(clusters, func(c Cluster) bool {
		return c.decided() == 0 || slices.ContainsFunc(c.Nodes, Node.unjudged) ||
			slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Status == checks.Unknown && g.matters(f.Severity) })
	})
}

// unjudged tells of a node that was not read, or read in vain.
func (n Node) unjudged() bool {
	return n.Dark() || n.State == Partial && n.Counts.Unknown == 0
}

// Dark reports whether nothing is known about the node.
func (n Node) Dark() bool { return n.State == Unreachable || n.State == NotRead }

// unknowns counts what was not decided by whether it matters; what an
// node that was not read has is left out, because the node is named.
func (g Gate) unknowns(clusters []Cluster) (counting, others int) {
	for _, c := range clusters {
		for _, f := range c.Findings {
			dark := slices.ContainsFunc(c.Nodes, func(n Node) bool { return n.Name == f.Node && n.Dark() })
			switch {
			case f.Status != checks.Unknown || dark:
			case g.matters(f.Severity):
				counting++
			default:
				others++
			}
		}
	}
	return counting, others
}

// reason says in one line what led to the exit code.
func (g Gate) reason(r *Result) string {
	var parts []string
	if s := severities(r.Counts.Counts, g.counts); s != "" {
		parts = append(parts, "drift: "+s)
	}
	unknown, others := g.unknowns(r.Clusters)
	if g.incomplete(r.Clusters) {
		word := "incomplete"
		if g.AllowIncomplete {
			word = "incomplete (allowed)"
		}
		parts = append(parts, word+": "+strings.Join(gaps(r.Counts.Nodes, unknown), ", "))
	}
	if len(parts) == 0 {
		parts = append(parts, "every applicable requirement passes or is waived, on every node")
	}
	less := func(s baselines.Severity) bool { return !g.counts(s) }
	if s := severities(r.Counts.Counts, less); s != "" {
		parts = append(parts, "drift that does not count: "+s)
	}
	if others > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown that %s not count", others, map[bool]string{true: "does", false: "do"}[others == 1]))
	}
	return strings.Join(parts, "; ")
}
