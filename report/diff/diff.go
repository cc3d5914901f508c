// Package diff compares two results.
//
// In go two results, the earlier one first, and what counts for the exit code; out
// comes what became of each finding, node and cluster, in classes that say why it
// changed. What only one of the two looked at is counted and compared with nothing: a
// finding that was left out, or that is on a node that was not read, is neither fixed
// nor new. The package reads no file and judges no node; package print below writes
// what it finds.
package diff

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Format is the version of the JSON form, and Document says what it is.
const (
	Format   = 1
	Document = "clusterdrift diff"
)

// Diff is what changed from one result to another. Its JSON form is described by the
// schema of package print.
type Diff struct {
	Format   int    `json:"format"`   // the constant Format
	Document string `json:"document"` // the constant Document
	// Exit is how a program ends that gates on new drift.
	Exit   report.Exit `json:"exit"`
	Before Side        `json:"before"`
	After  Side        `json:"after"`
	Counts Counts      `json:"counts"`
	// Notes are what makes the two less than comparable, one sentence each.
	Notes     []string         `json:"notes,omitempty"`
	Baselines []BaselineChange `json:"baselines,omitempty"` // sorted by name
	Clusters  []Cluster        `json:"clusters"`            // sorted by name, those before and after
	// NewDrift is the drift that counts by its severity, and Unsure what would count if
	// it is new, which the earlier result cannot say: it did not know, or did not look.
	NewDrift BySeverity `json:"new_drift"`
	Unsure   BySeverity `json:"unsure"`
}

// BySeverity are numbers of findings; a severity without one is absent.
type BySeverity map[baselines.Severity]int

// Total is the sum.
func (b BySeverity) Total() int {
	n := 0
	for _, count := range b {
		n += count
	}
	return n
}

// Side is one of the two results.
type Side struct {
	Name      string            `json:"name"` // as the user named it, "monday.json"
	Tool      report.Tool       `json:"tool"`
	Judged    time.Time         `json:"judged"` // UTC
	Exit      report.Exit       `json:"exit"`
	Selection *report.Narrowing `json:"selection,omitempty"` // nil: all requirements
	Shard     *report.Shard     `json:"shard,omitempty"`     // nil: the whole inventory
}

// Counts are how many changes there are.
type Counts struct {
	// Changes has every class as a key: findings, or nodes, of each.
	Changes map[Class]int `json:"changes"`
	// Compared are the findings that both looked at, or that a baseline added or dropped.
	Compared  int `json:"compared"`
	Unchanged int `json:"unchanged"` // of those compared, without the drift that stayed
	LeftOut   int `json:"left_out"`  // findings of one result that the other did not look at
}

// BaselineChange is a baseline of which the two used different contents.
type BaselineChange struct {
	Name   string   `json:"name"`
	Before []string `json:"before"` // digests, "sha256:" and 64 hex digits, sorted; empty: not used
	After  []string `json:"after"`
}

// State says whether both results have a cluster.
type State string

// States of a cluster.
const (
	Compared State = "compared"
	Appeared State = "appeared" // only the later result has it
	Vanished State = "vanished" // only the earlier one has it
	LeftOut  State = "left-out" // one result is a shard that it may not be part of
)

// Cluster is what changed in a cluster.
type Cluster struct {
	Name      string           `json:"name"`
	WasNamed  string           `json:"was_named,omitempty"` // another name of it in the earlier result
	State     State            `json:"state"`
	Moment    baselines.Moment `json:"moment,omitempty"`     // of the later result
	WasMoment baselines.Moment `json:"was_moment,omitempty"` // of the earlier one
	Counts    Counts           `json:"counts"`
	Nodes     []NodeChange     `json:"nodes"`    // sorted by name
	Findings  []Change         `json:"findings"` // sorted by class, severity, id and node
	Omitted   []Omission       `json:"omitted,omitempty"`
}

// NodeChange is a node that one of the results has or knows, and the other not.
type NodeChange struct {
	Class    Class        `json:"class"`
	Name     string       `json:"name"`
	WasNamed string       `json:"was_named,omitempty"`
	Was      report.State `json:"was,omitempty"`
	Now      report.State `json:"now,omitempty"`
	Problem  string       `json:"problem,omitempty"` // why it is not known now
	// Drift is what drifts on it: in the later result, or in the earlier one when the
	// later does not know.
	Drift int `json:"drift"`
}

// Change is what became of a finding.
type Change struct {
	Class  Class  `json:"class"`
	ID     string `json:"id"`             // "hotfix/KB2552040"
	Family string `json:"family"`         // "hotfix"
	Node   string `json:"node,omitempty"` // as the later result names it; empty: the cluster as a whole
	Title  string `json:"title,omitempty"`
	// Was and Now are the verdicts; empty: there was no such finding.
	Was         checks.Status      `json:"was,omitempty"`
	Now         checks.Status      `json:"now,omitempty"`
	Severity    baselines.Severity `json:"severity"`
	WasSeverity baselines.Severity `json:"was_severity,omitempty"` // where it is another
	Want        string             `json:"want,omitempty"`
	WasWant     string             `json:"was_want,omitempty"` // where it is another
	Got         string             `json:"got,omitempty"`
	WasGot      string             `json:"was_got,omitempty"` // where it is another
	Reason      string             `json:"reason,omitempty"`  // of the later verdict
	Waiver      string             `json:"waiver,omitempty"`  // that holds, or that has ended
	Brief       string             `json:"brief,omitempty"`   // the fix in a few words, of drift
	// OtherRules: another baseline, or version of the program, judged it.
	OtherRules bool `json:"other_rules,omitempty"`
	// Since is when the drift began; zero when no history knows.
	Since  time.Time `json:"since,omitzero"`
	Counts bool      `json:"counts,omitempty"` // whether it counts for the exit code
	// Fingerprint is that of the later finding, or of the earlier one when it is gone.
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Omission is what only one of the results looked at.
type Omission struct {
	Text     string `json:"text"` // "before: narrowed by --only hotfix"
	Findings int    `json:"findings"`
	Drift    int    `json:"drift"` // of those
}
