package checks

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
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
	Want     string // what the baseline asks for, short
	Got      string // what was observed, short
	// Reason is one sentence: how the evidence leads to the status.
	Reason   string
	Evidence []Evidence
	// Missing names what would have been needed; only with Unknown.
	Missing []string

	Why        string
	Fix        string
	Reference  string
	Provenance baselines.Provenance
	// Remedy mends the drift as it stands; only with Drift. Nil: a person decides.
	Remedy *baselines.Remedy
	// AcceptedBy is the id of the finding that makes this one pass in its stead.
	AcceptedBy string
	Lists      []string // the list articles that name the subject
	Origin     baselines.Position
	// Differences are what nodes of a cluster do not have in common; only of
	// findings that compare nodes.
	Differences []Difference
	// Timeline is what happened when, the oldest first; only of findings about events.
	Timeline []Moment
	// Paths are the ways to other nodes that were measured; only of latency/round-trip.
	Paths []Path
	// Waiver is set when somebody has accepted the finding, or had until a day
	// that is past: only with Waived, or with Waiver.Expired.
	Waiver *Waiver
}

// Difference is one thing in which nodes differ.
type Difference struct {
	Aspect   string      // "chimney"
	Majority string      // the value that most nodes have; empty: there is none
	Values   []NodeValue // sorted by node
}

// NodeValue is what one node has.
type NodeValue struct{ Node, Value string }

// Path is the way from the finding's node to one address of another.
type Path struct {
	To, Network, Address string
	Sent, Answered       int // echo requests
	Longest              int // round trip in ms; 0 also when none was answered
}

// Moment is something that happened on a node.
type Moment struct {
	At   time.Time
	Kind string // MomentFlip, ...
	Text string
}

// Kinds of moments.
const (
	MomentFlip  = "flip"  // a network left the Domain profile
	MomentBack  = "back"  // it came back
	MomentEvent = "event" // the cluster lost a node, its quorum or a network
)

// Waiver is the word of somebody who answers for a finding.
type Waiver struct {
	Reason  string
	Owner   string
	Ticket  string    // may be empty
	Expires time.Time // the last day on which it holds, UTC; zero: permanent
	Expired bool      // the day is past, so the finding stands
	Origin  baselines.Position
}

// Evidence is one observation.
type Evidence struct {
	Observed string
	Source   string
	At       time.Time
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
