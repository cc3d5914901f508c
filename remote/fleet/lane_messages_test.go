package fleet_test

import (
	"path"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// messagesOf are those of one node: on two lanes, the chain of each.
type messagesOf struct{ queries, shell int }

// A full plan costs each lane as many messages as the page on performance says, each of
// which waits for the one before. The connection and the logon of the lane come on top.
// One query of a lead is sent on the lane of the shell: that of the quorum resource, which
// the registry has named.
func TestMessagesOfEachLane(t *testing.T) {
	for _, tt := range []struct {
		baseline       string
		node           func(string) *windows.Node
		lead, ordinary messagesOf
	}{
		{"ws2008r2-sp1", windows.Server2008R2, messagesOf{18, 9}, messagesOf{12, 9}},
		{"ws2012r2", windows.Server2012R2, messagesOf{19, 9}, messagesOf{11, 9}},
		{"ws2022", windows.Server2022, messagesOf{17, 9}, messagesOf{9, 9}},
	} {
		t.Run(tt.baseline, func(t *testing.T) {
			b, err := baselines.Load(tt.baseline)
			if err != nil {
				t.Fatal(err)
			}
			f, jobs := farm(t, threeNodes(tt.node), simulator.Options{})
			for i := range jobs {
				jobs[i].Plan = func(facts.OS) facts.Request { return checks.Plan(b) }
			}
			leads := 0
			for _, n := range fleet.Scan(t.Context(), jobs, optionsOver(fleet.TwoLanes, 3)) {
				if n.Problem != nil {
					t.Fatalf("%s: %+v", n.Name, n.Problem)
				}
				want := tt.ordinary
				if n.Topology.Interfaces.State == facts.Collected {
					leads, want = leads+1, tt.lead
				}
				if got := messagesByLane(t, f.Stats(n.Name)); got != want {
					t.Errorf("%s: %+v, want %+v", n.Name, got, want)
				}
			}
			if leads != 2 {
				t.Errorf("%d nodes read what belongs to the cluster, want 2", leads)
			}
		})
	}
}

// threeNodes are healthy and in one cluster, of which two read what belongs to it.
func threeNodes(node func(string) *windows.Node) []*windows.Node {
	var all []*windows.Node
	for _, name := range []string{"HV01", "HV02", "HV03"} {
		n := node(name)
		n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: password}
		all = append(all, n)
	}
	windows.Join("HVCLUSTER", all...)
	return all
}

// messagesByLane counts those that a node has seen.
func messagesByLane(t *testing.T, seen simulator.Stats) (m messagesOf) {
	t.Helper()
	for _, action := range seen.Actions {
		switch path.Base(action) {
		case "Enumerate", "Pull":
			m.queries++
		case "Create", "Command", "Receive", "Signal", "Delete":
			m.shell++
		default:
			t.Errorf("an unexpected message: %s", action)
		}
	}
	return m
}
