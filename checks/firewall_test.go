package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const udpIn = "firewall/cluster-udp-3343-in"

func onFirewall(change func(*facts.Firewall)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Firewall) }
}

// onRule changes the one rule that allows the traffic.
func onRule(change func(*facts.FirewallRule)) func(*facts.Node, *baselines.Baseline) {
	return onFirewall(func(fw *facts.Firewall) { change(&fw.Local.Rules[0]) })
}

// withBlock adds a changed block to the policy store.
func withBlock(change func(*facts.FirewallRule)) func(*facts.Node, *baselines.Baseline) {
	return onFirewall(func(fw *facts.Firewall) {
		r := blockUDP("b")
		change(&r)
		fw.Policy = policyRules(r)
	})
}

func onProfiles(change func(*facts.FirewallProfile)) func(*facts.Node, *baselines.Baseline) {
	return onFirewall(func(fw *facts.Firewall) {
		for i := range fw.Local.Profiles {
			change(&fw.Local.Profiles[i])
		}
	})
}

var noRule = onRule(func(r *facts.FirewallRule) { r.Active = false })

func acceptNoRule(_ *facts.Node, b *baselines.Baseline) { b.Firewall[0].WithoutRule = "accept" }

func TestFirewallAllow(t *testing.T) {
	runCases(t, udpIn, []verdictCase{
		{name: "allowed", status: Pass, got: "domain, private, public: open", reason: "domain, private, public: allowed by the local rule udp-in"},
		{name: "inactive", change: noRule, status: Drift, reason: "no active rule allows it"},
		{name: "two profiles", status: Drift, got: "domain, private: open; public: closed", change: onRule(func(r *facts.FirewallRule) { r.Profiles = []string{"domain", "private"} })},
		{name: "outbound", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Direction = "out" })},
		{name: "tcp", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Protocol = 6 })},
		{name: "any protocol, any port, any program", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.Protocol, r.LocalPorts, r.Program = facts.AnyProtocol, nil, "" })},
		{name: "range", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.LocalPorts = []string{"80", "3000-3343"} })},
		{name: "range below", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.LocalPorts = []string{"3000-3342", "RPC"} })},
		{name: "clussvc does not admit the kernel", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Program = clussvc })},
		{name: "kernel in lower case", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.Program = "SYSTEM" })},
		{name: "bound to a service", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Service = "ClusSvc" })},
		{name: "any service", status: Unknown, change: onRule(func(r *facts.FirewallRule) { r.Service = "*" })},
		{name: "condition", status: Unknown, missing: "conditions of the local rule udp-in", change: onRule(func(r *facts.FirewallRule) { r.Conditions = []string{"Security=Authenticate"} })},
		{name: "wired networks", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.InterfaceTypes = []string{"Lan"} })},
		{name: "wireless networks", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.InterfaceTypes = []string{"Wireless", "RemoteAccess"} })},
		{name: "another interface type", status: Unknown, change: onRule(func(r *facts.FirewallRule) { r.InterfaceTypes = []string{"Wireless", "Tunnel"} })},
		{name: "local address", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.LocalAddresses = []string{"10.0.0.1"} })},
		{name: "another local address", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.LocalAddresses = []string{"10.0.0.9"} })},
		{name: "remote port", status: Pass, change: onRule(func(r *facts.FirewallRule) { r.RemotePorts = []string{"3343"} })},
		{name: "another remote port", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.RemotePorts = []string{"53", "RPC"} })},
		{name: "port that is not understood", status: Unknown, change: onRule(func(r *facts.FirewallRule) { r.LocalPorts = []string{"80", "Cluster"} })},
		{name: "store app", status: Drift, change: onRule(func(r *facts.FirewallRule) { r.Conditions = []string{"AppPkgId=S-1-15-2-1"} })},
		{name: "bypass is no allow", status: Drift, reason: "IPsec", change: onRule(func(r *facts.FirewallRule) { r.Action = "bypass" })},
	})
}

