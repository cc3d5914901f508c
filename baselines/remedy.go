package baselines

import (
	"gopkg.in/yaml.v3"
)

// Remedy fixes every drift of a requirement as it is, without a person's
// decision. The program never runs it. Reports print it, so its JSON keys are part
// of their format.
type Remedy struct {
	Scope   Scope `baseline:"scope,default=node" json:"scope"`
	Restart bool  `baseline:"restart" json:"restart,omitempty"` // the node must restart afterwards
	// Cmd are lines for the command prompt of Windows Server 2008 R2, PowerShell
	// those for later versions: printable ASCII, run in this order.
	Cmd        []string `baseline:"cmd" json:"cmd,omitempty"`
	PowerShell []string `baseline:"powershell" json:"powershell,omitempty"`
	// Package is the update to install, "KB2552040"; its file is for a person to fetch.
	Package string `json:"package,omitempty"`
}

// Scope is where a remedy is run.
type Scope string

// Scopes.
const (
	OnNode    Scope = "node"    // on each node that drifts
	OnCluster Scope = "cluster" // once, on any node
)

// verifyRemedy checks that a remedy does something, and does it safely.
func (t *tree) verifyRemedy(id string, r *Remedy, n *yaml.Node) {
	switch {
	case r == nil:
	case !r.Restart && len(r.Cmd)+len(r.PowerShell) == 0:
		t.fail(n, "the remedy of "+id+" has no cmd, no powershell and no restart", "")
	case r.Restart && r.Scope == OnCluster:
		t.fail(n, "the remedy of "+id+" is for the cluster and requires a restart", "nodes restart one at a time: leave scope out")
	}
}
