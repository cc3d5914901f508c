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
	"github.com/clusterdrift/clusterdrift/checks/waiver"
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
	UnusedWaivers []waiver.Waiver `json:"unused_waivers,omitempty"`
	Clusters      []Cluster       `json:"clusters"` // sorted by name
	Counts        Totals          `json:"counts"`   // over all clusters
	Exit          Exit            `json:"exit"`
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
	Findings []Finding `json:"findings"` // sorted by node, then id; cluster-wide ones first
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
	Evidence   []checks.Evidence    `json:"evidence,omitempty"`
	Why        string               `json:"why,omitempty" text:"lines"`
	Fix        string               `json:"fix,omitempty" text:"lines"`
	Reference  string               `json:"reference,omitempty"`
	Provenance baselines.Provenance `json:"provenance,omitempty"`
	AcceptedBy string               `json:"accepted_by,omitempty"` // the finding that makes this one pass in its stead
	Lists      []string             `json:"lists,omitempty"`       // the list articles that name the subject
	Origin     baselines.Position   `json:"origin,omitzero"`
	// Differences are what nodes do not have in common, for a finding that
	// compares them.
	Differences []checks.Difference `json:"differences,omitempty"`
	// Timeline is what happened when, the oldest first, for a finding about events.
	Timeline []checks.Moment `json:"timeline,omitempty"`
	// Paths are the ways to other nodes that were measured, for latency/round-trip.
	Paths  []checks.Path  `json:"paths,omitempty"`
	Waiver *checks.Waiver `json:"waiver,omitempty"`
	// Remedy mends the drift as it stands; nil: a person decides. Only with drift.
	Remedy *baselines.Remedy `json:"remedy,omitempty"`
}