func TestFirewallBlock(t *testing.T) {
	runCases(t, udpIn, []verdictCase{
		{name: "same traffic", status: Drift, reason: "blocked by the policy rule b", change: withBlock(func(*facts.FirewallRule) {})},
		{name: "broad", status: Drift, change: withBlock(func(r *facts.FirewallRule) { r.Protocol, r.LocalPorts, r.Program = facts.AnyProtocol, nil, "" })},
		{name: "one profile", status: Drift, got: "domain, private: open; public: closed", change: withBlock(func(r *facts.FirewallRule) { r.Profiles = []string{"public"} })},
		{name: "some remote ports", status: Drift, change: withBlock(func(r *facts.FirewallRule) { r.RemotePorts = []string{"3343"} })},
		{name: "one peer", status: Drift, change: withBlock(func(r *facts.FirewallRule) { r.RemoteAddresses = []string{"10.0.0.3"} })},
		{name: "no peer", status: Pass, change: withBlock(func(r *facts.FirewallRule) { r.RemoteAddresses = []string{"10.1.0.0/16"} })},
		{name: "another program", status: Pass, change: withBlock(func(r *facts.FirewallRule) { r.Program = `C:\x.exe` })},
		{name: "inactive", status: Pass, change: withBlock(func(r *facts.FirewallRule) { r.Active = false })},
		{name: "condition", status: Unknown, missing: "policy rule b", change: withBlock(func(r *facts.FirewallRule) { r.Conditions = []string{"New=x"} })},
		{name: "store app", status: Pass, change: withBlock(func(r *facts.FirewallRule) { r.Conditions = []string{"PFN=x"} })},
		{name: "another remote port", status: Pass, change: withBlock(func(r *facts.FirewallRule) { r.RemotePorts = []string{"53"} })},
		{name: "interface", status: Unknown, change: withBlock(func(r *facts.FirewallRule) { r.Interfaces = []string{"{guid}"} })},
		{name: "condition, and nothing allows", status: Drift, change: then(noRule, withBlock(func(r *facts.FirewallRule) { r.Conditions = []string{"New=x"} }))},
		{name: "action that is not known", status: Unknown, missing: "action", change: withBlock(func(r *facts.FirewallRule) { r.Action = "audit" })},
		{name: "keyword address", status: Unknown, change: withBlock(func(r *facts.FirewallRule) { r.RemoteAddresses = []string{"DNS"} })},
		{name: "block beside an unparsed rule", status: Drift, change: then(withBlock(func(*facts.FirewallRule) {}), onFirewall(func(fw *facts.Firewall) {
			fw.Policy.Unparsed = []facts.UnparsedRule{{ID: "u"}}
		}))},
	})
}

func TestFirewallProfiles(t *testing.T) {
	policy := func(p facts.FirewallProfile, names ...string) func(*facts.Node, *baselines.Baseline) {
		return onFirewall(func(fw *facts.Firewall) {
			fw.Policy = policyRules()
			fw.Policy.Profiles = profiles(p, names...)
		})
	}
	runCases(t, udpIn, []verdictCase{
		{name: "firewall off", status: Pass, reason: "the firewall is off", change: then(noRule, onProfiles(func(p *facts.FirewallProfile) { p.EnableFirewall = new(0) }))},
		{name: "off locally, on by policy", status: Drift, change: then(then(noRule, onProfiles(func(p *facts.FirewallProfile) { p.EnableFirewall = new(0) })), policy(facts.FirewallProfile{EnableFirewall: new(1)}, "public"))},
		{name: "set nowhere", status: Unknown, missing: "EnableFirewall", change: onProfiles(func(p *facts.FirewallProfile) { p.EnableFirewall = nil })},
		{name: "shielded", status: Drift, reason: "DoNotAllowExceptions", change: onProfiles(func(p *facts.FirewallProfile) { p.DoNotAllowExceptions = new(1) })},
		{name: "allowed by default", status: Pass, reason: "default action", change: then(noRule, onProfiles(func(p *facts.FirewallProfile) { p.DefaultInboundAction = new(0) }))},
		{name: "blocked despite the default", status: Drift, change: then(withBlock(func(*facts.FirewallRule) {}), onProfiles(func(p *facts.FirewallProfile) { p.DefaultInboundAction = new(0) }))},
		{name: "no local profile", status: Unknown, missing: "local settings", change: onFirewall(func(fw *facts.Firewall) { fw.Local.Profiles = nil })},
		{name: "local rules ignored", status: Drift, got: "domain: closed; private, public: open", change: policy(facts.FirewallProfile{AllowLocalPolicyMerge: new(0)}, "domain")},
		{name: "standard stands for both", status: Drift, got: "domain: open; private, public: closed", change: policy(facts.FirewallProfile{AllowLocalPolicyMerge: new(0)}, "standard")},
		{name: "standard beside private", status: Drift, got: "domain, public: open; private: closed", change: policy(facts.FirewallProfile{AllowLocalPolicyMerge: new(0)}, "standard", "private")},
	})
}

