package firewall

import (
	"fmt"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestDecision is the order of MS-FASP, for each profile and by each store: off,
// shielded, block, allow, default action. What device management says alone, or
// against the others, decides nothing.
func TestDecision(t *testing.T) {
	tests := []struct {
		name              string
		set               facts.FirewallProfile
		rules             []string // actions
		local, group, mdm Outcome
	}{
		{name: "nothing", local: Blocked, group: Blocked, mdm: Blocked},
		{name: "off", set: facts.FirewallProfile{EnableFirewall: new(0)}, rules: []string{"block"}, local: Allowed, group: Allowed, mdm: Undecided},
		{name: "shielded", set: facts.FirewallProfile{DoNotAllowExceptions: new(1)}, rules: []string{"allow"}, local: Blocked, group: Blocked, mdm: Undecided},
		{name: "off and shielded", set: facts.FirewallProfile{EnableFirewall: new(0), DoNotAllowExceptions: new(1)}, local: Allowed, group: Allowed, mdm: Undecided},
		{name: "block", rules: []string{"block"}, local: Blocked, group: Blocked, mdm: Blocked},
		{name: "block and allow", rules: []string{"allow", "block"}, local: Blocked, group: Blocked, mdm: Undecided},
		{name: "allow", rules: []string{"allow"}, local: Allowed, group: Allowed, mdm: Undecided},
		{name: "bypass", rules: []string{"bypass"}, local: Blocked, group: Blocked, mdm: Blocked},
		{name: "bypass and block", rules: []string{"bypass", "block"}, local: Blocked, group: Blocked, mdm: Blocked},
		{name: "allowed by default", set: facts.FirewallProfile{DefaultInboundAction: new(0)}, local: Allowed, group: Allowed, mdm: Undecided},
		{name: "blocked despite the default", set: facts.FirewallProfile{DefaultInboundAction: new(0)}, rules: []string{"block"}, local: Blocked, group: Blocked, mdm: Undecided},
		{name: "blocked by default", set: facts.FirewallProfile{DefaultInboundAction: new(1)}, local: Blocked, group: Blocked, mdm: Blocked},
		{name: "local rules do not count", set: facts.FirewallProfile{AllowLocalPolicyMerge: new(0)}, rules: []string{"allow"}, local: Allowed, group: Allowed, mdm: Undecided},
	}
	for _, tt := range tests {
		for _, profile := range Profiles() {
			for where, want := range map[string]Outcome{localName: tt.local, policyName: tt.group, mdmName: tt.mdm} {
				n := stores(profile, where, tt.set, tt.rules)
				got := New(n).Rule(baselines.FirewallRule{Direction: "in", Protocol: udp, LocalPort: 3343, RemotePort: 3343, Program: "System"}, profile, Paths{})
				if got.Outcome != want {
					t.Errorf("%s, by the %s store, %s: %s (%s; %s), want %s", tt.name, where, profile, got.Outcome, got.Why, got.Missing, want)
				}
			}
		}
	}
}

// stores are those of a node whose firewall is on, one of which has settings and rules.
func stores(profile, where string, set facts.FirewallProfile, actions []string) *facts.Node {
	collected := facts.Section{State: facts.Collected, Source: where}
	other := facts.FirewallRule{ID: "other", Action: "allow", Active: true, Direction: "in", Protocol: tcp}
	n := &facts.Node{Firewall: facts.Firewall{
		Local:  facts.FirewallStore{Section: collected, Keys: []string{"FirewallRules"}, Rules: []facts.FirewallRule{other}},
		Policy: facts.FirewallStore{Section: collected, Keys: []string{"FirewallRules"}},
		MDM:    facts.FirewallStore{Section: collected, Keys: []string{"Mdm"}},
	}}
	on := facts.FirewallProfile{Name: profile, EnableFirewall: new(1)}
	s := map[string]*facts.FirewallStore{localName: &n.Firewall.Local, policyName: &n.Firewall.Policy, mdmName: &n.Firewall.MDM}[where]
	set.Name = profile
	if where == localName {
		if set.EnableFirewall == nil {
			set.EnableFirewall = new(1)
		}
	} else {
		n.Firewall.Local.Profiles = []facts.FirewallProfile{on}
	}
	s.Profiles = []facts.FirewallProfile{set}
	for i, action := range actions {
		s.Rules = append(s.Rules, facts.FirewallRule{ID: fmt.Sprint(i), Action: action, Active: true, Direction: "in", Protocol: udp, LocalPorts: []string{"3343"}, Program: "System"})
	}
	return n
}

// TestShieldedByAny: a policy does not lift the shielding of the local store.
func TestShieldedByAny(t *testing.T) {
	n := stores("domain", policyName, facts.FirewallProfile{DoNotAllowExceptions: new(0)}, []string{"allow"})
	n.Firewall.Local.Profiles[0].DoNotAllowExceptions = new(1)
	got := New(n).Rule(baselines.FirewallRule{Direction: "in", Protocol: udp, LocalPort: 3343, RemotePort: 3343, Program: "System"}, "domain", Paths{})
	if got.Outcome != Blocked {
		t.Errorf("%s (%s)", got.Outcome, got.Why)
	}
}
