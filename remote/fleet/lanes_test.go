package fleet_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// laneTime is the time on the clocks of scans that are compared.
var laneTime = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

// laneOptions read over so many lanes, by a clock that does not move.
func laneOptions(lanes fleet.Lanes) fleet.Options {
	o := options(4)
	o.Lanes, o.Now = lanes, func() time.Time { return laneTime }
	return o
}

// laneNodes are healthy nodes and those of the story, each in a cluster of its own, so
// that every node also reads the cluster-wide facts.
func laneNodes() []*windows.Node {
	nodes := slices.Concat(windows.Healthy(2, password), windows.FieldReport(password))
	nodes = slices.DeleteFunc(nodes, func(n *windows.Node) bool { return n.Conduct.Down }) // its message has its port
	for _, n := range nodes {
		n.Now = laneTime
	}
	return nodes
}

// document is the facts of a node but for what it cost and when its clock was read.
func document(t *testing.T, n *facts.Node) string {
	t.Helper()
	bare := *n
	bare.Traffic, bare.Address = facts.Traffic{}, ""
	text, err := json.MarshalIndent(bare, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// documents scans nodes over so many lanes.
func documents(t *testing.T, lanes fleet.Lanes, nodes []*windows.Node, spread func(fleet.Job, int) fleet.Job) (texts []string, cost []facts.Traffic) {
	t.Helper()
	f, jobs := farm(t, nodes, simulator.Options{})
	for i := range jobs {
		jobs[i] = spread(jobs[i], i)
	}
	for _, n := range fleet.Scan(t.Context(), jobs, laneOptions(lanes)) {
		texts, cost = append(texts, document(t, n)), append(cost, n.Traffic)
		if seen := f.Stats(n.Name); seen.ShellsOpen != 0 {
			t.Errorf("%s: %d shells left", n.Name, seen.ShellsOpen)
		}
	}
	return texts, cost
}

// eachAlone puts each node into a cluster of its own.
func eachAlone(j fleet.Job, _ int) fleet.Job {
	j.Cluster = j.Name
	return j
}

// The facts do not depend on the number of lanes, however long the answers of a node
// take. A second lane costs two messages more, those of its handshake.
func TestLanesGiveTheSameFacts(t *testing.T) {
	want, costOne := documents(t, fleet.OneLane, laneNodes(), eachAlone)
	for range 3 {
		nodes := laneNodes()
		for _, n := range nodes {
			n.Conduct.Latency = time.Duration(rand.IntN(4)) * time.Millisecond
		}
		got, costTwo := documents(t, fleet.TwoLanes, nodes, eachAlone)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: two lanes read\n%s\none lane\n%s", nodes[i].Name, got[i], want[i])
			}
			if nodes[i].Account.NoShell {
				continue
			}
			one, two := costOne[i], costTwo[i]
			if two.Connections != one.Connections+1 || two.Messages != one.Messages || two.Requests != one.Requests+2 {
				t.Errorf("%s: two lanes cost %+v, one %+v", nodes[i].Name, two, one)
			}
		}
	}
}

// A node that refuses the second lane is read over the first one, and has refused once.
func TestSecondLaneRefused(t *testing.T) {
	nodes := laneNodes()[:2]
	want, _ := documents(t, fleet.OneLane, laneNodes()[:2], eachAlone)
	nodes[0].Conduct.RefusesSecond = true
	f, jobs := farm(t, nodes, simulator.Options{})
	jobs[0], jobs[1] = eachAlone(jobs[0], 0), eachAlone(jobs[1], 1)
	o := laneOptions(fleet.TwoLanes)
	o.Fuses = fleet.NewFuses(3)
	for i, n := range fleet.Scan(t.Context(), jobs, o) {
		if got := document(t, n); got != want[i] {
			t.Errorf("%s: %s\nwant %s", n.Name, got, want[i])
		}
	}
	if refusals, blown := o.Fuses.Blown(jobs[0].Credentials); refusals != 1 || blown {
		t.Errorf("%d refusals, blown %t, want 1", refusals, blown)
	}
	if seen := f.Stats(nodes[0].Name); seen.Refused != 1 || seen.Passwords != 2 || seen.Connections != 2 {
		t.Errorf("the node saw %+v", seen)
	}
}

