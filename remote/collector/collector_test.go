package collector

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

var ignoreHeads = cmpopts.IgnoreTypes(facts.Section{})

// sections are the heads of all sections by name.
func sections(n *facts.Node) map[string]facts.Section {
	return map[string]facts.Section{
		"os": n.OS.Section, "hotfixes": n.Hotfixes.Section, "packages": n.Packages.Section, "files": n.Files.Section,
		"reboot": n.Reboot.Section, "services": n.Services.Section,
		"tcp show": n.TCP.Show.Section, "tcp dump": n.TCP.Dump.Section, "tcp registry": n.TCP.Registry.Section,
		"firewall local": n.Firewall.Local.Section, "firewall policy": n.Firewall.Policy.Section, "firewall mdm": n.Firewall.MDM.Section,
		"cluster": n.ClusterOf.Section, "resources": n.Resources.Section,
		"nodes": n.Topology.Nodes.Section, "networks": n.Topology.Networks.Section, "interfaces": n.Topology.Interfaces.Section,
		"drivers": n.Drivers.Section, "adapters": n.Adapters.Drivers.Section, "addresses": n.Adapters.IP.Section, "ipv6": n.IPv6.Section, "time source": n.Time.Section,
		"NTLM": n.Hardening.NTLM.Section, "SMB": n.Hardening.SMB.Section,
		"exclusions": n.Antivirus.Local.Section, "policy exclusions": n.Antivirus.Policy.Section, "filters": n.Antivirus.Filters.Section,
	}
}

