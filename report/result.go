// Package report turns findings into a result and prints it.
//
// In go the clusters of a scan with their findings; out come one Result, which
// carries the exit code, and its forms, which FORMATS.md describes. Every form
// says the same: a renderer judges nothing. Text that came from a node is cleaned before
// it is printed. The package never reads a node and never changes a finding.
package report

import (
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Format is the version of the JSON form.
const Format = 1

// Result is one scan. It is what the JSON form prints.
type Result struct {
	Format    int            `json:"format"`
	Tool      Tool           `json:"tool"`
	Started   time.Time      `json:"started"`  // UTC
	Finished  time.Time      `json:"finished"` // UTC
	Baselines []BaselineUsed `json:"baselines"`
	// Warnings say what makes the answers of nodes less than certain, however
	// they were judged: "TLS versions before 1.2 were allowed (2 of 8 nodes: HV01, HV03)".
	Warnings []string `json:"warnings,omitempty"`
	// UnusedWaivers concern nothing that was found, in the order of their files.
	UnusedWaivers []UnusedWaiver `json:"unused_waivers,omitempty"`
	Clusters      []Cluster      `json:"clusters"` // sorted by name
	Counts        Totals         `json:"counts"`   // over all clusters
	Exit          Exit           `json:"exit"`
}

// Tool is the program that made the result.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// BaselineUsed is a baseline that at least one node was judged by.
type BaselineUsed struct {
	Name     string         `json:"name"`
	Title    string         `json:"title,omitempty"`
	Reviewed string         `json:"reviewed,omitempty"` // a date, "2026-11-22"
	Digest   string         `json:"digest"`             // "sha256:" and 64 hex digits, over the digests of Files
	Files    []BaselineFile `json:"files"`              // the file itself, then what it extends
}

// BaselineFile is one file of a baseline.
type BaselineFile struct {
	Path     string `json:"path"`
	Reviewed string `json:"reviewed,omitempty"` // a date
	Digest   string `json:"digest,omitempty"`
}

// Verdict is what a scan says of a cluster.
type Verdict string

// Verdicts. A cluster that drifts is VerdictDrift even when it could not be
// read completely; its counts tell.
const (
	VerdictPass       Verdict = "pass"
	VerdictDrift      Verdict = "drift"
	VerdictIncomplete Verdict = "incomplete"
)

// Cluster is a group of nodes that were judged together.
type Cluster struct {
	Name     string    `json:"name"`
	Verdict  Verdict   `json:"verdict"`
	Counts   Totals    `json:"counts"`
	Nodes    []Node    `json:"nodes"`    // sorted by name
	Findings []Finding `json:"findings"` // sorted by node, then id; cluster-wide ones first, an unknown node/identity before the others of its node
}

// State tells how much of a node could be judged.
type State string

// Node states.
const (
	Scanned     State = "scanned"     // every requirement was decided
	Partial     State = "partial"     // the node answered, but something is unknown
	Unreachable State = "unreachable" // the node could not be read at all
	// NotRead: the machine that scans failed before the node was asked, which
	// says nothing of the node.
	NotRead State = "not-read"
)

// Words is the state as people write it.
func (s State) Words() string { return strings.ReplaceAll(string(s), "-", " ") }

// Node is one node of a cluster.
type Node struct {
	Name     string    `json:"name"` // as the user named it
	Address  string    `json:"address,omitempty"`
	State    State     `json:"state"`
	Host     string    `json:"host,omitempty"`     // as the node calls itself, "NODE1"
	OS       string    `json:"os,omitempty"`       // "Windows Server 2008 R2 SP1 (build 7601)"
	Build    int       `json:"build,omitempty"`    // 7601
	Baseline string    `json:"baseline,omitempty"` // its name
	Started  time.Time `json:"started,omitzero"`   // UTC
	Finished time.Time `json:"finished,omitzero"`  // UTC
	// Problem says why the node could not be read, or could not be judged.
	Problem *facts.Problem `json:"problem,omitempty"`
	// Weaknesses would have let somebody else answer in the node's name.
	Weaknesses []string      `json:"weaknesses,omitempty"`
	Traffic    facts.Traffic `json:"traffic,omitzero"`
	Counts     Counts        `json:"counts"`
}

// Finding is one verdict on one subject.
type Finding struct {
	ID         string               `json:"id"`             // "hotfix/KB2552040"
	Family     string               `json:"family"`         // "hotfix"
	Node       string               `json:"node,omitempty"` // empty: about the cluster as a whole
	Status     checks.Status        `json:"status"`
	Severity   baselines.Severity   `json:"severity"`
	Title      string               `json:"title,omitempty"`
	Want       string               `json:"want,omitempty"`
	Got        string               `json:"got,omitempty"`
	Reason     string               `json:"reason,omitempty"` // how the evidence leads to the status, or why it is waived
	Missing    []string             `json:"missing,omitempty"`
	Evidence   []Evidence           `json:"evidence,omitempty"`
	Why        string               `json:"why,omitempty" text:"lines"`
	Fix        string               `json:"fix,omitempty" text:"lines"`
	Reference  string               `json:"reference,omitempty"`
	Provenance baselines.Provenance `json:"provenance,omitempty"`
	AcceptedBy string               `json:"accepted_by,omitempty"` // the finding that makes this one pass in its stead
	Lists      []string             `json:"lists,omitempty"`       // the list articles that name the subject
	Origin     Origin               `json:"origin,omitzero"`
	// Differences are what nodes do not have in common, for a finding that
	// compares them.
	Differences []Difference `json:"differences,omitempty"`
	// Timeline is what happened when, the oldest first, for a finding about events.
	Timeline []Moment `json:"timeline,omitempty"`
	// Paths are the ways to other nodes that were measured, for latency/round-trip.
	Paths  []Path  `json:"paths,omitempty"`
	Waiver *Waiver `json:"waiver,omitempty"`
	// Remedy mends the drift as it stands; nil: a person decides. Only with drift.
	Remedy *Remedy `json:"remedy,omitempty"`
}

// Path is the way from the finding's node to one address of another.
type Path struct {
	To       string `json:"to"`
	Network  string `json:"network"`
	Address  string `json:"address"`
	Sent     int    `json:"sent"` // echo requests
	Answered int    `json:"answered"`
	Longest  int    `json:"longest"` // round trip in ms; 0 also when none was answered
}

// Remedy is what mends a drift without a person's decision. It is never run by
// the program.
type Remedy struct {
	Scope      baselines.Scope `json:"scope"`
	Restart    bool            `json:"restart,omitempty"`    // the node must restart afterwards
	Cmd        []string        `json:"cmd,omitempty"`        // lines for the command prompt of Windows Server 2008 R2
	PowerShell []string        `json:"powershell,omitempty"` // lines for the PowerShell of later versions
	Package    string          `json:"package,omitempty"`    // the update to install, "KB2552040"
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
	Kind string    `json:"kind"` // "flip", "back" or "event"
	Text string    `json:"text"`
}

// Waiver is the word of somebody who answers for a finding. The finding is
// waived, or, after the last day of the waiver, stands as it was judged.
type Waiver struct {
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Ticket  string `json:"ticket,omitempty"`
	Expires string `json:"expires,omitempty"` // the last day on which it holds, "2026-12-31", UTC; empty: permanent
	Expired bool   `json:"expired,omitempty"`
	Origin  Origin `json:"origin,omitzero"`
}

// UnusedWaiver is a waiver that concerned no finding.
type UnusedWaiver struct {
	Finding string `json:"finding"` // the patterns, as they are written
	Node    string `json:"node,omitempty"`
	Cluster string `json:"cluster,omitempty"`
	Waiver
}

// Evidence is one observation.
type Evidence struct {
	Observed string    `json:"observed"`
	Source   string    `json:"source,omitempty"`
	At       time.Time `json:"at,omitzero"` // UTC
}

// Origin is where a requirement is written; Line and Column count from 1.
type Origin struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}
