package baselines

import (
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Remedy mends every drift of a requirement as it stands, without a person's
// decision. The package never runs it.
type Remedy struct {
	Scope   Scope
	Restart bool // the node must restart afterwards
	// Cmd are lines for the command prompt of Windows Server 2008 R2, PowerShell
	// those for later versions: printable ASCII, run in this order.
	Cmd, PowerShell []string
	// Package is the update to install, "KB2552040"; its file is for a person to fetch.
	Package string
}

// Scope is where a remedy is run.
type Scope string

// Scopes.
const (
	OnNode    Scope = "node"    // on each node that drifts
	OnCluster Scope = "cluster" // once, on any node
)

// remedy reads one; nil for none.
func remedy(n *yaml.Node) *Remedy {
	if n == nil {
		return nil
	}
	r := &Remedy{
		Scope: OnNode, Restart: flag(strict.Get(n, "restart")),
		Cmd: strict.Texts(n, "cmd"), PowerShell: strict.Texts(n, "powershell"),
	}
	if strict.Text(n, "scope") == string(OnCluster) {
		r.Scope = OnCluster
	}
	return r
}

// verifyRemedy checks that a remedy does something, and does it safely.
func (t *tree) verifyRemedy(id string, n *yaml.Node) {
	r := remedy(n)
	switch {
	case r == nil:
	case !r.Restart && len(r.Cmd)+len(r.PowerShell) == 0:
		t.fail(n, "the remedy of "+id+" has no cmd, no powershell and no restart", "")
	case r.Restart && r.Scope == OnCluster:
		t.fail(n, "the remedy of "+id+" is for the cluster and asks for a restart", "nodes restart one at a time: leave scope out")
	}
}

// outdate drops the remedies of requirements that a file changes: a remedy mends
// what it was written for.
func (t *tree) outdate(body *yaml.Node) {
	known := requirements(t.root)
	for id, above := range requirements(body) {
		below := known[id]
		if old := strict.Get(below, "remedy"); old != nil && changes(above) {
			t.drop(old)
		}
	}
}

// changes tells whether a file says of a requirement more than how it is told
// and how much it matters.
func changes(requirement *yaml.Node) bool {
	told := []string{"kb", "id", "name", "title", "severity", "why", "reference", "provenance", "remedy", "default", "related_to"}
	for key := range strict.Pairs(requirement) {
		if !slices.Contains(told, key.Value) {
			return true
		}
	}
	return false
}
