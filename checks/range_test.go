package checks

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/required"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestSeverityNeverFallsWithDistance walks away from the range of everything that
// an embedded baseline bounds by numbers, with and without an overlay, on both
// sides: what is further off is never called less grave.
func TestSeverityNeverFallsWithDistance(t *testing.T) {
	overlays := [][]string{nil}
	for _, o := range baselines.Overlays() {
		overlays = append(overlays, []string{o.Name})
	}
	walked := map[string]bool{}
	for _, name := range baselines.Names() {
		for _, overlay := range overlays {
			if loaded(t, name).AppliesTo.Build == 0 {
				continue
			}
			b := loaded(t, name, overlay...)
			for _, r := range required.Ranges(reflect.ValueOf(*b)) {
				family, _, _ := strings.Cut(r.ID, "/")
				walked[family] = true
				for _, side := range []int{-1, 1} {
					walk(t, b, r, side)
				}
			}
		}
	}
	for _, family := range []string{"cluster-value", "heartbeat", "latency", "time"} {
		if !walked[family] {
			t.Errorf("%s has no range", family)
		}
	}
}

// walk goes from inside the range outwards.
func walk(t *testing.T, b *baselines.Baseline, r required.Range, side int) {
	t.Helper()
	bound := r.Min
	if side > 0 {
		bound = r.Max
	}
	if bound == nil {
		return
	}
	before, last := 0, Finding{}
	for step := 0; step <= 100000; step += 1 + step/12 {
		value := *bound + side*step
		if value < 0 || r.ID == "latency/loss" && value > 100 {
			break
		}
		f := withValue(t, b, r.ID, value)
		if f.Status == Unknown {
			continue
		}
		now := gravity(f)
		if step == 0 && now != 0 {
			t.Fatalf("%s, %s: %d is at the end of the range: %s %s", b.Name, r.ID, value, f.Status, f.Reason)
		}
		if now < before || step > 0 && now == 0 {
			t.Errorf("%s, %s: %d is %s %s, and nearer to the range it is worse or as good", b.Name, r.ID, value, f.Status, f.Severity)
		}
		before, last = now, f
	}
	if last.Status != Pass && last.Severity != r.Severity {
		t.Errorf("%s, %s: the worst value is %s, the requirement %s", b.Name, r.ID, last.Severity, r.Severity)
	}
}

// gravity is 0 for a pass, and greater the graver a drift is.
func gravity(f Finding) int {
	if f.Status != Drift {
		return 0
	}
	return len(baselines.Severities()) - f.Severity.Rank()
}

// withValue is the finding on a node that has a value.
func withValue(t *testing.T, b *baselines.Baseline, id string, value int) Finding {
	t.Helper()
	n := testNode("N1")
	name, subject, _ := strings.Cut(id, "/")
	switch {
	case name == "heartbeat" || name == "cluster-value":
		n.ClusterOf.Properties[subject] = value
	case id == "latency/round-trip":
		measured(n, 5, slices.Repeat([]int{value}, 5))
	case id == "latency/loss":
		measured(n, 100, make([]int, 100-value))
	case id == "cluster-network/redundancy":
		for i := range n.Topology.Networks.Networks {
			n.Topology.Networks.Networks[i].Role = 0
			if i < value {
				n.Topology.Networks.Networks[i].Role = 3
			}
		}
	case id == "time/skew":
		n.Clock = clockAhead(time.Duration(value) * time.Second)
	default:
		t.Fatalf("%s has a range, and the test does not know how to give a node a value of it", id)
	}
	e := newEvaluation(Cluster{Nodes: []Subject{{Facts: n, Baseline: b}}})
	i := slices.IndexFunc(families(), func(f family) bool { return f.name == name })
	found := e.judge(families()[i])
	return findingOf(t, append(found.cluster, found.nodes[0]...), id)
}

func measured(n *facts.Node, sent int, roundTrips []int) {
	n.Probes = []string{facts.ProbeLatency}
	n.Latency = facts.Latency{Section: collected("pings"), Paths: []facts.LatencyPath{{To: "N2", Network: "LAN", Address: "10.0.0.2", Sent: sent, RoundTrips: roundTrips}}}
}
