// Package history keeps the results of scans in a database: SQLite in a file, or
// PostgreSQL.
//
// In go results; out come the same results, in every format byte for byte as they
// were, and what only a row of them tells: since when a finding is what it is, how a
// cluster developed. The compressed report of each cluster and run is the truth. Next
// to it are spans, one for each time in which a finding did not change: an index that
// Reindex makes again from the reports. A run may have the facts by which it was judged,
// section by section, so that what several runs have in common is kept once. A run is
// recorded whole or not at all. The package judges nothing, and keeps nothing else.
//
// store.go opens a database, place.go says where it is, record.go and index.go write a
// run, result.go, runs.go, since.go and life.go read, and transfer.go carries runs from
// one history to another; the files that begin with facts do the same for facts.
// notice.go keeps the notices of runs, and lock.go lets one process at a time audit a scope.
// sqlite.go and postgres.go have all that differs.
package history

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Run is one recorded result, without its findings.
type Run struct {
	ID       string // 12 hexadecimal digits: a digest of the report
	Scope    string // runs of one scope are compared with each other, "the inventory nodes.yaml"
	Started  time.Time
	Finished time.Time
	Recorded time.Time
	Tool     string // the version that made the result, "1.2.0"
	Host     string // the machine that recorded it
	Exit     report.Exit
	Clusters []string // sorted by name
	Counts   Counts
	// Whole is false when the reports of the run were pruned: it has no Result any more.
	Whole bool
	Facts int // nodes whose facts were kept, see Store.EachFacts
}

// Counts are the numbers of nodes and findings of a run, or of a cluster in a run.
type Counts struct {
	Nodes   int `json:"nodes"`
	Dark    int `json:"dark"` // nodes that were not read
	Drift   int `json:"drift"`
	Unknown int `json:"unknown"`
	Pass    int `json:"pass"`
	Waived  int `json:"waived"`
}

// Subject is what a finding is about, within a cluster.
type Subject struct {
	Node string // empty: the cluster as a whole
	ID   string // "hotfix/KB2552040"
}

// Span is a time in which a finding did not change.
type Span struct {
	First       time.Time // the start of the first run that saw it so
	Last        time.Time // of the last one; zero: it lasts
	Status      checks.Status
	Severity    baselines.Severity
	Got         string // shortened
	Waiver      string // shortened
	Fingerprint string
	Ended       Ended // empty: it lasts
}

// Ended is why a span ended.
type Ended string

// Ends of spans.
const (
	Changed         Ended = "changed"
	NotObserved     Ended = "not-observed" // the node was not read, or the finding was left out
	RequirementGone Ended = "requirement-gone"
	NodeGone        Ended = "node-gone"
)

// Visit is a cluster in one run.
type Visit struct {
	Run            string // its ID
	Started        time.Time
	Counts         Counts
	Critical, High int // of the drift
}

// Error is what is wrong with a history, in our words, and what to do about it.
type Error struct {
	Message string
	Hint    string // may be empty
	// Err is what a caller may decide by, and never shown: fs.ErrNotExist when the history
	// or the run is not there, fs.ErrInvalid when what the user wrote is not understood.
	Err     error
	passing bool // it may be due to what another process does at this moment
	lost    bool // the connection to a server ended; another one may work
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Err }
