// Package notify reports to people and programs what changed in a cluster.
//
// In go results and what was reported to each sink before; out come messages, which the history
// keeps in the transaction of the run until they are delivered: by a webhook, a mail or a
// command. A change is reported to a sink once. What drifts is new, changes, is fixed or waived;
// a node that was not read is not fixed. A message may arrive twice when the program ends
// between sending it and noting that, and then has the same key. The package judges nothing,
// takes a secret only from the function that it is given, and repeats nothing that a receiver
// answers.
//
// compare.go finds out what changed, load.go reads which sinks there are, and dispatch.go
// sends what is pending.
package notify

import (
	"time"

	"github.com/clusterdrift/clusterdrift/report/diff"
)

// Format is the version of the JSON form of a message, and Document says what it is.
const (
	Format   = 1
	Document = "clusterdrift notice"
)

// Kind says why there is a message.
type Kind string

// Kinds of messages.
const (
	Changed  Kind = "change"
	Reminder Kind = "reminder" // nothing changed, and drift has been there for long
	Test     Kind = "test"     // by clusterdrift notify test
)

// Message is what is reported to a sink of a cluster. Its texts are cleaned.
type Message struct {
	Format   int       `json:"format"`   // the constant Format
	Document string    `json:"document"` // the constant Document
	Key      string    `json:"key"`      // the same whenever the message is sent
	Kind     Kind      `json:"kind"`
	Scope    string    `json:"scope"` // "the inventory nodes.yaml"
	Run      string    `json:"run"`   // its ID in the history
	Cluster  string    `json:"cluster"`
	At       time.Time `json:"at"` // UTC; when the cluster was judged
	// Drift and Unknown are the numbers of findings of the cluster now, of any severity.
	Drift   int `json:"drift"`
	Unknown int `json:"unknown"`
	// Changes are how many findings and nodes there are of each class; a class without any is
	// absent.
	Changes map[diff.Class]int `json:"changes"`
	Nodes   []diff.NodeChange  `json:"nodes"`
	// Findings are the gravest first, and at most MaxFindings; Omitted is how many more
	// there are.
	Findings []diff.Change `json:"findings"`
	Omitted  int           `json:"omitted"`
}

// MaxFindings is how many findings, and how many nodes, a message lists.
const MaxFindings = 100

// Summary is what changed in a few words: "2 new, 1 fixed; 1 node not read".
func (m *Message) Summary() string {
	if m.Kind == Test {
		return "a test: notices arrive here"
	}
	return diff.Counts{Changes: m.Changes}.Summary()
}
