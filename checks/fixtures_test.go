package checks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Everything in this file is synthetic: KB9000001 and its like are no updates,
// and the floors bound nothing that Microsoft ships.

const (
	kbOwn     = "KB9000001" // wanted
	kbLater   = "KB9000002" // carries the same fix
	kbDoubt   = "KB9000003" // carries it, unconfirmed
	kbRollup  = "KB9000004" // may carry it
	kbCore    = "KB9000005" // wanted on core installations
	kbPrint   = "KB9000006" // wanted with print resources
	kbNetwork = "KB9000007" // the firewall rule is accepted instead
	kbList    = "KB9000010"
	clussvc   = `%SystemRoot%\Cluster\clussvc.exe`
)

func requirement(id string) baselines.Requirement {
	return baselines.Requirement{
		ID: id, Title: "title of " + id, Severity: baselines.High, Fix: baselines.Instruction("fix " + id), Provenance: baselines.Sourced,
		Remedy: &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"fix.exe"}},
	}
}

func wantHotfix(kb string) baselines.Hotfix {
	return baselines.Hotfix{Requirement: requirement("hotfix/" + kb), KB: kb, Lists: []string{kbList}}
}

func testBaseline() *baselines.Baseline {
	own := wantHotfix(kbOwn)
	own.SatisfiedBy = baselines.SatisfiedBy{
		Updates: []baselines.Update{{KB: kbLater, Provenance: baselines.Inferred}, {KB: kbDoubt, Provenance: baselines.Unconfirmed}},
		MaybeIn: []baselines.Update{{KB: kbRollup}},
		Files: []baselines.FileFloor{{
			Path: clussvc, Provenance: baselines.Inferred,
			LDR: baselines.BranchFloor{With: "6.1.7601.22000", Without: "6.1.7601.21000"},
		}},
	}
	core, printing, network := wantHotfix(kbCore), wantHotfix(kbPrint), wantHotfix(kbNetwork)
	core.When.Installation = "core"
	printing.When.ResourceType = "Print Spooler"
	network.AcceptInstead = []string{"firewall/cluster-udp-3343-in"}
	order, agreement := requirement("heartbeat/order"), requirement("heartbeat/agreement")
	var alike []baselines.Consistency
	for _, subject := range []string{"drivers", "firewall", "hotfixes", "offload", "os-build", "services", "smb-signing", "cluster-values"} {
		alike = append(alike, baselines.Consistency{Requirement: requirement("consistency/" + subject), Subject: subject})
	}
	alike = append(alike, baselines.Consistency{
		Requirement: requirement("consistency/adapter-settings"), Subject: "adapter-settings",
		Keywords: []string{"*JumboPacket", "VlanID", "*RSS"}, OfOneKind: []string{"*SpeedDuplex"},
	})
	b := &baselines.Baseline{
		Name:     "test",
		Hotfixes: []baselines.Hotfix{own, core, printing, network},
		Lists:    []baselines.List{{Requirement: requirement("hotfix-list/" + kbList), KB: kbList, Members: []string{kbOwn, kbCore, kbPrint}}},
		Update: baselines.UpdateLevel{
			Build: &baselines.BuildFloor{
				Requirement: requirement("update/build"), Min: baselines.Build{Number: 7601, Revision: 5000},
				Hotpatch: baselines.Hotpatch{Builds: []baselines.Build{{Number: 7601, Revision: 4800}, {Number: 7601, Revision: 4600}}},
			},
			Newest: &baselines.NewestBuild{
				Requirement: requirement("update/newest"), Known: baselines.Build{Number: 7601, Revision: 6000},
				AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
			},
		},
		Heartbeat: baselines.Heartbeat{
			Properties: []baselines.HeartbeatProperty{
				{Requirement: requirement("heartbeat/SameSubnetDelay"), Property: "SameSubnetDelay", Min: new(1000), Max: new(2000)},
				{Requirement: requirement("heartbeat/SameSubnetThreshold"), Property: "SameSubnetThreshold", Min: new(10), Default: new(5), Embedded: true},
			},
			Order: &order, SiteOrder: &baselines.SiteOrder{Requirement: requirement("heartbeat/site-order")}, Agreement: &agreement,
			Duration: &baselines.HeartbeatDuration{Requirement: requirement("heartbeat/duration"), SameSubnet: 40, CrossSubnet: 80, CrossSite: 80},
		},
		Offload: []baselines.Offload{
			{Requirement: requirement("offload/chimney"), Setting: "chimney", Want: []string{"disabled"}},
			{Requirement: requirement("offload/rss"), Setting: "rss", Want: []string{"any"}},
		},
		Firewall: []baselines.FirewallRule{{
			Requirement: requirement("firewall/cluster-udp-3343-in"), Name: "cluster-udp-3343-in",
			Direction: "in", Protocol: 17, LocalPort: 3343, RemotePort: 3343, Program: "System",
			Profiles: []string{"domain", "private", "public"}, WithoutRule: "drift",
		}, {
			Requirement: requirement("firewall/cluster-tcp-3343-in"), Name: "cluster-tcp-3343-in",
			Direction: "in", Protocol: 6, LocalPort: 3343, Program: clussvc, Service: "ClusSvc",
			Profiles: []string{"domain", "public"}, WithoutRule: "drift",
		}},
		Services: []baselines.Service{{Requirement: requirement("service/ClusSvc"), Name: "ClusSvc", State: "running", StartMode: []string{"auto"}}},

		Consistency: alike,
	}
	wantOfAdapters(b)
	wantOfNetworks(b)
	wantOfHardening(b)
	wantOfQuorum(b)
	wantOfEvents(b)
	wantOfSite(b)
	return b
}

