// Package firewall works out what the firewall of a node does with traffic.
//
// In go the rule stores of the node and the traffic that a baseline requires;
// out comes whether each profile allows or blocks it, or why that is undecided.
// The stores are combined and the rules ordered as MS-FASP and MS-GPFAS say. The
// package gives no verdict and reads nothing but its arguments.
package firewall

import "github.com/clusterdrift/clusterdrift/remote/facts"

// Profiles are the names of the profiles, in the order of reports.
func Profiles() []string { return []string{"domain", "private", "public"} }

// Firewall is the firewall of one node. It works out the effective policy of a
// profile once, however much traffic is ruled on; it is not safe for concurrent
// use.
type Firewall struct {
	stores     facts.Firewall
	windowsDir string            // empty when it is not known
	windows    version           // zero when it is not known
	policies   map[string]policy // by profile
}

// New takes the stores of a node. They must not change afterwards.
func New(n *facts.Node) *Firewall {
	f := &Firewall{stores: n.Firewall, policies: map[string]policy{}}
	if n.OS.State == facts.Collected {
		f.windowsDir = n.OS.WindowsDir
		f.windows, _ = parseVersion(n.OS.Version)
	}
	return f
}

func (f *Firewall) policy(profile string) policy {
	p, ok := f.policies[profile]
	if !ok {
		p = effectivePolicy(f.stores, profile)
		f.policies[profile] = p
	}
	return p
}

// MergesLocal reports whether the policy lets local rules count in a profile.
func (f *Firewall) MergesLocal(profile string) bool { return f.policy(profile).mergesLocal }