func TestCollectEverything(t *testing.T) {
	f := healthyNode()
	n := collect(t, f, fullRequest())
	if n.Problem != nil {
		t.Fatalf("problem %+v", n.Problem)
	}
	at := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	for name, s := range sections(n) {
		if s.State != facts.Collected || s.Source == "" || !s.At.Equal(at) || s.At.Location() != time.UTC {
			t.Errorf("%s: %+v %+v", name, s, s.Problem)
		}
	}
	one, zero, installed := 1, 0, facts.PackageInstalled
	want := facts.Node{
		Name: "node1",
		OS: facts.OS{HostName: "NODE1", DNSHostName: "NODE1", Caption: "Microsoft Windows Server 2008 R2 Enterprise", Version: "6.1.7601", Build: 7601, ServicePack: new(1),
			SKU: 10, ProductType: 3, Installation: "full", Language: 1033, WindowsDir: `C:\Windows`, LastBoot: time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC)},
		Time: facts.TimeSource{Own: new("NT5DS"), Policy: new("AllSync")},
		Hardening: facts.Hardening{
			NTLM: facts.NTLMPolicy{Listed: true, Outgoing: new(uint32(1))},
			SMB:  facts.SMBSettings{ServerStart: new(uint32(3)), ClientStart: new(uint32(3)), ServerSigning: new(uint32(0)), ClientSigning: new(uint32(1))},
		},
		Hotfixes: facts.Hotfixes{Installed: []facts.Hotfix{
			{ID: "KB2552040", Description: "Hotfix", InstalledOn: "01d3a1b2c3d4e5f6"},
			{ID: "KB976902", Description: "Update", InstalledOn: "11/21/2010"},
		}},
		Packages: facts.Packages{
			Searched: []string{"KB2550886", "KB2552040"},
			Found:    []facts.Package{{Name: "Package_for_KB2552040" + packageTail, KB: "KB2552040", State: &installed}},
		},
		Files: facts.Files{Asked: fullRequest().Files, Found: []facts.File{{Path: `%SystemRoot%\Cluster\clussvc.exe`, Version: "6.1.7601.21928", Size: 5012480}}},
		Services: facts.Services{Asked: []string{"ClusSvc", "MpsSvc"}, Found: []facts.Service{
			{Name: "ClusSvc", State: "Running", StartMode: "Auto"}, {Name: "MpsSvc", State: "Running", StartMode: "Auto"},
		}},
		TCP: facts.TCP{Registry: facts.TCPSettings{Settings: []facts.TCPSetting{{Key: "EnableTCPA", Value: "0"}}}},
		Firewall: facts.Firewall{
			Local: facts.FirewallStore{
				Keys: []string{"DomainProfile", "FirewallRules", "PublicProfile", "StandardProfile"},
				Profiles: []facts.FirewallProfile{
					{Name: "domain", EnableFirewall: &one}, {Name: "private", EnableFirewall: &one, DefaultInboundAction: &zero}, {Name: "public"},
				},
				Rules: []facts.FirewallRule{
					{ID: "a-udp-in", Action: "allow", Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"3343"}, Program: "System"},
					{ID: "z-tcp-in", Action: "allow", Active: true, Direction: "in", Protocol: 6, LocalPorts: []string{"3343"}, Program: `%systemroot%\cluster\clussvc.exe`, Service: "ClusSvc"},
				},
				Unparsed: []facts.UnparsedRule{
					{ID: "blob", Text: "00FF", Reason: "the value is a REG_BINARY"},
					{ID: "odd", Text: "v2.10|Action=Allow|Dir=In|LPort=33", Reason: "read firewall rule: it does not end with |; it may be cut short",
						Terms: &facts.FirewallRule{ID: "odd", Action: "allow", Active: true, Direction: "in", Protocol: facts.AnyProtocol}},
				},
			},
			Policy: facts.FirewallStore{
				Keys:     []string{"FirewallRules", "StandardProfile"},
				Profiles: []facts.FirewallProfile{{Name: "standard", AllowLocalPolicyMerge: &zero}},
				Rules:    []facts.FirewallRule{{ID: "{1}", Action: "block", Active: true, Direction: "in", Protocol: facts.AnyProtocol, Profiles: []string{"public"}}},
			},
			MDM: facts.FirewallStore{
				Keys:     []string{"Mdm", "DomainProfile", "FirewallRules"},
				Profiles: []facts.FirewallProfile{{Name: "domain", EnableFirewall: &zero}},
				Rules:    []facts.FirewallRule{{ID: "{2}", Action: "allow", Active: true, Direction: "in", Protocol: facts.AnyProtocol}},
			},
		},
		ClusterOf: facts.Cluster{Name: "CL1", Asked: fullRequest().Cluster, Properties: map[string]int{"SameSubnetDelay": 1000, "SameSubnetThreshold": 5}},
		Resources: facts.ClusterResources{Types: []string{"Network Name", "Print Spooler"}},
		Topology: facts.Topology{
			Nodes:    facts.ClusterNodes{Asked: []string{"Name", "State", "BuildNumber", "NodeDrainStatus", "StatusInformation"}, Nodes: []facts.ClusterNode{{Name: "NODE1", Build: "7601"}, {Name: "NODE2", State: -1}}},
			Networks: facts.ClusterNetworks{Networks: []facts.ClusterNetwork{{Name: "Heartbeat", Address: "10.0.0.0", Mask: "255.255.255.0", Role: 1, State: 3}}},
			Interfaces: facts.ClusterInterfaces{Interfaces: []facts.ClusterInterface{{Name: "NODE1 - HB", Node: "NODE1", Network: "Heartbeat", Adapter: "Intel",
				AdapterID: "698E50A9-4F58-4D86-B61D-F42E58DCACF6", Address: "10.0.0.1", State: 3}}},
		},
		Adapters:  adapterFacts(),
		Drivers:   facts.Drivers{Asked: fullRequest().Drivers, Found: []facts.Service{{Name: "NetFT", State: "Running", StartMode: "Manual"}}},
		Antivirus: antivirusFacts(),
	}
	got := *n
	if chimney, _ := n.TCP.Show.Get("chimney"); chimney != "disabled" || !n.TCP.Show.Complete || len(n.TCP.Dump.Settings) != 2 {
		t.Errorf("TCP %+v", n.TCP)
	}
	if wmi := n.TCP.WMI; wmi.State != facts.Absent || wmi.Source != osQuery || wmi.Settings != nil {
		t.Errorf("TCP in WMI %+v", wmi)
	}
	got.TCP.Show, got.TCP.Dump = facts.TCPSettings{}, facts.TCPSettings{}
	for _, s := range n.Reboot.Signals {
		if s.Pending || s.Source == "" {
			t.Errorf("signal %+v", s)
		}
	}
	if len(n.Reboot.Signals) != 3 {
		t.Errorf("signals %+v", n.Reboot.Signals)
	}
	got.Reboot = facts.Reboot{}
	if diff := cmp.Diff(want, got, ignoreHeads); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestQueriesNameTheirColumns(t *testing.T) {
	f := healthyNode()
	collect(t, f, fullRequest())
	want := []string{
		"root/cimv2: " + osQuery,
		"root/cimv2: " + hotfixQuery,
		`root/cimv2: SELECT Name,Version,FileSize FROM CIM_DataFile WHERE Name='C:\\Windows\\Cluster\\clussvc.exe' OR Name='C:\\Windows\\System32\\drivers\\netft.sys'`,
		"root/cimv2: SELECT Name,DisplayName,State,StartMode FROM Win32_BaseService WHERE Name='ClusSvc' OR Name='MpsSvc' OR Name='NetFT' OR Name='CPQTeam' OR Name='Tcpip'",
		"root/MSCluster: SELECT Name,SameSubnetDelay,SameSubnetThreshold,CrossSubnetDelay FROM MSCluster_Cluster",
		"root/MSCluster: SELECT Name,State,BuildNumber FROM MSCluster_Node",
		"root/MSCluster: SELECT Name,Address,AddressMask,Role,State FROM MSCluster_Network",
		"root/MSCluster: SELECT Name,Node,Network,Adapter,AdapterId,Address,State FROM MSCluster_NetworkInterface",
		"root/cimv2: " + addressQuery,
		"run 1", "run 2",
	}
	if diff := cmp.Diff(want, f.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// A full scan of a 2008 R2 node, with more updates to look up than any list of
// recommended ones has and half of them installed, costs at most 20 messages,
// and 6 more for the cluster-wide facts.
func TestBudget(t *testing.T) {
	request := fullRequest()
	for i := range 14 {
		request.KBs = append(request.KBs, fmt.Sprintf("KB%d", 2600000+i))
	}
	f := healthyNode()
	f.rows["CIM_DataFile"] = append(f.rows["CIM_DataFile"], remote.Row{"Name": {"x"}})
	for _, kb := range request.KBs[:len(request.KBs)/2] {
		f.prints(remote.RegFindKeys(remote.KeyPackages, kb), found("Package_for_"+kb+packageTail))
	}
	withTopology := *f
	request.Topology, request.Members = false, false
	collect(t, f, request)
	if f.cost() > 20 {
		t.Errorf("%d messages: %q", f.cost(), f.asked)
	}
	request.Topology, request.Members = true, true
	collect(t, &withTopology, request)
	if more := withTopology.cost() - f.cost(); more < 3 || more > 6 {
		t.Errorf("the topology costs %d messages", more)
	}
}

func TestIdentityAlone(t *testing.T) {
	t.Run("2008 R2", func(t *testing.T) {
		f := healthyNode()
		n := collect(t, f, facts.Request{})
		if n.OS.State != facts.Collected || f.cost() != 1 || n.OS.Installation != "" {
			t.Errorf("%d messages, %+v", f.cost(), n.OS)
		}
		for name, s := range sections(n) {
			if name != "os" && s != (facts.Section{}) {
				t.Errorf("%s: %+v, though it was not requested", name, s)
			}
		}
	})
	t.Run("2019", func(t *testing.T) {
		f := healthyNode()
		f.rows["Win32_OperatingSystem"][0]["Version"] = []string{"10.0.17763"}
		f.rows["Win32_OperatingSystem"][0]["OperatingSystemSKU"] = []string{"13"}
		f.dwords = map[string]uint32{remote.KeyCurrentVersion + `\UBR`: 2366}
		n := collect(t, f, facts.Request{})
		if n.OS.UBR == nil || *n.OS.UBR != 2366 || n.OS.Installation != "core" || f.cost() != 2 {
			t.Errorf("%d messages, %+v", f.cost(), n.OS)
		}
	})
}

func TestNodeThatCannotBeRead(t *testing.T) {
	tests := []struct {
		name string
		node *fakeNode
		kind string
	}{
		{"access denied", healthyNode().fails("Win32_OperatingSystem", remote.AccessDenied), "access-denied"},
		{"unreachable", healthyNode().fails("Win32_OperatingSystem", remote.Unreachable), "unreachable"},
		{"interrupted", healthyNode().fails("Win32_OperatingSystem", remote.Interrupted), "interrupted"},
		{"no row", withRows("Win32_OperatingSystem"), "not-credible"},
		{"no build", withRows("Win32_OperatingSystem", remote.Row{"Version": {"6.1.7601"}}), "not-credible"},
		{"two rows", withRows("Win32_OperatingSystem", healthyNode().rows["Win32_OperatingSystem"][0], healthyNode().rows["Win32_OperatingSystem"][0]), "not-credible"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, fullRequest())
			if n.Problem == nil || n.Problem.Kind != tt.kind || len(tt.node.asked) != 1 {
				t.Errorf("problem %+v after %q", n.Problem, tt.node.asked)
			}
			for name, s := range sections(n) {
				if s.State != "" {
					t.Errorf("%s is %s", name, s.State)
				}
			}
		})
	}
}

