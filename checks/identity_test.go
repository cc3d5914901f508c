package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// answering is a healthy node that was asked for by a name and answers as a machine
// of contoso.example.
func answering(asked, host string, change ...func(*facts.Node)) *facts.Node {
	n := testNode(host)
	n.Name, n.OS.Domain = asked, new("contoso.example")
	for _, c := range change {
		c(n)
	}
	return n
}

func domain(name string) func(*facts.Node) {
	return func(n *facts.Node) { n.OS.Domain = &name }
}

func oldFacts(n *facts.Node) { n.OS.Domain, n.OS.DNSHostName = nil, "" }

func alias(host string) func(*facts.Node) { return func(n *facts.Node) { n.Host = host } }

func dialled(address string) func(*facts.Node) { return func(n *facts.Node) { n.Address = address } }

func dnsName(host string) func(*facts.Node) { return func(n *facts.Node) { n.OS.DNSHostName = host } }

func inCluster(name string) func(*facts.Node) { return func(n *facts.Node) { n.ClusterOf.Name = name } }

// members gives the node an account of the cluster's members.
func members(names ...string) func(*facts.Node) {
	return func(n *facts.Node) {
		n.Topology.Nodes.Section = collected("members")
		for _, name := range names {
			n.Topology.Nodes.Nodes = append(n.Topology.Nodes.Nodes, facts.ClusterNode{Name: name})
		}
	}
}

func judged(nodes ...*facts.Node) []Finding {
	c := Cluster{Name: "C"}
	for _, n := range nodes {
		c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: testBaseline()})
	}
	return Evaluate(c)
}

func findingOn(t *testing.T, found []Finding, node, id string) Finding {
	t.Helper()
	i := slices.IndexFunc(found, func(f Finding) bool { return f.Node == node && f.ID == id })
	if i < 0 {
		t.Fatalf("no finding %s on %s", id, node)
	}
	return found[i]
}