func TestFirewallStores(t *testing.T) {
	stopped := func(n *facts.Node, _ *baselines.Baseline) { n.Services.Found[1].State = "Stopped" }
	block := onFirewall(func(fw *facts.Firewall) { fw.Local.Rules = append(fw.Local.Rules, blockUDP("b")) })
	runCases(t, udpIn, []verdictCase{
		{name: "policy failed", status: Unknown, missing: "firewall policy", change: onFirewall(func(fw *facts.Firewall) { fw.Policy.Section = failed("policy") })},
		{name: "policy never asked", status: Unknown, missing: "not read", change: onFirewall(func(fw *facts.Firewall) { fw.Policy.Section = facts.Section{} })},
		{name: "policy failed, local block", status: Unknown, change: then(block, onFirewall(func(fw *facts.Firewall) { fw.Policy.State = facts.Failed }))},
		{name: "policy without keys", status: Unknown, missing: "which no healthy node gives", change: onFirewall(func(fw *facts.Firewall) { fw.Policy = facts.FirewallStore{Section: collected("policy")} })},
		{name: "MDM absent", status: Pass, change: onFirewall(func(fw *facts.Firewall) { fw.MDM = facts.FirewallStore{Section: facts.Section{State: facts.Absent}} })},
		{name: "MDM failed", status: Unknown, missing: "mobile device management", change: onFirewall(func(fw *facts.Firewall) { fw.MDM.Section = failed("mdm") })},
		{name: "MDM never asked", status: Unknown, missing: "not read", change: onFirewall(func(fw *facts.Firewall) { fw.MDM = facts.FirewallStore{} })},
		{name: "MDM blocks", status: Unknown, missing: "rule m", change: onFirewall(func(fw *facts.Firewall) { fw.MDM.Rules = []facts.FirewallRule{blockUDP("m")} })},
		{name: "MDM allows, too", status: Pass, change: onFirewall(func(fw *facts.Firewall) { fw.MDM.Rules = []facts.FirewallRule{allowUDP("m")} })},
		{name: "only MDM allows", status: Unknown, missing: "rule m", change: then(noRule, onFirewall(func(fw *facts.Firewall) { fw.MDM.Rules = []facts.FirewallRule{allowUDP("m")} }))},
		{name: "MDM blocks other traffic", status: Pass, change: onFirewall(func(fw *facts.Firewall) {
			fw.MDM.Rules = []facts.FirewallRule{{ID: "m", Action: "block", Active: true, Direction: "in", Protocol: 6}}
		})},
		{name: "MDM has a strange rule", status: Unknown, missing: "rule u", change: onFirewall(func(fw *facts.Firewall) { fw.MDM.Unparsed = []facts.UnparsedRule{{ID: "u"}} })},
		{name: "MDM has a strange rule, local block", status: Drift, change: then(block, onFirewall(func(fw *facts.Firewall) { fw.MDM.Unparsed = []facts.UnparsedRule{{ID: "u"}} }))},
		{name: "MDM sets nothing that counts", status: Pass, change: onFirewall(func(fw *facts.Firewall) { fw.MDM.Profiles = profiles(facts.FirewallProfile{}, "domain") })},
		{name: "MDM turns the firewall off", status: Unknown, missing: "EnableFirewall 0", change: then(noRule, onFirewall(func(fw *facts.Firewall) {
			fw.MDM.Profiles = profiles(facts.FirewallProfile{EnableFirewall: new(0)}, "domain", "private", "public")
		}))},
		{name: "MDM sets what is so already", status: Pass, change: onFirewall(func(fw *facts.Firewall) {
			fw.MDM.Profiles = profiles(facts.FirewallProfile{EnableFirewall: new(1), DefaultInboundAction: new(1)}, "domain", "standard")
		})},
		{name: "local failed", status: Unknown, missing: "local was denied", change: onFirewall(func(fw *facts.Firewall) { fw.Local.Section = failed("local") })},
		{name: "local without rules", status: Unknown, missing: "which no healthy node gives", change: onFirewall(func(fw *facts.Firewall) { fw.Local.Rules = nil })},
		{name: "local absent", status: Unknown, change: onFirewall(func(fw *facts.Firewall) { fw.Local.State = facts.Absent })},
		{name: "local failed, shielded by policy", status: Drift, change: onFirewall(func(fw *facts.Firewall) {
			fw.Local = facts.FirewallStore{Section: failed("local")}
			fw.Policy = policyRules()
			fw.Policy.Profiles = profiles(facts.FirewallProfile{EnableFirewall: new(1), DoNotAllowExceptions: new(1)}, "public")
		})},
		{name: "local failed and ignored, shielding unknown", status: Unknown, missing: "local was denied", change: onFirewall(func(fw *facts.Firewall) {
			fw.Local = facts.FirewallStore{Section: failed("local")}
			fw.Policy = policyRules(allowUDP("p"))
			fw.Policy.Profiles = profiles(facts.FirewallProfile{EnableFirewall: new(1), AllowLocalPolicyMerge: new(0)}, "domain", "private", "public")
		})},
		{name: "unparsed, of other traffic", status: Pass, change: onFirewall(func(fw *facts.Firewall) {
			fw.Local.Unparsed = []facts.UnparsedRule{{ID: "u", Terms: &facts.FirewallRule{Active: true, Direction: "out", Protocol: facts.AnyProtocol}}}
		})},
		{name: "unparsed", status: Unknown, missing: "local rule u", change: onFirewall(func(fw *facts.Firewall) { fw.Local.Unparsed = []facts.UnparsedRule{{ID: "u"}} })},
		{name: "firewall service stopped", change: stopped, status: Unknown, missing: "may not be in force"},
		{name: "firewall service stopped, block", change: then(stopped, block), status: Unknown},
		{name: "firewall service unread", status: Unknown, change: func(n *facts.Node, _ *baselines.Baseline) { n.Services = facts.Services{Section: failed("services")} }},
	})
}