func withRows(class string, rows ...remote.Row) *fakeNode {
	f := healthyNode()
	f.rows[class] = rows
	return f
}

func TestSessionThatBreaks(t *testing.T) {
	for _, kind := range []remote.Kind{remote.Unreachable, remote.Timeout, remote.NotSealed, remote.Malformed, remote.TooBig, remote.Interrupted, remote.AuthRefused, remote.AuthFailed} {
		t.Run(string(kind), func(t *testing.T) {
			f := healthyNode().fails("Win32_Service", kind)
			n := collect(t, f, fullRequest())
			if last := f.asked[len(f.asked)-1]; !strings.Contains(last, "Win32_BaseService") {
				t.Errorf("asked %q after the session broke", last)
			}
			for name, s := range sections(n) {
				before := slices.Contains([]string{"os", "hotfixes", "files"}, name)
				if before != (s.State == facts.Collected) || !before && (s.State != facts.Failed || s.Problem.Kind != string(kind)) {
					t.Errorf("%s: %+v %+v", name, s, s.Problem)
				}
			}
			if n.Problem != nil {
				t.Errorf("node problem %+v", n.Problem)
			}
		})
	}
}

// A fault of one query says nothing of the others.
func TestFaultOfOneQuery(t *testing.T) {
	tests := []struct {
		class, section string
		also           string // fails with it, by an error
	}{
		{class: "Win32_QuickFixEngineering", section: "hotfixes"},
		{class: "CIM_DataFile", section: "files"},
		{class: "Win32_Service", section: "services", also: "drivers"},
		{class: "Win32_SystemDriver", section: "drivers", also: "services"},
		{class: "Win32_NetworkAdapterConfiguration", section: "addresses"},
		{class: "MSCluster_Cluster", section: "cluster"},
		{class: "MSCluster_Node", section: "nodes"},
		{class: "MSCluster_Network", section: "networks"},
		{class: "MSCluster_NetworkInterface", section: "interfaces"},
	}
	for _, tt := range tests {
		for _, kind := range []remote.Kind{remote.NotFound, remote.AccessDenied, remote.Fault, remote.Quota} {
			n := collect(t, healthyNode().fails(tt.class, kind), fullRequest())
			for name, s := range sections(n) {
				want := facts.Collected
				if name == tt.section || name == tt.also {
					want = facts.Failed
				}
				if s.State != want || want == facts.Failed && s.Problem.Kind != string(kind) {
					t.Errorf("%s with %s: %s is %s, %+v", tt.class, kind, name, s.State, s.Problem)
				}
			}
		}
		n := collect(t, withRows(tt.class), fullRequest())
		if s := sections(n)[tt.section]; s.State != facts.Failed || s.Problem.Kind != kindNotCredible {
			t.Errorf("%s without rows: %s is %s, %+v", tt.class, tt.section, s.State, s.Problem)
		}
	}
}