func TestIdentityOfOneNode(t *testing.T) {
	const long = "corporate-mail-server"
	tests := []struct {
		name     string
		node     *facts.Node
		status   Status
		got      string
		reason   string // part of it
		withheld bool
	}{
		{"short name", answering("hv01", "HV01"), Pass, "HV01.contoso.example", "", false},
		{"full name", answering("hv01.Contoso.example.", "HV01"), Pass, "HV01.contoso.example", "", false},
		{"another name", answering("HV02", "HV01"), Unknown, "HV01.contoso.example", "HV01.contoso.example answered, and not HV02", true},
		{"a name that begins alike", answering("HV011", "HV01"), Unknown, "", "", true},
		{"another domain", answering("hv01.fabrikam.example", "HV01"), Unknown, "", "and not hv01.fabrikam.example", true},
		{"a domain above", answering("hv01.example", "HV01"), Unknown, "", "", true},
		{"no domain", answering("hv01.contoso.example", "HV01", domain("")), Unknown, "HV01", "the domain of the machine is not known", false},
		{"facts without the domain", answering("hv01.contoso.example", "HV01", oldFacts), Unknown, "HV01", "the domain of the machine is not known", false},
		{"facts without the domain, short name", answering("hv01", "HV01", oldFacts), Pass, "HV01", "", false},
		{"facts without the domain, another name", answering("HV02", "HV01", oldFacts), Unknown, "", "", true},

		{"NetBIOS name", answering("CORPORATE-MAIL-", "CORPORATE-MAIL-", dnsName(long)), Pass, long + ".contoso.example", "", false},
		{"longer than NetBIOS", answering(long, "CORPORATE-MAIL-", dnsName(long)), Pass, "", "", false},
		{"longer than NetBIOS, in full", answering(long+".contoso.example", "CORPORATE-MAIL-", dnsName(long)), Pass, "", "", false},
		{"longer than NetBIOS, cut", answering(long, "CORPORATE-MAIL-"), Pass, "CORPORATE-MAIL-.contoso.example", "", false},
		{"alike for 15 characters", answering("corporate-mail-relay", "CORPORATE-MAIL-", dnsName(long)), Unknown, "", "", true},
		{"cut too early", answering("corporate-mail", "CORPORATE-MAIL-", dnsName(long)), Unknown, "", "", true},

		{"alias", answering("sql-a", "SQL01", alias("SQL01")), Pass, "SQL01.contoso.example", "", false},
		{"alias with its domain", answering("sql-a", "SQL01", alias("sql01.contoso.example")), Pass, "", "", false},
		{"alias for another", answering("SQL01", "SQL01", alias("SQL02")), Unknown, "", "and not SQL02", true},
		{"an address with an expected name", answering("192.0.2.1", "SQL01", alias("SQL02")), Unknown, "", "", true},

		{"address", answering("192.0.2.1", "HV01", dialled("192.0.2.1:5985"), members("HV01")), NotApplicable, "HV01.contoso.example", "HV01.contoso.example answered", false},
		{"address of version 6", answering("2001:db8::1", "HV01", dialled("[2001:db8::1]:5985"), members("HV01")), NotApplicable, "HV01.contoso.example", "", false},
		{"this machine", answering("localhost", "HV01", members("HV01")), NotApplicable, "", "", false},
		{"address, found by a name", answering("192.0.2.1", "HV01", dialled("hv02.contoso.example:5985")), Unknown, "", "and not hv02.contoso.example", true},
		{"address of a member", answering("192.0.2.1", "HV01", members("HV01", "HV02")), NotApplicable, "", "", false},
		{"address of a stranger", answering("192.0.2.1", "PR01", members("HV01", "HV02")), Unknown, "PR01.contoso.example", "PR01.contoso.example answered, which is not a member of the cluster", true},

		{"cluster", answering("HVCLUSTER", "HV01", inCluster("hvcluster"), members("HV01")), NotApplicable, "HV01.contoso.example", "HVCLUSTER is the name of the cluster", false},
		{"cluster with its domain", answering("hvcluster.contoso.example", "HV01", inCluster("HVCLUSTER"), members("HV01")), NotApplicable, "", "", false},
		{"cluster in another domain", answering("hvcluster.fabrikam.example", "HV01", inCluster("HVCLUSTER")), Unknown, "", "", true},
		{"another cluster", answering("PRINT", "HV01", inCluster("HVCLUSTER")), Unknown, "", "", true},
		{"cluster, by a stranger", answering("HVCLUSTER", "PR01", inCluster("HVCLUSTER"), members("HV01")), Unknown, "", "not a member", true},
		{"cluster that is not known", answering("HVCLUSTER", "HV01", func(n *facts.Node) { n.ClusterOf = facts.Cluster{Section: failed("cluster"), Name: "HVCLUSTER"} }), Unknown, "", "", true},

		{"no name", answering("HV01", "", func(n *facts.Node) {}), Unknown, "", "did not say its name", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := judged(tt.node)
			f := findingOn(t, found, tt.node.Name, IdentityID)
			if f.Status != tt.status || tt.got != "" && f.Got != tt.got || !strings.Contains(f.Reason, tt.reason) {
				t.Errorf("%s, got %q: %s", f.Status, f.Got, f.Reason)
			}
			if f.Severity != "critical" || f.Status == Unknown && len(f.Missing) == 0 {
				t.Errorf("severity %s, missing %q", f.Severity, f.Missing)
			}
			for _, other := range found {
				if other.Node == "" || other.ID == IdentityID {
					continue
				}
				if tt.withheld != (other.Status == Unknown && other.Reason == f.Reason) {
					t.Errorf("%s is %s: %s", other.ID, other.Status, other.Reason)
				}
				if tt.withheld && (other.Evidence != nil || other.Remedy != nil || other.Title == "" || other.Want == "") {
					t.Errorf("%s keeps what was seen elsewhere, or lost what is required: %+v", other.ID, other)
				}
			}
		})
	}
}