func TestFirewallWithoutRule(t *testing.T) {
	runCases(t, udpIn, []verdictCase{
		{name: "accepted", change: then(noRule, acceptNoRule), status: Pass, reason: "leaves it to the cluster service"},
		{name: "blocked", change: then(then(noRule, acceptNoRule), withBlock(func(*facts.FirewallRule) {})), status: Drift},
		{name: "perhaps blocked", change: then(then(noRule, acceptNoRule), withBlock(func(r *facts.FirewallRule) { r.Conditions = []string{"New=x"} })), status: Unknown},
		{name: "a rule left in one profile", change: then(acceptNoRule, onRule(func(r *facts.FirewallRule) { r.Profiles = []string{"domain"} })), status: Drift, got: "domain: open; private, public: closed"},
		{name: "a rule that is too narrow", change: then(acceptNoRule, onRule(func(r *facts.FirewallRule) { r.RemoteAddresses = []string{"10.0.0.2"} })), status: Drift, reason: "does not cover N3 (10.0.0.3)"},
	})
}

func TestFirewallPeers(t *testing.T) {
	from := func(addresses ...string) func(*facts.Node, *baselines.Baseline) {
		return onRule(func(r *facts.FirewallRule) { r.RemoteAddresses = addresses })
	}
	topo := func(change func(*facts.Topology)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Topology) }
	}
	noTopology := topo(func(f *facts.Topology) { *f = facts.Topology{} })
	remote := topo(func(f *facts.Topology) {
		f.Interfaces.Interfaces = append(f.Interfaces.Interfaces, facts.ClusterInterface{Node: "N4", Network: "Remote", Address: "10.9.0.4"})
	})
	noRoles := topo(func(f *facts.Topology) { f.Networks = facts.ClusterNetworks{Section: failed("networks")} })
	runCases(t, udpIn, []verdictCase{
		{name: "local subnet", change: from("LocalSubnet"), status: Pass},
		{name: "local subnet, remote peer", change: then(from("LocalSubnet"), remote), status: Drift, reason: "N4 (10.9.0.4)"},
		{name: "local subnet or the remote peer", change: then(from("LocalSubnet", "10.9.0.4"), remote), status: Pass},
		{name: "mask", change: from("10.0.0.0/255.255.255.0"), status: Pass},
		{name: "prefix", change: from("10.0.0.0/29"), status: Pass},
		{name: "range", change: from("10.0.0.2-10.0.0.3"), status: Pass},
		{name: "each by itself", change: from("10.0.0.2", "10.0.0.3"), status: Pass},
		{name: "other network", change: from("10.1.0.0/16"), status: Drift},
		{name: "keyword", change: from("DefaultGateway"), status: Unknown, missing: "udp-in"},
		{name: "no topology", change: then(from("LocalSubnet"), noTopology), status: Unknown, missing: "addresses of the other nodes"},
		{name: "no topology, unlimited rule", change: noTopology, status: Pass},
		{name: "no topology, no rule", change: then(noRule, noTopology), status: Drift},
		{name: "roles unknown, all covered", change: then(from("10.0.0.0/8", "192.168.0.0/16"), noRoles), status: Pass},
		{name: "roles unknown, storage not covered", change: then(from("10.0.0.0/8"), noRoles), status: Unknown, missing: "192.168.9.2"},
		{name: "node not among the interfaces", change: then(from("10.0.0.2-10.0.0.3"), func(n *facts.Node, _ *baselines.Baseline) { n.OS.HostName = "elsewhere" }), status: Unknown},
		{name: "peer without an address", change: then(from("10.0.0.0/8"), topo(func(f *facts.Topology) { f.Interfaces.Interfaces[2].Address = "" })), status: Unknown},
	})
}

