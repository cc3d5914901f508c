package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func disabled(components uint32) func(*facts.Node, *baselines.Baseline) {
	return changed(func(n *facts.Node) { n.IPv6.DisabledComponents = &components })
}

func TestIPv6(t *testing.T) {
	runCases(t, "ipv6/enabled", []verdictCase{
		{name: "not set", status: Pass, got: "on"},
		{name: "zero", status: Pass, got: "DisabledComponents 0x0", change: disabled(0)},
		{name: "IPv4 preferred", status: Pass, got: "DisabledComponents 0x20", change: disabled(0x20)},
		{name: "no tunnels", status: Pass, reason: "tunnels", change: disabled(1)},
		{name: "no adapters", status: Drift, got: "DisabledComponents 0x11", change: disabled(0x11)},
		{name: "off", status: Drift, got: "DisabledComponents 0xFF", change: disabled(0xFF)},
		{name: "off, as many write it", status: Drift, got: "DisabledComponents 0xFFFFFFFF", change: disabled(0xFFFFFFFF)},
		{name: "no documented value", status: Unknown, missing: "0x100", change: disabled(0x100)},
		{name: "not read", status: Unknown, missing: "ipv6 was denied", change: changed(func(n *facts.Node) { n.IPv6.Section = failed("ipv6") })},
	})
}

func TestNeighbourDiscovery(t *testing.T) {
	// The rules are the last two of the local store, that of inbound traffic the last.
	onRule := func(change func(*facts.FirewallRule)) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) { change(&n.Firewall.Local.Rules[len(n.Firewall.Local.Rules)-1]) })
	}
	without := changed(func(n *facts.Node) { n.Firewall.Local.Rules = n.Firewall.Local.Rules[:3] })
	byPolicy := func(p facts.FirewallProfile, rules ...facts.FirewallRule) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) {
			n.Firewall.Policy = policyRules(rules...)
			n.Firewall.Policy.Profiles = profiles(p, "domain", "private", "public")
		})
	}
	onInbound := func(change func(*facts.FirewallRule)) func(*facts.Node, *baselines.Baseline) {
		return byPolicy(facts.FirewallProfile{}, func() facts.FirewallRule {
			r := facts.FirewallRule{ID: "b", Action: "block", Active: true, Direction: "in", Protocol: 58}
			change(&r)
			return r
		}())
	}
	active := []facts.FirewallRule{{ID: "any", Action: "allow", Active: true, Direction: "in", Protocol: facts.AnyProtocol}}
	runCases(t, "ipv6/neighbour-discovery", []verdictCase{
		{name: "admitted", status: Pass, got: "admitted"},
		{name: "missing", status: Drift, got: "not admitted: domain, private, public: solicitations in (ICMPv6 135); domain, private, public: advertisements in (ICMPv6 136)", change: without},
		{name: "inactive", status: Drift, reason: "IPv6 is on", change: onRule(func(r *facts.FirewallRule) { r.Active = false })},
		{name: "blocks", status: Unknown, missing: "ND-in", change: onRule(func(r *facts.FirewallRule) { r.Action = "block" })},
		{name: "one profile only", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Profiles = []string{"domain"} })},
		{name: "both types", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.Conditions = []string{"ICMP6=135:*", "ICMP6=136:0"} })},
		{name: "solicitations only", status: Drift, got: "not admitted: domain, private, public: advertisements in (ICMPv6 136)", change: onRule(func(r *facts.FirewallRule) { r.Conditions = []string{"ICMP6=135:*", "ICMP6=128:*"} })},
		{name: "type not understood", status: Unknown, change: onRule(func(r *facts.FirewallRule) { r.Conditions = []string{"ICMP6=x:*"} })},
		{name: "from the local subnet", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.RemoteAddresses = []string{"LocalSubnet (IPv6)"} })},
		{name: "for another program", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Program = `C:\x.exe` })},
		{name: "allowed by default", status: Pass, change: then(without, byPolicy(facts.FirewallProfile{DefaultInboundAction: new(0)}))},
		{name: "no rule out, blocked by default", status: Drift, change: changed(func(n *facts.Node) {
			n.Firewall.Local.Rules = append(n.Firewall.Local.Rules[:3:3], n.Firewall.Local.Rules[4])
			for i := range n.Firewall.Local.Profiles {
				n.Firewall.Local.Profiles[i].DefaultOutboundAction = new(1)
			}
		})},
		{name: "no rule out", status: Pass, change: changed(func(n *facts.Node) {
			n.Firewall.Local.Rules = append(n.Firewall.Local.Rules[:3:3], n.Firewall.Local.Rules[4])
		})},
		{name: "blocked for the kernel", status: Unknown, missing: "rule b", change: onInbound(func(r *facts.FirewallRule) { r.Program = "System" })},
		{name: "echo blocked", status: Pass, change: onInbound(func(r *facts.FirewallRule) { r.Conditions = []string{"ICMP6=128:*"} })},
		{name: "IPsec required, from which it is exempt", status: Pass, change: changed(func(n *facts.Node) {
			n.Firewall.Local.Security = []facts.SecurityRule{{ID: "s", Action: "secure", Active: true, Protocol: facts.AnyProtocol}}
		})},
		{name: "by policy", status: Pass, change: then(without, byPolicy(facts.FirewallProfile{}, active...))},
		{name: "local rules do not count", status: Drift, change: byPolicy(facts.FirewallProfile{AllowLocalPolicyMerge: new(0)})},
		{name: "shielded", status: Unknown, missing: "DoNotAllowExceptions", change: byPolicy(facts.FirewallProfile{DoNotAllowExceptions: new(1)})},
		{name: "another protocol blocked", status: Pass, change: byPolicy(facts.FirewallProfile{}, facts.FirewallRule{ID: "b", Action: "block", Active: true, Direction: "in", Protocol: 6})},
		{name: "firewall off", status: Pass, change: then(without, byPolicy(facts.FirewallProfile{EnableFirewall: new(0)}))},
		{name: "firewall perhaps off", status: Unknown, missing: "EnableFirewall", change: then(without, changed(func(n *facts.Node) {
			for i := range n.Firewall.Local.Profiles {
				n.Firewall.Local.Profiles[i].EnableFirewall = nil
			}
		}))},
		{name: "policy not read", status: Unknown, missing: "policy was denied", change: changed(func(n *facts.Node) { n.Firewall.Policy = facts.FirewallStore{Section: failed("policy")} })},
		{name: "rules not read", status: Unknown, missing: "local was denied", change: changed(func(n *facts.Node) { n.Firewall.Local = facts.FirewallStore{Section: failed("local")} })},
		{name: "a rule not understood", status: Unknown, missing: "the local rule u", change: then(without, changed(func(n *facts.Node) {
			n.Firewall.Local.Unparsed = []facts.UnparsedRule{{ID: "u"}}
		}))},
		{name: "service stopped", status: Unknown, missing: "MpsSvc", change: changed(func(n *facts.Node) { n.Services.Found[1].State = "Stopped" })},
		{name: "IPv6 off", status: NotApplicable, change: disabled(0xFF)},
		{name: "IPv6 not read", status: Unknown, change: changed(func(n *facts.Node) { n.IPv6.Section = failed("ipv6") })},
	})
}
