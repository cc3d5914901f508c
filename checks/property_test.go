package checks

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// situation is a node in some state, always with two healthy companions.
type situation struct {
	name   string
	change func(*facts.Node)
	accept bool // judge the firewall as KB2701206 allows
}

func situations() []situation {
	return slices.Concat(firstSituations(), hotfixSituations(), adapterSituations(), networkSituations(), eventSituations(), heartbeatSituations(), siteSituations(), quorumSituations())
}

func firstSituations() []situation {
	return []situation{
		{name: "healthy", change: func(*facts.Node) {}},
		{name: "core", change: func(n *facts.Node) { n.OS.Installation = "core" }},
		{name: "no print resources", change: func(n *facts.Node) { n.Resources.Types = []string{"IP Address"} }},
		{name: "restart pending", change: func(n *facts.Node) {
			setPackages(n, pkg(kbOwn, facts.PackageInstallPending))
			n.Hotfixes.Installed = []facts.Hotfix{{ID: "KB9999999"}}
			n.Reboot.Signals[0].Pending = true
		}},
		{name: "removal pending", change: func(n *facts.Node) {
			setPackages(n, pkg(kbOwn, facts.PackageUninstallPending), pkg(kbPrint, facts.PackageInstalled))
			n.Reboot.Signals[0].Pending = true // as Windows notes it
		}},
		{name: "between floor and newest", change: func(n *facts.Node) { n.OS.UBR = new(5000) }},
		{name: "old updates", change: func(n *facts.Node) { n.OS.UBR = new(4000) }},
		{name: "hotpatch", change: func(n *facts.Node) { n.OS.UBR = new(4800) }},
		{name: "perhaps a hotpatch", change: func(n *facts.Node) { n.OS.UBR = new(4700) }},
		{name: "ahead of the baseline", change: func(n *facts.Node) { n.OS.UBR = new(7000) }},
		{name: "no revision", change: func(n *facts.Node) { n.OS.UBR = nil }},
		{name: "a client", change: func(n *facts.Node) { n.OS.ProductType = 1 }},
		{name: "another build", change: func(n *facts.Node) { n.OS.Build = 9600 }},
		{name: "listed only", change: func(n *facts.Node) { setPackages(n) }},
		{name: "listed, but waits for a restart", change: func(n *facts.Node) {
			setPackages(n, pkg(kbOwn, facts.PackageInstallPending))
			n.Reboot.Signals[0].Pending = true
		}},
		{name: "listed, but the file is old", change: func(n *facts.Node) {
			setPackages(n)
			n.Files.Found[0].Version = "6.1.7601.20500"
		}},
		{name: "missing", change: func(n *facts.Node) { missingHotfix(n); n.Files.Found[0].Version = "6.1.7601.21500" }},
		{name: "by file", change: missingHotfix},
		{name: "unknown branch", change: func(n *facts.Node) { missingHotfix(n); n.Files.Found[0].Version = "6.1.7601.24000" }},
		{name: "superseded by a later one", change: func(n *facts.Node) {
			missingHotfix(n)
			setPackages(n, pkg(kbLater, facts.PackageSuperseded))
		}},
		{name: "later one waits", change: func(n *facts.Node) {
			missingHotfix(n)
			n.Files.Found[0].Version = "6.1.7601.21500"
			setPackages(n, pkg(kbLater, facts.PackageInstallPending))
		}},
		{name: "later one waits, file already there", change: func(n *facts.Node) {
			missingHotfix(n)
			setPackages(n, pkg(kbLater, facts.PackageInstallPending))
			n.Reboot.Signals[0].Pending = true
		}},
		{name: "maybe in a rollup", change: func(n *facts.Node) {
			missingHotfix(n)
			n.Files.Found[0].Version = "6.1.7601.21500"
			n.Hotfixes.Installed = append(n.Hotfixes.Installed, facts.Hotfix{ID: kbRollup})
		}},
		{name: "heartbeats off", change: func(n *facts.Node) {
			n.ClusterOf.Properties["SameSubnetDelay"] = 3000
			n.ClusterOf.Properties["SameSubnetThreshold"] = 5
		}},
		{name: "no cluster", change: func(n *facts.Node) {
			n.ClusterOf = facts.Cluster{Section: facts.Section{State: facts.Absent}}
			n.Resources = facts.ClusterResources{Section: facts.Section{State: facts.Absent}}
			n.Services.Found = n.Services.Found[1:]
		}},
		{name: "cluster service stopped", change: func(n *facts.Node) {
			n.Resources = facts.ClusterResources{Section: facts.Section{State: facts.Absent}}
			n.Services.Found[0].State = "Stopped"
		}},
		{name: "null property", change: func(n *facts.Node) { delete(n.ClusterOf.Properties, "SameSubnetThreshold") }},
		{name: "chimney on", change: func(n *facts.Node) { n.TCP.Show.Settings[0].Value = "enabled" }},
		{name: "no chimney", change: func(n *facts.Node) { n.TCP.Show.Settings = n.TCP.Show.Settings[1:] }},
		{name: "chimney in the dump only", change: func(n *facts.Node) {
			n.TCP.Show.Settings, n.TCP.Show.Complete = n.TCP.Show.Settings[1:], false
		}},
		{name: "clock ahead", change: func(n *facts.Node) { n.Clock = clockAhead(7 * time.Minute) }},
		{name: "no clock", change: func(n *facts.Node) { n.Clock = facts.Clock{} }},
		{name: "no shell", change: func(n *facts.Node) {
			n.TCP = facts.TCP{Show: facts.TCPSettings{Section: failed("show")}, Dump: facts.TCPSettings{Section: failed("dump")}}
			n.Packages = facts.Packages{Section: failed("cbs")}
		}},
		{name: "services failed", change: func(n *facts.Node) { n.Services = facts.Services{Section: failed("services")} }},
		{name: "firewall service stopped", change: func(n *facts.Node) { n.Services.Found[1].State = "Stopped" }},
		{name: "firewall off by policy", change: func(n *facts.Node) {
			n.Firewall.Local.Rules = n.Firewall.Local.Rules[2:]
			n.Firewall.Policy = policyRules()
			n.Firewall.Policy.Profiles = profiles(facts.FirewallProfile{EnableFirewall: new(0)}, "domain", "standard")
		}},
		{name: "shielded", change: func(n *facts.Node) { n.Firewall.Local.Profiles[2].DoNotAllowExceptions = new(1) }},
		{name: "allowed by default", change: func(n *facts.Node) {
			n.Firewall.Local.Rules = n.Firewall.Local.Rules[2:]
			for i := range n.Firewall.Local.Profiles {
				n.Firewall.Local.Profiles[i].DefaultInboundAction = new(0)
			}
		}},
		{name: "blocked by policy", change: func(n *facts.Node) { n.Firewall.Policy = policyRules(blockUDP("b")) }},
		{name: "no merge", change: func(n *facts.Node) {
			n.Firewall.Policy = policyRules(allowUDP("p"))
			n.Firewall.Policy.Profiles = profiles(facts.FirewallProfile{AllowLocalPolicyMerge: new(0)}, "domain", "private")
		}},
		{name: "narrow block for another program", change: func(n *facts.Node) {
			r := blockUDP("b")
			r.Program, r.Protocol = `C:\Windows\cluster\clussvc.exe`, facts.AnyProtocol
			n.Firewall.Policy = policyRules(r)
		}},
		{name: "local subnet", change: func(n *facts.Node) { n.Firewall.Local.Rules[0].RemoteAddresses = []string{"LocalSubnet"} }},
		{name: "one peer only", change: func(n *facts.Node) { n.Firewall.Local.Rules[0].RemoteAddresses = []string{"10.0.0.2"} }},
		{name: "block beyond the cluster", change: func(n *facts.Node) {
			r := blockUDP("b")
			r.RemoteAddresses = []string{"192.168.9.0/24"}
			n.Firewall.Policy = policyRules(r)
		}},
		{name: "unparsed", change: func(n *facts.Node) {
			n.Firewall.Local.Unparsed = []facts.UnparsedRule{{ID: "u", Text: "v9"}}
		}},
		{name: "no rule, accepted", accept: true, change: func(n *facts.Node) { n.Firewall.Local.Rules = n.Firewall.Local.Rules[2:] }},
		{name: "no rule", change: func(n *facts.Node) { n.Firewall.Local.Rules = n.Firewall.Local.Rules[2:] }},
		{name: "unreachable", change: func(n *facts.Node) {
			*n = facts.Node{Format: facts.Format, Name: n.Name, Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
		}},
	}
}

func profiles(p facts.FirewallProfile, names ...string) []facts.FirewallProfile {
	var list []facts.FirewallProfile
	for _, name := range names {
		p.Name = name
		list = append(list, p)
	}
	return list
}

func setPackages(n *facts.Node, found ...facts.Package) { n.Packages.Found = found }

// missingHotfix leaves no trace of the wanted updates.
func missingHotfix(n *facts.Node) {
	setPackages(n)
	n.Hotfixes.Installed = []facts.Hotfix{{ID: "KB9999999"}}
}

func (s situation) cluster() Cluster {
	b := testBaseline()
	if s.accept {
		for i := range b.Firewall {
			b.Firewall[i].WithoutRule = "accept"
		}
	}
	c := Cluster{Name: "C"}
	for _, name := range []string{"N1", "N2", "N3"} {
		c.Nodes = append(c.Nodes, Subject{Facts: testNode(name), Baseline: b})
	}
	s.change(c.Nodes[0].Facts)
	// As in a scan, two nodes are asked for the topology; here the changed one alone.
	c.Nodes[1].Facts.Topology, c.Nodes[2].Facts.Topology = facts.Topology{}, facts.Topology{}
	ungive(c.Nodes[2].Facts, siteQuorum) // of this, two nodes are asked
	c.Nodes[1].Facts.Quorum, c.Nodes[2].Facts.Quorum = facts.Quorum{}, facts.Quorum{}
	return c
}

// section is one group of facts, emptied of all but its head.
type section struct {
	name  string
	part  string // the field of facts.Request that asks for it; empty: every node is asked
	head  func(*facts.Node) facts.Section
	clear func(*facts.Node, facts.Section)
}

func sections() []section {
	return slices.Concat(firstSections(), adapterSections(), networkSections(), eventSections(), siteSections(), quorumSections(), hardeningSections())
}

func firstSections() []section {
	return []section{
		{"os", "", func(n *facts.Node) facts.Section { return n.OS.Section }, func(n *facts.Node, s facts.Section) { n.OS = facts.OS{Section: s} }},
		{"clock", "", func(n *facts.Node) facts.Section { return n.Clock.Section }, func(n *facts.Node, s facts.Section) { n.Clock = facts.Clock{Section: s} }},
		{"hotfixes", "Hotfixes", func(n *facts.Node) facts.Section { return n.Hotfixes.Section }, func(n *facts.Node, s facts.Section) { n.Hotfixes = facts.Hotfixes{Section: s} }},
		{"packages", "KBs", func(n *facts.Node) facts.Section { return n.Packages.Section }, func(n *facts.Node, s facts.Section) { n.Packages = facts.Packages{Section: s} }},
		{"files", "Files", func(n *facts.Node) facts.Section { return n.Files.Section }, func(n *facts.Node, s facts.Section) { n.Files = facts.Files{Section: s} }},
		{"files found", "Files", func(n *facts.Node) facts.Section { return n.Files.Section }, func(n *facts.Node, s facts.Section) { n.Files = facts.Files{Section: s, Asked: n.Files.Asked} }},
		{"reboot", "Reboot", func(n *facts.Node) facts.Section { return n.Reboot.Section }, func(n *facts.Node, s facts.Section) { n.Reboot = facts.Reboot{Section: s} }},
		{"services", "Services", func(n *facts.Node) facts.Section { return n.Services.Section }, func(n *facts.Node, s facts.Section) { n.Services = facts.Services{Section: s} }},
		{"services found", "Services", func(n *facts.Node) facts.Section { return n.Services.Section }, func(n *facts.Node, s facts.Section) {
			n.Services = facts.Services{Section: s, Asked: n.Services.Asked}
		}},
		{"show", "TCP", func(n *facts.Node) facts.Section { return n.TCP.Show.Section }, func(n *facts.Node, s facts.Section) { n.TCP.Show = facts.TCPSettings{Section: s} }},
		{"show settings", "TCP", func(n *facts.Node) facts.Section { return n.TCP.Show.Section }, func(n *facts.Node, s facts.Section) {
			n.TCP.Show = facts.TCPSettings{Section: s, Complete: true}
		}},
		{"dump", "TCP", func(n *facts.Node) facts.Section { return n.TCP.Dump.Section }, func(n *facts.Node, s facts.Section) { n.TCP.Dump = facts.TCPSettings{Section: s} }},
		{"tcp registry", "TCP", func(n *facts.Node) facts.Section { return n.TCP.Registry.Section }, func(n *facts.Node, s facts.Section) { n.TCP.Registry = facts.TCPSettings{Section: s} }},
		{"tcp wmi", "TCP", func(n *facts.Node) facts.Section { return n.TCP.WMI.Section }, func(n *facts.Node, s facts.Section) { n.TCP.WMI = facts.TCPSettings{Section: s} }},
		{"local rules", "Firewall", func(n *facts.Node) facts.Section { return n.Firewall.Local.Section }, func(n *facts.Node, s facts.Section) { n.Firewall.Local = facts.FirewallStore{Section: s} }},
		{"local profiles", "Firewall", func(n *facts.Node) facts.Section { return n.Firewall.Local.Section }, func(n *facts.Node, s facts.Section) {
			n.Firewall.Local = facts.FirewallStore{Section: s, Rules: n.Firewall.Local.Rules}
		}},
		{"policy", "Firewall", func(n *facts.Node) facts.Section { return n.Firewall.Policy.Section }, func(n *facts.Node, s facts.Section) { n.Firewall.Policy = facts.FirewallStore{Section: s} }},
		{"mdm", "Firewall", func(n *facts.Node) facts.Section { return n.Firewall.MDM.Section }, func(n *facts.Node, s facts.Section) { n.Firewall.MDM = facts.FirewallStore{Section: s} }},
		{"cluster", "Cluster", func(n *facts.Node) facts.Section { return n.ClusterOf.Section }, func(n *facts.Node, s facts.Section) { n.ClusterOf = facts.Cluster{Section: s} }},
		{"cluster values", "Cluster", func(n *facts.Node) facts.Section { return n.ClusterOf.Section }, func(n *facts.Node, s facts.Section) {
			n.ClusterOf = facts.Cluster{Section: s, Asked: n.ClusterOf.Asked}
		}},
		{"resources", "Resources", func(n *facts.Node) facts.Section { return n.Resources.Section }, func(n *facts.Node, s facts.Section) { n.Resources = facts.ClusterResources{Section: s} }},
		{"topology nodes", "Members", func(n *facts.Node) facts.Section { return n.Topology.Nodes.Section }, func(n *facts.Node, s facts.Section) { n.Topology.Nodes = facts.ClusterNodes{Section: s} }},
		{"networks", "Topology", func(n *facts.Node) facts.Section { return n.Topology.Networks.Section }, func(n *facts.Node, s facts.Section) { n.Topology.Networks = facts.ClusterNetworks{Section: s} }},
		{"interfaces", "Topology", func(n *facts.Node) facts.Section { return n.Topology.Interfaces.Section }, func(n *facts.Node, s facts.Section) {
			n.Topology.Interfaces = facts.ClusterInterfaces{Section: s}
		}},
		{"cluster addresses", "Addresses", func(n *facts.Node) facts.Section { return n.Topology.Addresses.Section }, func(n *facts.Node, s facts.Section) {
			n.Topology.Addresses = facts.ClusterAddresses{Section: s}
		}},
		{"static addresses", "Static", func(n *facts.Node) facts.Section { return n.Adapters.Static.Section }, func(n *facts.Node, s facts.Section) {
			n.Adapters.Static = facts.StaticAddresses{Section: s}
		}},
		{"volumes", "Volumes", func(n *facts.Node) facts.Section { return n.Topology.Volumes.Section }, func(n *facts.Node, s facts.Section) { n.Topology.Volumes = facts.ClusterVolumes{Section: s} }},
	}
}

// TestSituationsCoverEveryStatus keeps the properties from holding for want of cases.
func TestSituationsCoverEveryStatus(t *testing.T) {
	seen := map[string]map[Status]bool{}
	for _, s := range situations() {
		for _, f := range Evaluate(s.cluster()) {
			if seen[f.Family] == nil {
				seen[f.Family] = map[Status]bool{}
			}
			seen[f.Family][f.Status] = true
			checkFinding(t, s.name, f)
		}
	}
	for _, f := range families() {
		if f.unread != nil {
			continue // it says of a node that it is not judged, and no more
		}
		for _, status := range []Status{Pass, Drift, Unknown} {
			if !seen[f.name][status] {
				t.Errorf("no situation has a finding of %s that is %s", f.name, status)
			}
		}
	}
}

// checkFinding holds for every finding, whatever the node.
func checkFinding(t *testing.T, where string, f Finding) {
	t.Helper()
	if f.Status == Unknown && (len(f.Missing) == 0 || slices.ContainsFunc(f.Missing, func(g facts.Gap) bool { return g.Text == "" || !slices.Contains(facts.GapKinds(), g.Kind) })) {
		t.Errorf("%s: %s is unknown, and nothing is missing", where, f.ID)
	}
	if f.Status != Unknown && (f.Status != Drift || f.Node != "") && len(f.Missing) > 0 {
		t.Errorf("%s: %s is %s, and %q is missing", where, f.ID, f.Status, f.Missing)
	}
	if f.Status != Drift && f.Remedy != nil {
		t.Errorf("%s: %s is %s, and has a remedy", where, f.ID, f.Status)
	}
	if (f.Status == Pass || f.Status == Drift) && len(f.Evidence) == 0 && f.Family != "hotfix-list" {
		t.Errorf("%s: %s is %s without evidence", where, f.ID, f.Status)
	}
	if f.Reason == "" || f.Want == "" || f.Cluster != "C" || !strings.HasPrefix(f.ID, f.Family+"/") {
		t.Errorf("%s: %s is incomplete: %+v", where, f.ID, f)
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	for i, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, uint64(i)))
			want := Evaluate(s.cluster())
			for range 20 {
				c := s.cluster()
				for _, n := range c.Nodes {
					shuffle(random, reflect.ValueOf(n.Facts).Elem())
				}
				random.Shuffle(len(c.Nodes), reflect.Swapper(c.Nodes))
				if got := Evaluate(c); !reflect.DeepEqual(want, got) {
					t.Fatalf("another order, other findings (-want +got):\n%s", cmp.Diff(want, got))
				}
			}
		})
	}
}