// A node that refuses the first lane is not shown the password on the second one. Over
// HTTPS that is open before the node has looked at it.
func TestRefusedPasswordIsShownOnce(t *testing.T) {
	for _, auth := range []remote.Auth{remote.NTLM, remote.Basic} {
		f, jobs := mixedFarm(t, "rrrr", false, simulator.Options{HTTPS: true})
		for i := range jobs {
			jobs[i].Target.Auth = auth
		}
		fleet.Scan(t.Context(), jobs, laneOptions(fleet.TwoLanes))
		for _, j := range jobs {
			if seen := f.Stats(j.Name); seen.Refused != 1 {
				t.Errorf("%s, %s: %d passwords were refused, want 1", auth, j.Name, seen.Refused)
			}
		}
	}
}

// As many nodes as may refuse do so on their second lane; no further one is shown the
// password.
func TestFuseHoldsOnSecondLanes(t *testing.T) {
	const limit = 2
	for _, concurrency := range []int{1, 8} {
		nodes := windows.Healthy(8, password)
		for _, n := range nodes {
			n.Conduct.RefusesSecond = true
		}
		f, jobs := farm(t, nodes, simulator.Options{})
		for i := range jobs { // a bare name may be another account on each node, so the fuse is never lifted
			jobs[i].Credentials.User = "clusteraudit"
			nodes[i].Account.Domain = ""
		}
		o := laneOptions(fleet.TwoLanes)
		o.Concurrency, o.Fuses = concurrency, fleet.NewFuses(limit)
		fleet.Scan(t.Context(), jobs, o)
		refused := 0
		for _, n := range nodes {
			refused += f.Stats(n.Name).Refused
		}
		if refused != limit {
			t.Errorf("%d at a time: %d passwords were refused, want %d", concurrency, refused, limit)
		}
	}
}

// One lane is enough on a short link, also to a node that is slow to answer; on a long one there are two.
func TestAutoLanesByHandshake(t *testing.T) {
	for _, tt := range []struct {
		name               string
		handshake, latency time.Duration
		connections        int
	}{
		{"near", 29 * time.Millisecond, 40 * time.Millisecond, 1},
		{"slow to answer", time.Millisecond, 40 * time.Millisecond, 1},
		{"far", 30 * time.Millisecond, 40 * time.Millisecond, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nodes := windows.Healthy(1, password)
			nodes[0].Conduct.Latency = tt.latency
			f, jobs := farm(t, nodes, simulator.Options{})
			o := laneOptions(fleet.AutoLanes)
			o.Dial = func(ctx context.Context, address string) (net.Conn, time.Duration, error) {
				c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
				return c, tt.handshake, err
			}
			n := fleet.Scan(t.Context(), jobs, o)[0]
			if n.Problem != nil || n.Traffic.Connections != tt.connections || f.Stats(n.Name).Connections != tt.connections {
				t.Errorf("%+v, %+v", n.Problem, n.Traffic)
			}
		})
	}
}

// The second lane is part of the node's time: a node that falls silent costs no more.
func TestLanesEndWithTheNodesTime(t *testing.T) {
	nodes := windows.Healthy(1, password)
	nodes[0].Conduct.Fault = simulator.FaultSilentAfterChallenge
	_, jobs := farm(t, nodes, simulator.Options{})
	o := laneOptions(fleet.TwoLanes)
	o.NodeTimeout = 100 * time.Millisecond
	if n := fleet.Scan(t.Context(), jobs, o)[0]; n.Problem == nil || n.Problem.Kind != string(remote.Timeout) {
		t.Errorf("%+v", n.Problem)
	}
}
