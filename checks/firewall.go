package checks

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// needFirewall requests the topology, too: remote addresses are compared with the
// peers'.
func needFirewall(b *baselines.Baseline, r *facts.Request) {
	if len(b.Firewall) > 0 {
		askFirewall(r)
		askTopology(r)
	}
}

func firewallFindings(e *evaluation, s Subject) []Finding {
	if len(s.Baseline.Firewall) == 0 {
		return nil
	}
	var found []Finding
	fw, paths := e.firewall(s.Facts), e.topology.pathsTo(s.Facts)
	for _, want := range s.Baseline.Firewall {
		want.Profiles = wantedProfiles(want)
		v, byPeer := judgeFirewall(s.Facts, fw, want, paths)
		if byPeer {
			v = v.with(peerEvidence(e.topology, paths.Peers)...)
		}
		found = append(found, v.finding(want.Requirement, wantedTraffic(want)))
	}
	return found
}

// wantedProfiles reads the profiles as those of a rule: none means all.
func wantedProfiles(want baselines.FirewallRule) []string {
	if len(want.Profiles) == 0 {
		return firewall.Profiles()
	}
	return want.Profiles
}

func wantedTraffic(want baselines.FirewallRule) string {
	return fmt.Sprintf("%sbound %s port %d of %s allowed (%s)", want.Direction,
		protocolName(want.Protocol), want.LocalPort, want.Program, strings.Join(want.Profiles, ", "))
}

func protocolName(n int) string {
	switch n {
	case 6:
		return "TCP"
	case 17:
		return "UDP"
	}
	return fmt.Sprintf("protocol %d", n)
}

// judgeFirewall judges the effective policy: what the rule stores, the
// profiles' settings and the defaults together do with the traffic. byPeer
// reports whether the addresses of the peers mattered.
func judgeFirewall(n *facts.Node, fw *firewall.Firewall, want baselines.FirewallRule, paths firewall.Paths) (v verdict, byPeer bool) {
	if missing := firewallInForce(n.Services); !missing.IsZero() {
		return unknown("it is not known whether the rules in the registry are in force", missing), false
	}
	var got, reasons wording.Grouped
	var missing groupedGaps
	worst, byHand := firewall.Allowed, false
	for _, profile := range want.Profiles {
		r := fw.Rule(want, profile, paths)
		worst = min(worst, r.Outcome)
		byPeer = byPeer || r.ByPeer
		got.Add(r.Outcome.String(), profile)
		reasons.Add(r.Why, profile)
		byHand = byHand || r.Outcome == firewall.Blocked && !(r.LacksRule && fw.MergesLocal(profile))
		if r.Outcome == firewall.Undecided {
			missing.add(r.Missing, profile)
		}
	}
	v = verdict{got: got.String(), reason: reasons.String(), evidence: storeEvidence(n.Firewall), byHand: byHand}
	switch worst {
	case firewall.Blocked:
		v.status = Drift
	case firewall.Undecided:
		v.status, v.missing = Unknown, missing.list()
	case firewall.Allowed:
		v.status = Pass
	}
	return v, byPeer
}

func storeEvidence(fw facts.Firewall) []Evidence {
	var e []Evidence
	if fw.Local.State == facts.Collected {
		e = append(e, observed(fw.Local.Section, "local store: %s", wording.Counted(len(fw.Local.Rules), "rule")))
	}
	switch fw.Policy.State {
	case facts.Absent:
		e = append(e, observed(fw.Policy.Section, "no policy store"))
	case facts.Collected:
		e = append(e, observed(fw.Policy.Section, "policy store: %s", wording.Counted(len(fw.Policy.Rules), "rule")))
	}
	return e
}

func peerEvidence(t topology, peers []firewall.Peer) []Evidence {
	var list []string
	for _, p := range peers {
		if p.Addr.IsValid() {
			list = append(list, p.Node+" "+p.Addr.String())
		}
	}
	if len(list) == 0 {
		return nil
	}
	return []Evidence{observed(t.section, "peers: %s", strings.Join(list, ", "))}
}
