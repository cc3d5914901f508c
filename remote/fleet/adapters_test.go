package fleet_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// Adapters, drivers, IPv6 and scanners are read of every version in any
// language within the budget: 20 messages for a node of 2008 R2, 24 for a later
// one, and 6 more for what is true of the cluster.
func TestAdaptersOfEveryVersion(t *testing.T) {
	for _, tt := range []struct {
		baseline, language string
		node               func(string) *windows.Node
		budget             int
	}{
		{"ws2008r2-rtm", "en", windows.Server2008R2, 26},
		{"ws2008r2-sp1", "de", windows.Server2008R2, 26},
		{"ws2012", "ja", windows.Server2012, 30},
		{"ws2012r2", "de", windows.Server2012R2, 30},
		{"ws2016", "en", windows.Server2016, 30},
		{"ws2025", "ja", windows.Server2025, 30},
	} {
		t.Run(tt.baseline, func(t *testing.T) {
			b, err := baselines.Load(tt.baseline)
			if err != nil {
				t.Fatal(err)
			}
			node := tt.node("HV01")
			node.Language, node.Account = tt.language, windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: password}
			_, jobs := farm(t, []*windows.Node{node}, simulator.Options{})
			jobs[0].Plan = func(facts.OS) facts.Request { return withAdapters(checks.Plan(b)) }
			n := fleet.Scan(t.Context(), jobs, options(1))[0]
			if n.Problem != nil {
				t.Fatalf("%+v", n.Problem)
			}
			verifyAdapters(t, n)
			if n.Traffic.Messages > tt.budget {
				t.Errorf("%d messages, more than %d", n.Traffic.Messages, tt.budget)
			}
			t.Logf("%d messages", n.Traffic.Messages)
		})
	}
}

func withAdapters(r facts.Request) facts.Request {
	r.Adapters, r.Topology, r.IPv6, r.Antivirus = true, true, true, true
	r.Drivers = []string{"Blfm", "Blfp", "CPQTeam", "CPQTeamMP", "NetFT", "iANSMiniport", "iANSProtocol"}
	return r
}

func verifyAdapters(t *testing.T, n *facts.Node) {
	t.Helper()
	later := n.OS.Build >= 9200
	for name, s := range map[string]facts.Section{
		"adapters": n.Adapters.Drivers.Section, "addresses": n.Adapters.IP.Section, "drivers": n.Drivers.Section,
		"IPv6": n.IPv6.Section, "filters": n.Antivirus.Filters.Section,
	} {
		if s.State != facts.Collected {
			t.Errorf("%s: %s %+v", name, s.State, s.Problem)
		}
	}
	if (n.TCP.WMI.State == facts.Collected) != later || (n.TCP.WMI.State == facts.Absent) == later {
		t.Errorf("TCP in WMI: %+v", n.TCP.WMI)
	}
	if defender := n.OS.Build >= 14393; (n.Antivirus.Local.State == facts.Collected) != defender || n.Antivirus.Policy.State != facts.Absent {
		t.Errorf("exclusions: %+v", n.Antivirus)
	}
	detailed := map[string]bool{}
	for _, a := range n.Adapters.Drivers.Found {
		detailed[a.ID] = a.Detailed
	}
	for _, i := range n.Topology.Interfaces.Interfaces {
		if !detailed[facts.NormalGUID(i.AdapterID)] {
			t.Errorf("the adapter of %s has no details", i.Name)
		}
	}
}
