package report

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Finding is one verdict on one subject.
type Finding struct {
	ID       string // "hotfix/KB2552040"
	Family   string // "hotfix"
	Node     string // empty: about the cluster as a whole
	Status   checks.Status
	Severity baselines.Severity
	Title    string      // of the requirement
	Want     string      // what the baseline requires, short
	Got      string      // what was observed, short
	Reason   string      // how the evidence leads to the status, one sentence
	Missing  []facts.Gap // what would have decided it; only of what is unknown
	// DueTo are the nodes that a finding on the cluster as a whole is due to; nil: to more.
	DueTo    []string
	Evidence []checks.Evidence
	Why      string        `text:"lines"` // why the requirement matters
	Brief    string        // the fix in a few words
	LeadsTo  []string      // ids of findings that a drift brings about
	Fix      string        `text:"lines"` // what to do about drift, for people: Steps as plain text
	Steps    baselines.Fix // the same, step by step
	// Reference is where the requirement comes from: References as plain text.
	Reference  string
	References baselines.References
	Provenance baselines.Provenance
	AcceptedBy string // the finding for which this one passes, "hotfix/KB3004098"
	// MitigatedBy is the finding for which this drift is less grave, "firewall/cluster-udp-3343-in".
	MitigatedBy string
	Lists       []string           // the list articles that name the subject, "KB2545685"
	Origin      baselines.Position // where the requirement is written
	// Differences are what nodes do not have in common, for a finding that
	// compares them.
	Differences []checks.Difference
	// Timeline is what happened when, the oldest first, for a finding about events.
	Timeline []checks.Moment
	// Paths are the ways to other nodes that were measured, for latency/round-trip.
	Paths []checks.Path
	// WantValue and GotValue are Want and Got for programs; nil: there is no simple value.
	WantValue, GotValue *checks.Value
	// Fingerprint is that of checks.Finding; empty for results of format 1.
	Fingerprint string
	// AgeSeconds is how old the oldest evidence was when the finding was judged; nil when
	// that is not known.
	AgeSeconds *int64
	// Waiver is set when the finding is waived, and when its waiver has expired.
	Waiver *checks.Waiver
	// Remedy fixes the drift by itself; only with drift. Nil: a person decides.
	Remedy *baselines.Remedy
	// Standing is since when it is reported, and Change how it compares with the last run;
	// nil and empty: no history was used, or it has no earlier run.
	Standing *Standing
	Change   Change
	// Novelty is of drift, where an earlier result decides what counts; no document has it.
	Novelty Novelty
}

// newFinding takes a finding over. One without a known severity counts as
// critical and one without a known status as unknown: a gate must not overlook it.
func newFinding(f checks.Finding, at clock, texts *texts) Finding {
	out := Finding{
		ID: f.ID, Family: f.Family, Node: f.Node, Status: f.Status, Severity: f.Severity, Title: f.Title,
		Want: f.Want, Got: f.Got, Reason: f.Reason, Missing: f.Missing, DueTo: f.DueTo, Evidence: f.Evidence,
		Why: f.Why, Brief: f.Brief, LeadsTo: f.LeadsTo, Fix: texts.fix(f.Fix), Steps: f.Fix, Reference: texts.reference(f.Reference), References: f.Reference, Provenance: f.Provenance,
		AcceptedBy: f.AcceptedBy, MitigatedBy: f.MitigatedBy, Lists: f.Lists, Origin: f.Origin,
		Differences: f.Differences, Timeline: f.Timeline, Paths: f.Paths, Waiver: f.Waiver, WantValue: f.WantValue, GotValue: f.GotValue, Fingerprint: f.Fingerprint(), AgeSeconds: at.oldest(f.Evidence),
	}
	if out.Brief == "" {
		out.Brief = f.Fix.FirstSentence()
	}
	out.toSecond()
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

// toSecond leaves the parts of a second out of the times.
func (f *Finding) toSecond() {
	f.Evidence, f.Timeline = slices.Clone(f.Evidence), slices.Clone(f.Timeline)
	for i := range f.Evidence {
		e := &f.Evidence[i]
		e.At, e.From, e.To = toSecond(e.At), toSecond(e.From), toSecond(e.To)
	}
	for i := range f.Timeline {
		f.Timeline[i].At = toSecond(f.Timeline[i].At)
	}
}

// MissingTexts are what would have decided the finding, in words.
func (f Finding) MissingTexts() []string { return facts.GapTexts(f.Missing) }

// WaivedBy is why the finding is waived: its waiver in one line, else its reason.
func (f Finding) WaivedBy() string {
	if f.Waiver == nil {
		return f.Reason
	}
	return f.Waiver.String()
}