// TestRepetitionChangesNoVerdict: what a node says twice of its events, its profiles and
// its scanners is true no more than once.
func TestRepetitionChangesNoVerdict(t *testing.T) {
	for _, s := range situations() {
		before := Evaluate(s.cluster())
		c := s.cluster()
		for _, n := range c.Nodes {
			for _, part := range []any{&n.Facts.Events, &n.Facts.Profiles, &n.Facts.Antivirus, &n.Facts.Services} {
				repeat(reflect.ValueOf(part).Elem())
			}
		}
		compareStatus(t, s.name, before, Evaluate(c), func(old, now Status) bool { return now != old })
	}
}

// repeat doubles every list below v.
func repeat(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				repeat(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.AppendSlice(v, v))
	}
}

// shuffle reorders every list below v.
func shuffle(random *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				shuffle(random, v.Field(i))
			}
		}
	case reflect.Slice:
		random.Shuffle(v.Len(), reflect.Swapper(v.Interface()))
		for i := range v.Len() {
			shuffle(random, v.Index(i))
		}
	}
}

func TestSupersedingUpdateNeverCreatesDrift(t *testing.T) {
	for _, s := range situations() {
		before := Evaluate(s.cluster())
		for _, add := range []func(*facts.Node){
			func(n *facts.Node) { n.Hotfixes.Installed = append(n.Hotfixes.Installed, facts.Hotfix{ID: kbLater}) },
			func(n *facts.Node) {
				n.Packages.Found = append(n.Packages.Found, pkg(kbLater, facts.PackageInstalled))
			},
			func(n *facts.Node) {
				n.Packages.Found = append(n.Packages.Found, pkg(kbLater, facts.PackageSuperseded))
			},
		} {
			c := s.cluster()
			add(c.Nodes[0].Facts)
			compareStatus(t, s.name, before, Evaluate(c), func(old, now Status) bool { return now == Drift && old != Drift })
		}
	}
}

func TestBlockNeverTurnsDriftIntoPass(t *testing.T) {
	narrow := blockUDP("zz")
	narrow.RemoteAddresses = []string{"10.0.0.3"}
	conditional := blockUDP("00")
	conditional.Conditions = []string{"PFN=x"}
	for _, s := range situations() {
		before := Evaluate(s.cluster())
		for _, block := range []facts.FirewallRule{blockUDP("00"), blockUDP("zz"), narrow, conditional} {
			c := s.cluster()
			local := &c.Nodes[0].Facts.Firewall.Local
			local.Rules = append(local.Rules, block)
			compareStatus(t, s.name, before, Evaluate(c), func(old, now Status) bool { return now == Pass && old != Pass })
		}
	}
}

func compareStatus(t *testing.T, where string, before, after []Finding, forbidden func(old, now Status) bool) {
	t.Helper()
	if len(before) != len(after) {
		t.Fatalf("%s: %d findings became %d", where, len(before), len(after))
	}
	for i, f := range after {
		if forbidden(before[i].Status, f.Status) {
			t.Errorf("%s: %s %s was %s and became %s", where, f.Node, f.ID, before[i].Status, f.Status)
		}
	}
}
