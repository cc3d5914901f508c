package record

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// finding is one verdict on one subject. Requirement is the place of its requirement in
// the list of them; Want is nil, and Severity empty, when they are what the requirement
// has. What passes or does not apply has no severity to show.
type finding struct {
	ID          string             `json:"id"`
	Requirement int                `json:"requirement"`
	Node        string             `json:"node,omitempty"`
	Status      checks.Status      `json:"status"`
	Severity    baselines.Severity `json:"severity,omitempty"`
	Want        *string            `json:"want,omitempty"`
	Got         string             `json:"got,omitempty"`
	GotValue    *checks.Value      `json:"got_value,omitempty"`
	Reason      string             `json:"reason,omitempty"`
	Missing     list[gap]          `json:"missing,omitempty"`
	DueTo       []string           `json:"due_to,omitempty"`
	// At is when all of the evidence was seen, where it was seen at one time.
	At          time.Time        `json:"at,omitzero"`
	Evidence    list[evidence]   `json:"evidence,omitempty"`
	AcceptedBy  string           `json:"accepted_by,omitempty"`
	MitigatedBy string           `json:"mitigated_by,omitempty"`
	Differences list[difference] `json:"differences,omitempty"`
	Timeline    list[moment]     `json:"timeline,omitempty"`
	Paths       list[path]       `json:"paths,omitempty"`
	Waiver      *checks.Waiver   `json:"waiver,omitempty"`
	Fingerprint string           `json:"fingerprint,omitempty"`
	AgeSeconds  *int64           `json:"age_seconds,omitempty"`
	// Remedy: the remedy of the requirement fixes this drift by itself.
	Remedy bool `json:"remedy,omitempty"`
	Standing
	Change report.Change `json:"baseline_state,omitempty"`
}

// Standing is what a history knows of a finding.
type Standing struct {
	Since  time.Time     `json:"since,omitzero"`
	Run    string        `json:"since_run,omitempty"`
	New    bool          `json:"new,omitempty"`
	Missed int           `json:"missed_runs,omitempty"`
	Was    checks.Status `json:"was,omitempty"`
}

func newStanding(s *report.Standing) Standing {
	if s == nil {
		return Standing{}
	}
	return Standing(*s)
}

func (s Standing) model() *report.Standing {
	if s.Since.IsZero() {
		return nil
	}
	out := report.Standing(s)
	out.Since = toSecond(out.Since)
	return &out
}

// evidence is one observation. Source is the place of its source in the list of them.
type evidence struct {
	Observed string    `json:"observed"`
	Source   *int      `json:"source,omitempty"`
	At       time.Time `json:"at,omitzero"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	Examined *int      `json:"examined,omitempty"`
}

// requirement is what a baseline says of a finding.
type requirement struct {
	ID         string               `json:"id"`
	Family     string               `json:"family"`
	Title      string               `json:"title,omitempty"`
	Severity   baselines.Severity   `json:"severity"`
	Want       string               `json:"want,omitempty"`
	WantValue  *checks.Value        `json:"want_value,omitempty"`
	Why        string               `json:"why,omitempty"`
	Brief      string               `json:"brief,omitempty"`
	Steps      baselines.Fix        `json:"steps,omitempty"`
	References baselines.References `json:"references,omitempty"`
	Provenance baselines.Provenance `json:"provenance,omitempty"`
	LeadsTo    []string             `json:"leads_to,omitempty"`
	Lists      []string             `json:"lists,omitempty"`
	Origin     baselines.Position   `json:"origin,omitzero"`
	Remedy     *baselines.Remedy    `json:"remedy,omitempty"`

	fix, reference string // Steps and References as plain text, once the document was read
}
