package checks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestRemedyOfVerdict: a remedy comes with drift alone, and only with one that it mends.
func TestRemedyOfVerdict(t *testing.T) {
	own := &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"mend.exe"}}
	restarts := &baselines.Remedy{Scope: baselines.OnNode, Restart: true}
	tests := map[string]struct {
		verdict    verdict
		provenance baselines.Provenance
		want       *baselines.Remedy
	}{
		"drift":         {drifted("a", "b"), baselines.Sourced, own},
		"pass":          {passed("a", "b"), baselines.Sourced, nil},
		"unknown":       {unknown("a", facts.GapDenied.Of("b")), baselines.Sourced, nil},
		"unconfirmed":   {drifted("a", "b"), baselines.Unconfirmed, nil},
		"by hand":       {drifted("a", "b").fixedByHand(), baselines.Sourced, nil},
		"needs restart": {drifted("a", "b").needsRestart(), baselines.Sourced, restarts},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := tt.verdict.finding(baselines.Requirement{ID: "a/b", Provenance: tt.provenance, Remedy: own}, "c")
			if diff := cmp.Diff(tt.want, f.Remedy); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFirewallRemedy: a rule is no remedy where something blocks, or where local
// rules do not count.
func TestFirewallRemedy(t *testing.T) {
	tests := map[string]struct {
		change func(*facts.Node)
		mends  bool
	}{
		"no rule":  {func(n *facts.Node) { n.Firewall.Local.Rules = n.Firewall.Local.Rules[2:] }, true},
		"blocked":  {func(n *facts.Node) { n.Firewall.Policy = policyRules(blockUDP("b")) }, false},
		"shielded": {func(n *facts.Node) { n.Firewall.Local.Profiles[2].DoNotAllowExceptions = new(1) }, false},
		"no merge": {func(n *facts.Node) {
			n.Firewall.Policy = policyRules()
			n.Firewall.Policy.Profiles = profiles(facts.FirewallProfile{AllowLocalPolicyMerge: new(0)}, "domain", "private", "public")
		}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			n := testNode("NODE1")
			tt.change(n)
			b := testBaseline()
			for i := range b.Firewall {
				b.Firewall[i].Remedy = &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"mend.exe"}}
			}
			drifts := 0
			for _, f := range firewallFindings(newEvaluation(Cluster{}), Subject{Facts: n, Baseline: b}) {
				if f.Status != Drift {
					continue
				}
				drifts++
				if (f.Remedy != nil) != tt.mends {
					t.Errorf("%s: %s: remedy %v", f.ID, f.Reason, f.Remedy)
				}
			}
			if drifts == 0 {
				t.Error("nothing drifts")
			}
		})
	}
}
