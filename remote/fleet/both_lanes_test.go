package fleet_test

import (
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// overLanes runs a test for nodes that are read over one lane, and over two.
func overLanes(t *testing.T, test func(*testing.T, fleet.Lanes)) {
	for name, lanes := range map[string]fleet.Lanes{"one lane": fleet.OneLane, "two lanes": fleet.TwoLanes} {
		t.Run(name, func(t *testing.T) { test(t, lanes) })
	}
}

func optionsOver(lanes fleet.Lanes, concurrency int) fleet.Options {
	o := options(concurrency)
	o.Lanes = lanes
	return o
}

// What a node may send in all holds for both of its lanes together.
func TestTotalOverLanes(t *testing.T) { overLanes(t, testTotalOverLanes) }

func testTotalOverLanes(t *testing.T, lanes fleet.Lanes) {
	_, jobs := farm(t, windows.Healthy(1, password), simulator.Options{})
	o := optionsOver(lanes, 1)
	whole := fleet.Scan(t.Context(), jobs, o)[0].Traffic.BytesIn
	o.Limits.Total = whole * 3 / 4
	n := fleet.Scan(t.Context(), jobs, o)[0]
	if n.Firewall.Local.State == facts.Collected && n.Events.Cluster.State == facts.Collected && n.Topology.Interfaces.State == facts.Collected {
		t.Errorf("all was read although %d bytes are more than %d", whole, o.Limits.Total)
	}
	const headers = 64 << 10 // of the answer that goes too far, on each lane
	if n.Traffic.BytesIn > o.Limits.Total+2*headers {
		t.Errorf("%d bytes were read, %d are allowed", n.Traffic.BytesIn, o.Limits.Total)
	}
}

// Whatever a node does, nothing passes on it that does not pass without that.
func TestFaultsMakeNothingPass(t *testing.T) { overLanes(t, testFaultsMakeNothingPass) }

func testFaultsMakeNothingPass(t *testing.T, lanes fleet.Lanes) {
	b, err := baselines.Load("ws2008r2-sp1")
	if err != nil {
		t.Fatal(err)
	}
	passing := func(n *facts.Node) map[string]bool {
		passes := map[string]bool{}
		for _, f := range checks.Evaluate(checks.Cluster{Name: "C", Nodes: []checks.Subject{{Facts: n, Baseline: b}}}) {
			if f.Status == checks.Pass {
				passes[f.Node+" "+f.ID] = true
			}
		}
		return passes
	}
	var nodes []*windows.Node
	for _, fault := range append([]string{""}, simulator.Faults()...) {
		n := windows.FieldReport(password)[1] // lacks updates, and the rules of the firewall
		n.Conduct.Fault = fault
		nodes = append(nodes, n)
	}
	var read []*facts.Node
	for _, n := range nodes { // one name for all
		_, jobs := farm(t, []*windows.Node{n}, simulator.Options{})
		o := optionsOver(lanes, 1)
		o.Limits.Message, o.Limits.Backoff, o.Limits.Pages, o.NodeTimeout = time.Second, time.Millisecond, 30, 10*time.Second
		read = append(read, fleet.Scan(t.Context(), jobs, o)[0])
	}
	want := passing(read[0])
	if len(want) < 10 || read[0].Problem != nil {
		t.Fatalf("only %d requirements pass without a fault: %+v", len(want), read[0].Problem)
	}
	for i, n := range read[1:] {
		for id := range passing(n) {
			if !want[id] {
				t.Errorf("%s: %s passes", simulator.Faults()[i], id)
			}
		}
	}
}

// A node that falls silent on the second lane costs no more than its time, and none of
// the others anything.
func TestNodeTimeOverLanes(t *testing.T) { overLanes(t, testNodeTimeOverLanes) }

func testNodeTimeOverLanes(t *testing.T, lanes fleet.Lanes) {
	nodes := windows.Healthy(3, password)
	nodes[1].Conduct.CommandTime = time.Hour // the shell, which the second lane has, never ends
	f, jobs := farm(t, nodes, simulator.Options{})
	o := optionsOver(lanes, 3)
	o.Limits.Message, o.NodeTimeout = time.Hour, 3*time.Second
	for i, n := range fleet.Scan(t.Context(), jobs, o) {
		if i == 1 {
			if n.Firewall.Local.State != facts.Failed || n.Firewall.Local.Problem.Kind != string(remote.Timeout) || n.Hotfixes.State != facts.Collected {
				t.Errorf("the slow node: %+v, %+v, hotfixes %s", n.Firewall.Local.Section, n.Firewall.Local.Problem, n.Hotfixes.State)
			}
		} else if n.Problem != nil || n.Firewall.Local.State != facts.Collected {
			t.Errorf("%s: %+v, %+v", n.Name, n.Problem, n.Firewall.Local.Problem)
		}
		if open := f.Stats(n.Name).ShellsOpen; open != 0 {
			t.Errorf("%s: %d shells left", n.Name, open)
		}
	}
}