// TestDriftOfAnotherMachine: what another machine lacks is not drift of this node,
// nor of the cluster.
func TestDriftOfAnotherMachine(t *testing.T) {
	wrong := answering("N2", "N9")
	missingHotfix(wrong)
	wrong.Files.Found[0].Version = "6.1.7601.21500"
	wrong.TCP.Show.Settings[0].Value = "enabled"
	for _, f := range judged(answering("N1", "N1"), wrong, answering("N3", "N3")) {
		if f.Status == Drift {
			t.Errorf("%s %s is drift: %s", f.Node, f.ID, f.Reason)
		}
		if f.Family == "consistency" && (f.Status != Unknown || !strings.Contains(strings.Join(facts.GapTexts(f.Missing), "\n"), "N2: another machine")) {
			t.Errorf("%s is %s, missing %q", f.ID, f.Status, f.Missing)
		}
	}
}

func TestEntriesThatLeadToOneMachine(t *testing.T) {
	tests := []struct {
		name  string
		nodes []*facts.Node
		want  []Status // of the identities
		rest  []Status // of a finding on each node that passes on its machine
		alike Status   // of a comparison
		got   string   // of that comparison
	}{
		{"two machines", []*facts.Node{answering("N1", "N1"), answering("N2", "N2")},
			[]Status{Pass, Pass}, []Status{Pass, Pass}, Pass, "2 nodes agree"},
		{"the second leads to the first", []*facts.Node{answering("N1", "N1"), answering("N2", "N1")},
			[]Status{Unknown, Unknown}, []Status{Pass, Unknown}, Unknown, ""},
		{"two names of one", []*facts.Node{answering("N1", "N1"), answering("n1.contoso.example", "N1"), answering("N3", "N3")},
			[]Status{Unknown, Unknown, Pass}, []Status{Pass, Pass, Pass}, Pass, "2 nodes agree"},
		{"a name and an address", []*facts.Node{answering("192.0.2.1", "N1"), answering("N1", "N1"), answering("N3", "N3")},
			[]Status{Unknown, Unknown, Pass}, []Status{Pass, Pass, Pass}, Pass, "2 nodes agree"},
		{"two addresses", []*facts.Node{answering("192.0.2.1", "N1"), answering("192.0.2.2", "N1")},
			[]Status{Unknown, Unknown}, []Status{Pass, Pass}, NotApplicable, ""},
		{"the cluster and the node that owns it", []*facts.Node{answering("CL", "N1", inCluster("CL")), answering("N1", "N1", inCluster("CL"))},
			[]Status{Unknown, Unknown}, []Status{Pass, Pass}, NotApplicable, ""},
		{"equal names in two domains", []*facts.Node{answering("n1.contoso.example", "N1"), answering("n1.fabrikam.example", "N1", domain("fabrikam.example"))},
			[]Status{Pass, Pass}, []Status{Pass, Pass}, Pass, "2 nodes agree"},
		{"equal names, one without its domain", []*facts.Node{answering("N1", "N1"), answering("n1-old", "N1", alias("N1"), oldFacts)},
			[]Status{Unknown, Unknown}, []Status{Pass, Pass}, NotApplicable, ""},
		{"facts without domains", []*facts.Node{answering("N1", "N1", oldFacts), answering("N2", "N2", oldFacts)},
			[]Status{Pass, Pass}, []Status{Pass, Pass}, Pass, "2 nodes agree"},
		{"alike for NetBIOS", []*facts.Node{answering("corporate-mail-server", "CORPORATE-MAIL-", dnsName("corporate-mail-server")), answering("corporate-mail-relay", "CORPORATE-MAIL-", dnsName("corporate-mail-relay"))},
			[]Status{Pass, Pass}, []Status{Pass, Pass}, Pass, "2 nodes agree"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := judged(tt.nodes...)
			for i, n := range tt.nodes {
				if f := findingOn(t, found, n.Name, IdentityID); f.Status != tt.want[i] {
					t.Errorf("%s is %s: %s", n.Name, f.Status, f.Reason)
				}
				if f := findingOn(t, found, n.Name, "service/ClusSvc"); f.Status != tt.rest[i] {
					t.Errorf("%s of %s is %s: %s", f.ID, n.Name, f.Status, f.Reason)
				}
			}
			f := findingOn(t, found, "", "consistency/services")
			if f.Status != tt.alike || tt.got != "" && f.Got != tt.got {
				t.Errorf("%s is %s, got %q: %s", f.ID, f.Status, f.Got, f.Reason)
			}
		})
	}
}