func collected(source string) facts.Section {
	return facts.Section{State: facts.Collected, Source: source, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

func failed(source string) facts.Section {
	return facts.Section{State: facts.Failed, Source: source, Problem: &facts.Problem{Kind: "access-denied", Message: source + " was denied"}}
}

// testNode passes everything in testBaseline that applies to it.
func testNode(name string) *facts.Node {
	n := &facts.Node{
		Format: facts.Format, Name: name,
		OS: facts.OS{Section: collected("os"), HostName: name, Build: 7601, UBR: new(6000), ServicePack: new(0), SKU: 8, ProductType: 3, Installation: "full", WindowsDir: `C:\Windows`},
		Hotfixes: facts.Hotfixes{Section: collected("qfe"), Installed: []facts.Hotfix{
			{ID: kbOwn}, {ID: kbPrint}, {ID: "KB9999999"},
		}},
		Packages: facts.Packages{
			Section:  collected("cbs"),
			Searched: []string{kbOwn, kbLater, kbDoubt, kbRollup, kbCore, kbPrint, kbNetwork},
			Found: []facts.Package{
				pkg(kbOwn, facts.PackageInstalled), pkg(kbPrint, facts.PackageInstalled),
			},
		},
		Files: facts.Files{Section: collected("files"), Asked: []string{clussvc}, Found: []facts.File{{Path: clussvc, Version: "6.1.7601.22500"}}},
		Reboot: facts.Reboot{Section: collected("reboot"), Signals: []facts.RebootSignal{
			{Name: facts.RebootCBS}, {Name: facts.RebootFileRename},
		}},
		Services: facts.Services{Section: collected("services"), Asked: []string{"ClusSvc", "MpsSvc", "WinDefend"}, Found: []facts.Service{
			{Name: "ClusSvc", State: "Running", StartMode: "Auto"}, {Name: "MpsSvc", State: "Running", StartMode: "Auto"},
			{Name: "WinDefend", State: "Running", StartMode: "Auto"},
		}},
		TCP: facts.TCP{
			Show:     facts.TCPSettings{Section: collected("show"), Complete: true, Settings: []facts.TCPSetting{{Key: "chimney", Value: "disabled"}, {Key: "rss", Value: "enabled"}}},
			Dump:     facts.TCPSettings{Section: collected("dump"), Complete: true, Settings: []facts.TCPSetting{{Key: "chimney", Value: "disabled"}, {Key: "rss", Value: "enabled"}}},
			Registry: facts.TCPSettings{Section: collected("tcp registry"), Settings: []facts.TCPSetting{{Key: "EnableTCPChimney", Value: "0"}, {Key: "EnableRSS", Value: "1"}}},
		},
		Firewall: facts.Firewall{Local: localRules(), Policy: facts.FirewallStore{Section: facts.Section{State: facts.Absent, Source: "policy"}}, MDM: facts.FirewallStore{Section: collected("mdm"), Keys: []string{"Mdm"}}},
		ClusterOf: facts.Cluster{
			Section: collected("cluster"), Name: "CL1", Asked: []string{"SameSubnetDelay", "SameSubnetThreshold", "CrossSubnetDelay", "CrossSubnetThreshold"},
			Properties: map[string]int{"SameSubnetDelay": 1000, "SameSubnetThreshold": 10, "CrossSubnetDelay": 1000, "CrossSubnetThreshold": 20},
		},
		Resources: facts.ClusterResources{Section: collected("resources"), Types: []string{"IP Address", "Network Name", "Print Spooler"}},
		Topology:  testTopology(),
	}
	giveAdapters(n)
	giveNetworks(n)
	giveHardening(n)
	giveQuorum(n)
	giveEvents(n)
	giveSite(n)
	return n
}

func pkg(kb string, state int) facts.Package {
	return facts.Package{Name: "Package_for_" + kb, KB: kb, State: &state}
}

func localRules() facts.FirewallStore {
	s := facts.FirewallStore{Section: collected("local"), Keys: []string{"FirewallRules"}, Rules: []facts.FirewallRule{
		allowUDP("udp-in"),
		{ID: "tcp-in", Action: "allow", Active: true, Direction: "in", Protocol: 6, LocalPorts: []string{"3343"}, Program: `%windir%\cluster\CLUSSVC.EXE`, Service: "ClusSvc"},
		{ID: "unrelated", Action: "block", Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"5353"}},
	}}
	for _, name := range []string{"domain", "private", "public"} {
		s.Profiles = append(s.Profiles, facts.FirewallProfile{Name: name, EnableFirewall: new(1)})
	}
	return s
}

func allowUDP(id string) facts.FirewallRule {
	return facts.FirewallRule{ID: id, Action: "allow", Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"3343"}, Program: "System"}
}

