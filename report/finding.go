package report

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// Finding is one verdict on one subject.
type Finding struct {
	ID       string             `json:"id"`             // "hotfix/KB2552040"
	Family   string             `json:"family"`         // "hotfix"
	Node     string             `json:"node,omitempty"` // empty: about the cluster as a whole
	Status   checks.Status      `json:"status"`
	Severity baselines.Severity `json:"severity"`
	Title    string             `json:"title,omitempty"`   // of the requirement
	Want     string             `json:"want,omitempty"`    // what the baseline requires, short
	Got      string             `json:"got,omitempty"`     // what was observed, short
	Reason   string             `json:"reason,omitempty"`  // how the evidence leads to the status, one sentence
	Missing  []string           `json:"missing,omitempty"` // what would have decided it; only of what is unknown
	Evidence []checks.Evidence  `json:"evidence,omitempty"`
	Why      string             `json:"why,omitempty" text:"lines"` // why the requirement matters
	Brief    string             `json:"brief,omitempty"`            // the fix in a few words
	LeadsTo  []string           `json:"leads_to,omitempty"`         // ids of findings that a drift brings about
	Fix      string             `json:"fix,omitempty" text:"lines"` // what to do about drift, for people: Steps as plain text
	Steps    baselines.Fix      `json:"steps,omitempty"`            // the same, step by step
	// Reference is where the requirement comes from: References as plain text.
	Reference  string               `json:"reference,omitempty"`
	References baselines.References `json:"references,omitempty"`
	Provenance baselines.Provenance `json:"provenance,omitempty"`
	AcceptedBy string               `json:"accepted_by,omitempty"` // the finding for which this one passes, "hotfix/KB3004098"
	// MitigatedBy is the finding for which this drift is less grave, "firewall/cluster-udp-3343-in".
	MitigatedBy string             `json:"mitigated_by,omitempty"`
	Lists       []string           `json:"lists,omitempty"` // the list articles that name the subject, "KB2545685"
	Origin      baselines.Position `json:"origin,omitzero"` // where the requirement is written
	// Differences are what nodes do not have in common, for a finding that
	// compares them.
	Differences []checks.Difference `json:"differences,omitempty"`
	// Timeline is what happened when, the oldest first, for a finding about events.
	Timeline []checks.Moment `json:"timeline,omitempty"`
	// Paths are the ways to other nodes that were measured, for latency/round-trip.
	Paths []checks.Path `json:"paths,omitempty"`
	// Waiver is set when the finding is waived, and when its waiver has expired.
	Waiver *checks.Waiver `json:"waiver,omitempty"`
	// Remedy fixes the drift by itself; only with drift. Nil: a person decides.
	Remedy *baselines.Remedy `json:"remedy,omitempty"`
}

// newFinding takes a finding over. One without a known severity counts as
// critical and one without a known status as unknown: a gate must not overlook it.
func newFinding(f checks.Finding) Finding {
	out := Finding{
		ID: f.ID, Family: f.Family, Node: f.Node, Status: f.Status, Severity: f.Severity, Title: f.Title,
		Want: f.Want, Got: f.Got, Reason: f.Reason, Missing: f.Missing, Evidence: f.Evidence,
		Why: f.Why, Brief: cmp.Or(f.Brief, f.Fix.FirstSentence()), LeadsTo: f.LeadsTo, Fix: f.Fix.String(), Steps: f.Fix, Reference: f.Reference.String(), References: f.Reference, Provenance: f.Provenance,
		AcceptedBy: f.AcceptedBy, MitigatedBy: f.MitigatedBy, Lists: f.Lists, Origin: f.Origin,
		Differences: f.Differences, Timeline: f.Timeline, Paths: f.Paths, Waiver: f.Waiver,
	}
	if f.Status == checks.Drift { // what is waived is not to be changed
		out.Remedy = f.Remedy
	}
	if !slices.Contains(baselines.Severities(), f.Severity) {
		out.Severity = baselines.Critical
	}
	switch f.Status {
	case checks.Pass, checks.Drift, checks.Unknown, checks.NotApplicable, checks.Waived:
	default:
		out.Status = checks.Unknown
	}
	return out
}

// WaivedBy is why the finding is waived: its waiver in one line, else its reason.
func (f Finding) WaivedBy() string {
	if f.Waiver == nil {
		return f.Reason
	}
	return f.Waiver.String()
}