// TestDriftOfOneMachineIsComparedOnce: the majority is one of machines and not of entries.
func TestDriftOfOneMachineIsComparedOnce(t *testing.T) {
	odd := func(asked string) *facts.Node {
		n := answering(asked, "N1")
		n.Services.Found[0].StartMode = "Manual"
		return n
	}
	f := findingOn(t, judged(odd("N1"), odd("n1.contoso.example"), odd("192.0.2.1"), answering("N2", "N2"), answering("N3", "N3")), "", "consistency/services")
	if f.Status != Drift || len(f.Differences) != 1 || len(f.Differences[0].Values) != 3 || !strings.Contains(f.Differences[0].Majority, "auto") {
		t.Errorf("%s: %+v", f.Status, f.Differences)
	}
}

// TestMachineOfTwoClusters: a machine is a node of one cluster only, so entries of two
// clusters that lead to it are in doubt, both.
func TestMachineOfTwoClusters(t *testing.T) {
	tests := []struct {
		name   string
		a, b   *facts.Node
		want   Status
		reason string
	}{
		{"one machine", answering("N1", "N1"), answering("N1", "N1"), Unknown, "N1.contoso.example answered for N1 of the cluster B as well"},
		{"one machine by its address", answering("N1", "N1"), answering("192.0.2.1", "N1"), Unknown, "192.0.2.1 of the cluster B as well"},
		{"whatever cluster it says", answering("N1", "N1", inCluster("A")), answering("N1", "N1", inCluster("B")), Unknown, ""},
		{"two domains", answering("N1", "N1"), answering("N1", "N1", domain("fabrikam.example")), Pass, ""},
		{"no domains, one cluster", answering("N1", "N1", domain(""), inCluster("A")), answering("N1", "N1", domain(""), inCluster("a")), Unknown, ""},
		{"no domains, two clusters", answering("N1", "N1", domain(""), inCluster("A")), answering("N1", "N1", domain(""), inCluster("B")), Pass, ""},
		{"domains not known, two clusters", answering("N1", "N1", oldFacts, inCluster("A")), answering("N1", "N1", oldFacts, inCluster("B")), Pass, ""},
		{"domains not known", answering("N1", "N1", oldFacts, inCluster("")), answering("N1", "N1", oldFacts, inCluster("")), Unknown, "domains that would distinguish two machines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clusters := []Cluster{
				{Name: "A", Nodes: []Subject{{Facts: tt.a, Baseline: testBaseline()}, {Facts: answering("N2", "N2"), Baseline: testBaseline()}}},
				{Name: "B", Nodes: []Subject{{Facts: tt.b, Baseline: testBaseline()}}},
			}
			machines := NewMachines(clusters)
			for i, n := range []*facts.Node{tt.a, tt.b} {
				clusters[i].Machines = machines
				f := findingOn(t, Evaluate(clusters[i]), n.Name, IdentityID)
				if f.Status != tt.want || i == 0 && !strings.Contains(f.Reason, tt.reason) {
					t.Errorf("%s of %s is %s: %s", n.Name, clusters[i].Name, f.Status, f.Reason)
				}
			}
		})
	}
}

// TestIdentityWithoutBaseline: a contradiction is told of a node that nothing is
// required of, too.
func TestIdentityWithoutBaseline(t *testing.T) {
	found := Evaluate(Cluster{Nodes: []Subject{{Facts: answering("N2", "N9"), Problem: "no baseline is for build 4242"}}})
	if f := findingOn(t, found, "N2", IdentityID); f.Status != Unknown {
		t.Errorf("%s is %s", f.ID, f.Status)
	}
}