func blockUDP(id string) facts.FirewallRule {
	r := allowUDP(id)
	r.Action = "block"
	return r
}

// policyRules is a policy store that sets nothing but the given rules.
func policyRules(rules ...facts.FirewallRule) facts.FirewallStore {
	return facts.FirewallStore{Section: collected("policy"), Keys: []string{"FirewallRules"}, Rules: rules}
}

func testTopology() facts.Topology {
	return facts.Topology{
		Nodes: facts.ClusterNodes{Section: collected("nodes"), Asked: []string{facts.NodeWeight}, Nodes: []facts.ClusterNode{
			{Name: "N1", Build: "7601", Weight: new(1)}, {Name: "N2", Build: "7601", Weight: new(1)}, {Name: "N3", Build: "7601", Weight: new(1)},
		}},
		Networks: facts.ClusterNetworks{Section: collected("networks"), Networks: []facts.ClusterNetwork{
			{Name: "LAN", Address: "10.0.0.0", Mask: "255.255.255.0", Role: 3},
			{Name: "Remote", Address: "10.9.0.0", Mask: "255.255.255.0", Role: 1},
			{Name: "Storage", Address: "192.168.9.0", Mask: "255.255.255.0", Role: 0},
		}},
		Interfaces: facts.ClusterInterfaces{Section: collected("interfaces"), Interfaces: []facts.ClusterInterface{
			interfaceOf("N1", "LAN", "10.0.0.1", 1), interfaceOf("N1", "Storage", "192.168.9.1", 2),
			interfaceOf("N2", "LAN", "10.0.0.2", 3), interfaceOf("N2", "Storage", "192.168.9.2", 4),
			interfaceOf("N3", "LAN", "10.0.0.3", 5),
		}},
	}
}

// interfaceOf has the GUID of its adapter as the cluster writes it: bare.
func interfaceOf(node, network, address string, adapter int) facts.ClusterInterface {
	return facts.ClusterInterface{
		Node: node, Network: network, Address: address,
		Adapter: syntheticAdapter, AdapterID: fmt.Sprintf("00000000-0000-0000-0000-%012d", adapter),
	}
}

// judgeOne evaluates one changed node by the (changed) test baseline and
// returns the finding with the id.
func judgeOne(t *testing.T, id string, change func(*facts.Node, *baselines.Baseline)) Finding {
	t.Helper()
	n, b := testNode("N1"), testBaseline()
	if change != nil {
		change(n, b)
	}
	return findingOf(t, Evaluate(Cluster{Nodes: []Subject{{Facts: n, Baseline: b}}}), id)
}

func findingOf(t *testing.T, found []Finding, id string) Finding {
	t.Helper()
	i := slices.IndexFunc(found, func(f Finding) bool { return f.ID == id })
	if i < 0 {
		t.Fatalf("no finding %s", id)
	}
	return found[i]
}

// verdictCase is one row of the tables: a change to the healthy node or the
// baseline and what must become of one finding. Empty texts are not compared.
type verdictCase struct {
	name    string
	change  func(*facts.Node, *baselines.Baseline)
	status  Status
	got     string // exact
	reason  string // part of it
	missing string // part of any
}

func runCases(t *testing.T, id string, cases []verdictCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.verify(t, judgeOne(t, id, c.change))
		})
	}
}

func (c verdictCase) verify(t *testing.T, f Finding) {
	t.Helper()
	if f.Remedy != nil && f.Status != Drift {
		t.Errorf("%s is %s and has a remedy", f.ID, f.Status)
	}
	if f.Status != c.status {
		t.Errorf("status %s, want %s\n%+v", f.Status, c.status, f)
	}
	if c.got != "" && f.Got != c.got {
		t.Errorf("got %q, want %q", f.Got, c.got)
	}
	if !strings.Contains(f.Reason, c.reason) {
		t.Errorf("reason %q does not say %q", f.Reason, c.reason)
	}
	if !strings.Contains(strings.Join(facts.GapTexts(f.Missing), "\n"), c.missing) {
		t.Errorf("missing %q does not name %q", f.Missing, c.missing)
	}
}