// TestTopologyIsShared: the nodes that were not asked use the account of one
// that was, and two accounts that differ are none.
func TestTopologyIsShared(t *testing.T) {
	judge := func(change func(*facts.Node)) Status {
		var c Cluster
		for _, name := range []string{"N1", "N2", "N3"} {
			n := testNode(name)
			n.Firewall.Local.Rules[0].RemoteAddresses = []string{"LocalSubnet"}
			c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: testBaseline()})
		}
		c.Nodes[0].Facts.Topology = facts.Topology{}
		change(c.Nodes[1].Facts)
		return findingOf(t, Evaluate(c)[1:], udpIn).Status
	}
	if got := judge(func(*facts.Node) {}); got != Pass {
		t.Errorf("one account: %s", got)
	}
	if got := judge(func(n *facts.Node) { n.Topology.Interfaces.Interfaces[2].Address = "10.0.0.9" }); got != Unknown {
		t.Errorf("two accounts that differ: %s", got)
	}
}

func TestFirewallProgramWithService(t *testing.T) {
	tcp := func(change func(*facts.FirewallRule)) func(*facts.Node, *baselines.Baseline) {
		return onFirewall(func(fw *facts.Firewall) { change(&fw.Local.Rules[1]) })
	}
	runCases(t, "firewall/cluster-tcp-3343-in", []verdictCase{
		{name: "variables and case", status: Pass},
		{name: "plain path", status: Pass, change: tcp(func(r *facts.FirewallRule) { r.Program = `c:\windows\Cluster\clussvc.exe` })},
		{name: "another directory", status: Drift, change: tcp(func(r *facts.FirewallRule) { r.Program = `D:\Windows\Cluster\clussvc.exe` })},
		{name: "no service named", status: Pass, change: tcp(func(r *facts.FirewallRule) { r.Service = "" })},
		{name: "any service", status: Pass, change: tcp(func(r *facts.FirewallRule) { r.Service = "*" })},
		{name: "another service", status: Drift, change: tcp(func(r *facts.FirewallRule) { r.Service = "Other" })},
		{name: "Windows directory unknown, same variable", status: Pass, change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.WindowsDir = "" }},
		{name: "Windows directory unknown, plain path", status: Unknown, change: then(tcp(func(r *facts.FirewallRule) { r.Program = `c:\windows\cluster\clussvc.exe` }), func(n *facts.Node, _ *baselines.Baseline) {
			n.OS.WindowsDir = ""
		})},
	})
}
