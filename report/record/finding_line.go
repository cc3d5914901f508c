package record

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// findingLine is one finding with all that a reader needs to know of its scan, its node
// and its requirement: nothing in it refers to another line.
type findingLine struct {
	Format      int              `json:"format"` // the constant Format
	ScanStarted time.Time        `json:"scan_started"`
	Judged      time.Time        `json:"judged,omitzero"`
	ExitCode    int              `json:"exit_code"`
	Cluster     string           `json:"cluster"`
	Moment      baselines.Moment `json:"moment,omitempty"`
	// Selection is the part of the requirements that was judged, and NodesSelection that
	// of the nodes; nil: all.
	Selection      *report.Narrowing `json:"selection,omitempty"`
	NodesSelection *report.Selection `json:"nodes_selection,omitempty"`

	Node           string       `json:"node,omitempty"`
	NodeState      report.State `json:"node_state,omitempty"`
	NodeAgeSeconds *int64       `json:"node_age_seconds,omitempty"`
	OS             string       `json:"os,omitempty"`
	Build          int          `json:"build,omitempty"`
	Baseline       string       `json:"baseline,omitempty"`

	ID          string               `json:"id"`
	Family      string               `json:"family"`
	Status      checks.Status        `json:"status"`
	Severity    baselines.Severity   `json:"severity"`
	Title       string               `json:"title,omitempty"`
	Want        string               `json:"want,omitempty"`
	WantValue   *checks.Value        `json:"want_value,omitempty"`
	Got         string               `json:"got,omitempty"`
	GotValue    *checks.Value        `json:"got_value,omitempty"`
	Reason      string               `json:"reason,omitempty"`
	Missing     []facts.Gap          `json:"missing,omitempty"`
	DueTo       []string             `json:"due_to,omitempty"`
	Evidence    []evidenceSeen       `json:"evidence,omitempty"`
	AcceptedBy  string               `json:"accepted_by,omitempty"`
	MitigatedBy string               `json:"mitigated_by,omitempty"`
	Differences []checks.Difference  `json:"differences,omitempty"`
	Timeline    []checks.Moment      `json:"timeline,omitempty"`
	Paths       []checks.Path        `json:"paths,omitempty"`
	Brief       string               `json:"brief,omitempty"`
	Fix         string               `json:"fix,omitempty"`
	LeadsTo     []string             `json:"leads_to,omitempty"`
	References  baselines.References `json:"references,omitempty"`
	Provenance  baselines.Provenance `json:"provenance,omitempty"`
	Lists       []string             `json:"lists,omitempty"`
	Waiver      *checks.Waiver       `json:"waiver,omitempty"`
	Remedy      bool                 `json:"remedy,omitempty"`
	Fingerprint string               `json:"fingerprint,omitempty"`
	AgeSeconds  *int64               `json:"age_seconds,omitempty"`
	Standing
	Change report.Change `json:"baseline_state,omitempty"`
}

// evidenceSeen is one observation, with the text of its source in it.
type evidenceSeen struct {
	Observed string    `json:"observed"`
	Source   string    `json:"source,omitempty"`
	At       time.Time `json:"at,omitzero"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	Examined *int      `json:"examined,omitempty"`
}

// WriteFindings writes a line of JSON for each finding, and one for each node that has
// none, which is unknown. Texts are cleaned as in the document. Times are UTC to the
// second. A result without clusters has no line.
func WriteFindings(w io.Writer, r *report.Result) error {
	out := bufio.NewWriter(w)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	selection := report.Cleaned(r.Selection)
	for _, c := range r.Each() {
		c := report.Cleaned(c)
		nodes := c.NodesByName()
		scan := findingLine{
			Format: Format, ScanStarted: r.Started, Judged: r.Judged, ExitCode: r.Exit.Code, Cluster: c.Name, Moment: c.Moment,
			Selection: selection, NodesSelection: c.Selection,
		}
		for _, f := range c.AllFindings() {
			if err := e.Encode(scan.with(nodes[f.Node], &f)); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// with is the line of a finding of the scan and of a node, which is the zero Node for a
// finding about the cluster as a whole.
func (l findingLine) with(n report.Node, f *report.Finding) findingLine {
	l.Node, l.NodeState, l.NodeAgeSeconds, l.OS, l.Build, l.Baseline = f.Node, n.State, n.AgeSeconds, n.OS, n.Build, n.Baseline
	l.ID, l.Family, l.Status, l.Severity, l.Title = f.ID, f.Family, f.Status, f.Severity, f.Title
	l.Want, l.WantValue, l.Got, l.GotValue, l.Reason = f.Want, f.WantValue, f.Got, f.GotValue, f.Reason
	l.Missing, l.DueTo, l.AcceptedBy, l.MitigatedBy = f.Missing, f.DueTo, f.AcceptedBy, f.MitigatedBy
	l.Differences, l.Timeline, l.Paths = f.Differences, f.Timeline, f.Paths
	l.Brief, l.Fix, l.LeadsTo, l.References, l.Provenance, l.Lists = f.Brief, f.Fix, f.LeadsTo, f.References, f.Provenance, f.Lists
	l.Waiver, l.Remedy, l.Fingerprint = f.Waiver, f.Remedy != nil, f.Fingerprint
	l.Standing, l.Change = newStanding(f.Standing), f.Change
	if f.AgeSeconds != nil && *f.AgeSeconds >= leastAge {
		l.AgeSeconds = f.AgeSeconds
	}
	l.Evidence = each(f.Evidence, func(e checks.Evidence) evidenceSeen {
		return evidenceSeen{e.Observed, e.Source, e.At, e.From, e.To, e.Examined}
	})
	return l
}
