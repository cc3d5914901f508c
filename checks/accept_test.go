package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestAcceptInstead(t *testing.T) {
	runCases(t, "hotfix/"+kbNetwork, []verdictCase{
		{name: "drift, accepted", status: Pass, reason: "accepted because firewall/cluster-udp-3343-in passes"},
		{name: "unknown, accepted", status: Pass, change: func(n *facts.Node, _ *baselines.Baseline) { n.Hotfixes.State = facts.Failed }},
		{name: "drift, the other drifts", status: Drift, change: func(n *facts.Node, _ *baselines.Baseline) { n.Firewall.Policy = policyRules(blockUDP("b")) }},
		{name: "drift, the other is unknown", status: Unknown, missing: "firewall/cluster-udp-3343-in: ", change: func(n *facts.Node, _ *baselines.Baseline) {
			n.Firewall.Policy.State = facts.Failed
		}},
		{name: "nothing to accept", status: Drift, change: func(_ *facts.Node, b *baselines.Baseline) {
			b.Hotfixes[3].AcceptInstead = []string{"firewall/other"}
		}},
	})
	if f := judgeOne(t, "hotfix/"+kbNetwork, nil); f.AcceptedBy != "firewall/cluster-udp-3343-in" {
		t.Errorf("accepted by %q", f.AcceptedBy)
	}
	if f := judgeOne(t, "hotfix/"+kbOwn, nil); f.AcceptedBy != "" {
		t.Errorf("a hotfix that is installed is accepted by %q", f.AcceptedBy)
	}
}

// TestAcceptanceIsNotPassedOn: a hotfix that passes only by acceptance makes
// no other one pass.
func TestAcceptanceIsNotPassedOn(t *testing.T) {
	f := judgeOne(t, "hotfix/"+kbCore, func(n *facts.Node, b *baselines.Baseline) {
		n.OS.Installation = "core"
		b.Hotfixes[1].AcceptInstead = []string{"hotfix/" + kbNetwork}
	})
	if f.Status != Drift {
		t.Errorf("status %s, want drift", f.Status)
	}
}
