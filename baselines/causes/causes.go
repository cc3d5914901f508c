// Package causes holds what is known of the causes of incidents: what the logs of a
// cluster say in which words, and by which signs a cause is known.
//
// In goes YAML, embedded or of a site; out comes a Catalogue, or every problem with
// file, line and column. It reads no log and judges nothing.
package causes

import (
	"regexp"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Catalogue is all kinds of events and all causes that are known.
type Catalogue struct {
	Events []Event // in the order of the files
	Causes []Cause // in the order of the files
}

// Event is one kind of event, however the versions of Windows word it.
type Event struct {
	Kind     string // "node-lost"
	Title    string // with {node} and {peer}
	Abnormal bool   // a sign of trouble
	Seed     bool   // an incident begins with it
	// SeedLeast is how often it must come for that, within seconds.
	SeedLeast int
	// Background events are for comparisons only and not shown in a timeline.
	Background bool
	Lines      []Line
	Records    []Record
	Origin     strict.Position
}

// Line is one wording in a cluster log.
type Line struct {
	Contains   string         // with its case
	Pattern    *regexp.Regexp // must match as well; nil: nothing is taken out of the line
	Source     string
	Provenance baselines.Provenance
	Origin     strict.Position
}

// Record is one event of Windows. An event that comes without named data is
// recognised by its English message.
type Record struct {
	Provider   string
	Channel    string // where it is written
	ID         int
	Data       map[string]string // values that it must have; of Binary the text
	Message    *regexp.Regexp    // nil: the number is enough
	Peer       int               // which value names the other node, from 1; 0: none
	Subject    int               // which value names the node that it happened on; 0: that of the log
	Source     string
	Provenance baselines.Provenance
	Origin     strict.Position
}

// Verdict is how sure a cause is.
type Verdict string

// The verdicts, the surest first. Excluded is as sure as Shown.
const (
	Shown    Verdict = "shown"    // every sign is there, and nothing is against it
	Likely   Verdict = "likely"   // some sign is missing that is not decisive
	Possible Verdict = "possible" // a decisive sign could not be looked for
	Excluded Verdict = "excluded" // something is against it
)

// Cause is one cause of incidents.
type Cause struct {
	ID, Title, Why string
	Seeds          []string // kinds of events
	Must           []Condition
	Contradicts    []Condition
	Notes          []Condition
	Alone          bool    // one log of one node may show it
	Best           Verdict // the best verdict that it can get
	Findings       []string
	Fix            []string
	Sources        []string
	Provenance     baselines.Provenance
	Origin         strict.Position
}

// Condition is something that has to be so, or must not be.
type Condition struct {
	Text          string
	Events        []string // kinds; one of them is enough
	Test          string   // a comparison over events, nodes or facts; empty: the events alone
	At            At
	Before, After time.Duration // around the first loss of the node in question
	Least         int           // how many times, 1 or more
	First         string        // counts only before the first of this kind; empty: always
	Unsettled     []string      // kinds; one of them instead makes it unknown
	Finding       string        // of TestPortClosed
	Profile       string        // of TestPortClosed
	Core          bool          // without it the cause is not considered
	Unknown       Verdict       // the best verdict where nothing shows whether it is so
	Otherwise     Verdict       // the best verdict where it is not so
}

// At says whose logs count.
type At string

// The values of At. The peer is the other node of a loss.
const (
	AtSubject At = "subject"
	AtPeer    At = "peer"
	AtEither  At = "either" // subject or peer
	AtOthers  At = "others" // neither of them
	AtAny     At = "any"
)

// The values of Condition.Test.
const (
	TestProfileFlip   = "profile-flip"    // a domain network became Public
	TestPortClosed    = "port-closed"     // by the facts of the node
	TestVoteLacking   = "vote-lacking"    // by events, else by the facts of the cluster
	TestStayedOut     = "stayed-out"      // the subject did not join, or only after a firewall was changed
	TestLostOneSide   = "lost-one-side"   // subject or peer lost every route to the other
	TestLostOtherSide = "lost-other-side" // and so did the other
	TestBothRun       = "both-run"        // no gap in either log around the loss
	TestHeartbeatLost = "heartbeats-lost" // the subject lost a route to the peer
	TestOtherHeard    = "other-heard"     // the peer lost none to the subject
	TestStoodStill    = "stood-still"     // a gap in all logs of the subject, in which the loss begins
	TestOthersRun     = "others-run"      // no such gap in the logs of the others
	TestLostThrice    = "lost-thrice"     // as often as Least, in separate losses
	TestRising        = "rising"          // the seconds of the events rise
	TestRepeated      = "repeated-or-event"
)
