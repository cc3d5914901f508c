package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Status is a verdict.
type Status string

// Verdicts. Waived is given by waivers, not by checks.
const (
	Pass          Status = "pass"
	Drift         Status = "drift"
	Unknown       Status = "unknown"
	NotApplicable Status = "not-applicable"
	Waived        Status = "waived"
)

// Finding is one verdict on one subject.
type Finding struct {
	ID      string // "hotfix/KB2552040"
	Family  string // "hotfix"
	Title   string
	Cluster string
	Node    string // empty for a finding about the cluster as a whole
	Status  Status

	Severity baselines.Severity
	Want     string // what the baseline requires, short
	Got      string // what was observed, short
	// WantValue and GotValue are the same for programs; nil: there is no simple value.
	WantValue, GotValue *Value
	// Reason is one sentence: how the evidence leads to the status.
	Reason   string
	Evidence []Evidence
	// Missing names what would have been needed. With Drift of a cluster it is what
	// could have shown more of it on nodes that were read, or on members that were not
	// asked: such a finding is incomplete as well.
	Missing []facts.Gap

	// DueTo are the nodes that a finding on the cluster as a whole is due to: each part of
	// the drift, or of what is missing, speaks of one of them. Nil: it is due to more.
	DueTo []string

	Why        string
	Brief      string        // the fix in a few words; empty: its first sentence
	LeadsTo    []string      // ids of findings that a drift brings about
	Fix        baselines.Fix // its steps for the version of Windows that the node has
	Reference  baselines.References
	Provenance baselines.Provenance
	// Remedy fixes the drift by itself; only with Drift. Nil: a person decides.
	Remedy *baselines.Remedy
	// AcceptedBy is the id of the finding for which this one passes.
	AcceptedBy string
	// MitigatedBy is the id of the finding for which this drift is less grave.
	MitigatedBy string
	Lists       []string // the list articles that name the subject
	Origin      baselines.Position
	// Differences are what nodes of a cluster do not have in common; only of
	// findings that compare nodes.
	Differences []Difference
	// Timeline is what happened when, the oldest first; only of findings about events.
	Timeline []Moment
	// Paths are the ways to other nodes that were measured; only of latency/round-trip.
	Paths []Path
	// Waiver is set when the finding is Waived, and when its waiver has expired.
	Waiver *Waiver

	// Weighing is what a moment makes of the severity, Written the severity without it;
	// empty: the moment changed nothing.
	Weighing Weighing
	Written  baselines.Severity

	// Steady is what Got and Reason come to without what varies by itself, for the
	// fingerprint; nil: nothing does.
	Steady *Steady
}

// indexOf finds the finding with an id; -1: there is none.
func indexOf(found []Finding, id string) int {
	for i := range found {
		if found[i].ID == id {
			return i
		}
	}
	return -1
}
