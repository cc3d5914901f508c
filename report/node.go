package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// State says how much of a node could be judged.
type State string

// Node states.
const (
	Scanned     State = "scanned"     // every requirement was decided
	Partial     State = "partial"     // the node answered, but something is unknown
	Unreachable State = "unreachable" // the node could not be read at all
	// NotRead: the scan was interrupted before the node was read, or the machine
	// that scans failed, which says nothing of the node.
	NotRead State = "not-read"
)

// Words is the state as people write it, "not read".
func (s State) Words() string { return strings.ReplaceAll(string(s), "-", " ") }

// Node is one node of a cluster.
type Node struct {
	Name     string    `json:"name"`              // as the user named it
	Address  string    `json:"address,omitempty"` // what was connected to, "192.0.2.1:5985"
	State    State     `json:"state"`
	ReadAs   string    `json:"read_as,omitempty"`  // the account that read it, "user@REALM", "DOMAIN\\user" or "current user DOMAIN\\user"
	Host     string    `json:"host,omitempty"`     // as the node calls itself, "NODE1"
	OS       string    `json:"os,omitempty"`       // "Windows Server 2008 R2 SP1 (build 7601)"
	Build    int       `json:"build,omitempty"`    // 7601
	Baseline string    `json:"baseline,omitempty"` // its name, "ws2008r2-sp1"
	Started  time.Time `json:"started,omitzero"`   // of the reading, UTC
	Finished time.Time `json:"finished,omitzero"`  // of the reading, UTC
	// Took is how long reading it took, to the millisecond.
	Took time.Duration `json:"-"`
	// AgeSeconds is how old the facts were when the result was made; nil when they
	// have no date, or one in the future.
	AgeSeconds *int64 `json:"age_seconds,omitempty"`
	// Problem says why the node could not be read, or could not be judged.
	Problem *facts.Problem `json:"problem,omitempty"`
	// Weaknesses are what would have let another machine impersonate the node.
	Weaknesses []string      `json:"weaknesses,omitempty"`
	Traffic    facts.Traffic `json:"traffic,omitzero"` // of the reading
	Counts     Counts        `json:"counts"`           // of its own findings
	// Change is that of a node without findings, as Finding.Change.
	Change Change `json:"baseline_state,omitempty"`
}

func newNode(s checks.Subject, findings []Finding, in Input) Node {
	n := Node{
		Name:       s.Facts.Name,
		Address:    s.Facts.Address,
		ReadAs:     s.Facts.ReadAs,
		Host:       s.Facts.OS.HostName,
		OS:         s.Facts.OS.WindowsName(),
		Build:      s.Facts.OS.Build,
		Started:    toSecond(s.Facts.Started),
		Finished:   toSecond(s.Facts.Finished),
		Took:       took(s.Facts.Started, s.Facts.Finished),
		Problem:    s.Facts.Problem,
		Weaknesses: s.Facts.Weaknesses,
		Traffic:    s.Facts.Traffic,
		Counts:     Count(findings),
	}
	oldest, _ := s.Facts.ReadBetween()
	if age := in.clock().age(oldest); age != nil {
		n.AgeSeconds = new(int64(age.Seconds()))
	}
	if s.Baseline != nil {
		n.Baseline = s.Baseline.Name
	}
	mute := judged(findings) == 0 && newNarrowing(in.Only, in.Skip, nil) == nil
	n.State = state(s, n.Counts, mute)
	if n.State == Partial {
		n.Problem = cmp.Or(s.Facts.LocalProblem(), unjudged(s, mute))
	}
	return n
}

// state: a node without a baseline, or one that is mute, was not judged, and must not
// look as if it had passed. Mute is a node on which nothing was found although the user
// left nothing out.
func state(s checks.Subject, c Counts, mute bool) State {
	switch {
	case s.Facts.Problem != nil && cutOff(*s.Facts.Problem):
		return NotRead
	case s.Facts.Problem != nil:
		return Unreachable
	case c.Unknown > 0, s.Baseline == nil, mute:
		return Partial
	}
	return Scanned
}

// cutOff reports whether a problem lies with the scan, or with what was kept of it, and
// not with the node.
func cutOff(p facts.Problem) bool {
	return slices.Contains([]string{facts.KindLocal, facts.KindInterrupted, facts.KindNotTried, facts.KindMissing, facts.KindStale, facts.KindFuture}, p.Kind)
}

// unjudged says why a node that answered was not judged, nil when it was.
func unjudged(s checks.Subject, mute bool) *facts.Problem {
	switch {
	case s.Baseline == nil:
		return &facts.Problem{Kind: kindNoBaseline, Message: cmp.Or(s.Problem, "no baseline applies to the node")}
	case mute:
		return &facts.Problem{Kind: kindNotJudged, Message: "no requirement was judged on the node"}
	}
	return nil
}

// Dark reports whether nothing is known about the node: it is Unreachable or NotRead.
func (n Node) Dark() bool { return n.State == Unreachable || n.State == NotRead }

// unjudged reports whether the node was not read, or read in vain.
func (n Node) unjudged() bool {
	return n.Dark() || n.State == Partial && n.Counts.Unknown == 0
}

// ProblemText is why the node was not judged and, in a second line if there is
// one, what to do about it. The node must have a Problem.
func (n Node) ProblemText() string {
	return strings.TrimSuffix(n.Problem.Message+"\n"+n.Problem.Hint, "\n")
}
