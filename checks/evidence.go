package checks

import (
	"fmt"
	"strings"
	"time"
)

// Evidence, Difference, Moment and Path are the particulars of a finding. A report
// prints them as they are, so their JSON keys are part of its format.

// Evidence is one observation.
type Evidence struct {
	Observed string    `json:"observed"`
	Source   string    `json:"source,omitempty"` // the query or command that showed it
	At       time.Time `json:"at,omitzero"`      // when the node was asked, UTC
	// From and To bound what the source covers, UTC: of a log that was searched, its first
	// and last moment.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Examined is how many records were searched; nil: it is not about records.
	Examined *int `json:"examined,omitempty"`
}

// String is the observation with what it covers, and its source: "no event 1135 among 12
// since 2026-10-28 20:48:47 UTC; wevtutil ...".
func (e Evidence) String() string { return strings.TrimSuffix(e.Text()+"; "+e.Source, "; ") }

// Text is the observation with what it covers, without its source.
func (e Evidence) Text() string {
	text := e.Observed
	if e.Examined != nil {
		text += fmt.Sprintf(" among %d", *e.Examined)
	}
	if !e.From.IsZero() {
		text += " since " + moment(e.From)
	}
	return text
}

// Difference is one thing in which nodes differ.
type Difference struct {
	Aspect   string      `json:"aspect"`             // "chimney"
	Majority string      `json:"majority,omitempty"` // the value of most nodes; empty: there is none
	Values   []NodeValue `json:"values"`             // sorted by node
}

// NodeValue is what one node has.
type NodeValue struct {
	Node  string `json:"node"`
	Value string `json:"value"`
}

// Moment is something that happened on a node.
type Moment struct {
	At   time.Time `json:"at"`   // UTC
	Kind string    `json:"kind"` // MomentFlip, MomentBack or MomentEvent
	Text string    `json:"text"`
}

// Kinds of moments.
const (
	MomentFlip  = "flip"  // a network left the Domain profile
	MomentBack  = "back"  // it came back
	MomentEvent = "event" // the cluster lost a node, its quorum or a network
)

// Path is the way from the finding's node to one address of another.
type Path struct {
	To       string `json:"to"`      // the host name of the other node
	Network  string `json:"network"` // the cluster network that the address is on
	Address  string `json:"address"`
	Sent     int    `json:"sent"`     // echo requests
	Answered int    `json:"answered"` // of them
	Longest  int    `json:"longest"`  // round trip in ms; 0 also when none was answered
}

// inUTC writes the times of a finding in UTC, whatever zone its facts use.
func (f *Finding) inUTC() {
	for i := range f.Evidence {
		e := &f.Evidence[i]
		e.At, e.From, e.To = e.At.UTC(), e.From.UTC(), e.To.UTC()
	}
	for i := range f.Timeline {
		f.Timeline[i].At = f.Timeline[i].At.UTC()
	}
}
