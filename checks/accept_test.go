package checks

import (
	"slices"
	"strings"
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

// TestAcceptedMember: a list counts a member that is accepted as accepted.
func TestAcceptedMember(t *testing.T) {
	named := func(_ *facts.Node, b *baselines.Baseline) {
		b.Lists[0].Members = append(b.Lists[0].Members, kbNetwork)
	}
	runCases(t, "hotfix-list/"+kbList, []verdictCase{
		{name: "accepted", change: named, status: Pass, got: "3 applicable members: 2 present, 1 accepted", reason: "or the site accepts"},
		{name: "accepted beside a missing one", status: Drift, got: "3 applicable members: 1 present, 1 accepted; missing: " + kbOwn,
			change: then(named, gone(without, pkg(kbPrint, 0x70)))},
		{name: "mitigated", status: Drift, got: "2 of 3 applicable members present; missing: " + kbNetwork, change: then(named, mitigated)},
	})
	f := judgeOne(t, "hotfix-list/"+kbList, named)
	if len(f.Evidence) != 1 || !strings.Contains(f.Evidence[0].Observed, kbNetwork+": not installed, accepted because firewall/cluster-udp-3343-in passes") {
		t.Errorf("evidence %v", f.Evidence)
	}
}

// mitigated has the firewall rule mitigate a hotfix instead of standing in for it.
func mitigated(_ *facts.Node, b *baselines.Baseline) {
	b.Hotfixes[3].MitigatedBy = baselines.Mitigation{Findings: b.Hotfixes[3].AcceptInstead, Severity: baselines.Medium}
	b.Hotfixes[3].AcceptInstead = nil
}

func TestMitigation(t *testing.T) {
	closed := func(n *facts.Node, _ *baselines.Baseline) { n.Firewall.Policy = policyRules(blockUDP("b")) }
	unread := func(n *facts.Node, _ *baselines.Baseline) { n.Firewall.Policy.State = facts.Failed }
	lost := func(n *facts.Node, _ *baselines.Baseline) { n.Hotfixes.State = facts.Failed }
	low := func(_ *facts.Node, b *baselines.Baseline) { b.Hotfixes[3].Severity = baselines.Low }
	tests := []struct {
		verdictCase
		severity baselines.Severity
		by       string
	}{
		{verdictCase{name: "passes", status: Drift, reason: "mitigated because firewall/cluster-udp-3343-in passes"}, baselines.Medium, "firewall/cluster-udp-3343-in"},
		{verdictCase{name: "drifts", change: closed, status: Drift}, baselines.High, ""},
		{verdictCase{name: "unknown", change: unread, status: Drift, reason: "whether the drift is mitigated is not known: firewall/cluster-udp-3343-in could not be judged"}, baselines.High, ""},
		{verdictCase{name: "never graver", change: low, status: Drift}, baselines.Low, "firewall/cluster-udp-3343-in"},
		{verdictCase{name: "hotfix unknown", change: lost, status: Unknown}, baselines.High, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			change := mitigated
			if tt.change != nil {
				change = then(mitigated, tt.change)
			}
			f := judgeOne(t, "hotfix/"+kbNetwork, change)
			tt.verify(t, f)
			if f.Severity != tt.severity || f.MitigatedBy != tt.by {
				t.Errorf("severity %s, mitigated by %q", f.Severity, f.MitigatedBy)
			}
			ofMitigation := func(e Evidence) bool { return strings.HasPrefix(e.Observed, "local store: ") }
			if slices.ContainsFunc(f.Evidence, ofMitigation) != (tt.by != "") {
				t.Errorf("evidence %v, mitigated by %q", f.Evidence, tt.by)
			}
		})
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
