package diagnose

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
)

// Format is the version of the JSON document.
const Format = 1

// Document is what the JSON document calls itself.
const Document = "clusterdrift incidents"

// Result is what the logs show. Its JSON keys are part of a format.
type Result struct {
	Format    int        `json:"format"`
	Document  string     `json:"document"`
	Exit      Exit       `json:"exit"`
	Sources   []Source   `json:"sources"`
	LeftOut   []LeftOut  `json:"left_out,omitempty"`
	Clocks    []Clock    `json:"clocks,omitempty"`
	Incidents []Incident `json:"incidents"`
	// MoreIncidents are those beyond what is judged, which is counted alone.
	MoreIncidents int       `json:"more_incidents,omitempty"`
	Planned       []Planned `json:"planned,omitempty"`
	Patterns      []string  `json:"patterns,omitempty"` // over the incidents
	Missing       []string  `json:"missing,omitempty"`  // what was not given
}

// Exit is how the program ends.
type Exit struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
}

// Exit codes of a diagnosis.
const (
	ExitNone   = 0 // no incident
	ExitCause  = 1 // a cause is shown or likely
	ExitOpen   = 3 // an incident without such a cause, or a node's log is missing
	ExitUnread = 5 // nothing could be read

)

// Source is a log that was read.
type Source struct {
	Path          string    `json:"path"`
	Kind          string    `json:"kind"`
	Node          string    `json:"node"`
	Build         int       `json:"build,omitempty"`
	First         time.Time `json:"first,omitzero"` // UTC, as the log's own zone has it
	Last          time.Time `json:"last,omitzero"`
	Records       int       `json:"records"`
	NotUnderstood int       `json:"not_understood,omitempty"` // lines
	Undated       int       `json:"undated,omitempty"`        // records that could not be placed
	Dropped       int       `json:"dropped,omitempty"`        // events beyond what is kept
	Damaged       string    `json:"damaged,omitempty"`
}

// LeftOut is a file that was not read.
type LeftOut struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// Clock is how the times of a log or of a node were put on one clock.
type Clock struct {
	Source    string `json:"source,omitempty"` // of a log whose zone was worked out
	Node      string `json:"node"`
	Zone      string `json:"zone,omitempty"` // "UTC+08:00"
	Assumed   bool   `json:"assumed,omitempty"`
	Against   string `json:"against,omitempty"`  // the node whose clock counts
	Ahead     int64  `json:"ahead_ms,omitempty"` // ms
	Moved     bool   `json:"moved,omitempty"`    // Ahead was taken off the times of Node
	Pairs     int    `json:"pairs,omitempty"`    // how many pairs of lines show it
	Uncertain bool   `json:"uncertain,omitempty"`
	Proof     string `json:"proof"`
}

// Incident is one time of trouble.
type Incident struct {
	ID        string    `json:"id"` // "20111212-101314"
	Begin     time.Time `json:"begin"`
	End       time.Time `json:"end"`
	Nodes     []string  `json:"nodes"`
	Title     string    `json:"title"`
	Causes    []Cause   `json:"causes,omitempty"` // the surest first
	Steps     []Step    `json:"steps"`            // by time
	MoreSteps int       `json:"more_steps,omitempty"`
	Threshold string    `json:"threshold,omitempty"` // of heartbeats, in force
	Notes     []string  `json:"notes,omitempty"`
}

// Step is something that happened.
type Step struct {
	At       time.Time `json:"at"` // UTC, on the one clock
	Until    time.Time `json:"until,omitzero"`
	Node     string    `json:"node"`
	Peer     string    `json:"peer,omitempty"`
	Kind     string    `json:"kind"`
	Text     string    `json:"text"`
	Count    int       `json:"count"`
	File     string    `json:"file"`
	Line     int64     `json:"line"`
	Raw      string    `json:"raw"`
	Abnormal bool      `json:"abnormal,omitempty"`
	First    bool      `json:"first,omitempty"` // the first abnormal one of its node
}

// Cause is a cause that fits an incident, more or less.
type Cause struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Verdict  causes.Verdict `json:"verdict"`
	Node     string         `json:"node"`
	Peer     string         `json:"peer,omitempty"`
	Why      string         `json:"why"`
	By       string         `json:"excluded_by,omitempty"`
	Signs    []Sign         `json:"signs"`
	Missing  []string       `json:"missing,omitempty"`
	Notes    []string       `json:"notes,omitempty"`
	Findings []Finding      `json:"findings,omitempty"`
	Fix      []string       `json:"fix,omitempty"`
	Sources  []string       `json:"sources"`
	Inferred bool           `json:"inferred,omitempty"`
}

// Sign is a condition and whether it holds.
type Sign struct {
	Text    string `json:"text"`
	Holds   Answer `json:"holds"`
	Against bool   `json:"against,omitempty"` // it contradicts the cause
	Detail  string `json:"detail,omitempty"`
	Steps   []Ref  `json:"steps,omitempty"`
}

// unsettled reports whether events are there that leave open whether it holds.
func (s Sign) unsettled() bool { return s.Holds == Unknown && len(s.Steps) > 0 }

// Answer says whether something is so.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// Ref is the place of a step.
type Ref struct {
	File string    `json:"file"`
	Line int64     `json:"line"`
	At   time.Time `json:"at"`
	Node string    `json:"node"`
	Text string    `json:"text"`
	Raw  string    `json:"raw"`
}

// Finding is what the facts of the nodes say on a finding of a cause.
type Finding struct {
	ID     string `json:"id"`
	Node   string `json:"node,omitempty"`   // empty: the cluster, or it was not judged
	Status string `json:"status,omitempty"` // empty: it was not judged
	Got    string `json:"got,omitempty"`
}

// Planned is a stop of the cluster service that belongs to a restart of Windows.
type Planned struct {
	At   time.Time `json:"at"`
	Node string    `json:"node"`
	Text string    `json:"text"`
}

// Sure reports whether a cause of the incident is shown or likely.
func (i Incident) Sure() bool {
	return len(i.Causes) > 0 && (i.Causes[0].Verdict == causes.Shown || i.Causes[0].Verdict == causes.Likely)
}
