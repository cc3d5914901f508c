package checks

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestLatency(t *testing.T) {
	answers := func(sent int, roundTrips ...int) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) { n.Latency.Paths[0].Sent, n.Latency.Paths[0].RoundTrips = sent, roundTrips })
	}
	notProbed := changed(func(n *facts.Node) { n.Probes = nil })
	runCases(t, "latency/round-trip", []verdictCase{
		{name: "near", status: Pass, got: "4 ms to N8 on LAN 10.0.0.8"},
		{name: "just near enough", status: Pass, change: answers(2, 100, 1)},
		{name: "far", status: Drift, got: "101 ms to N8 on LAN 10.0.0.8", change: answers(2, 1, 101)},
		{name: "no answer", status: Unknown, missing: "to N8 on LAN 10.0.0.8", change: answers(5)},
		{name: "no answer, another far", status: Drift, change: then(answers(5), changed(func(n *facts.Node) { n.Latency.Paths[1].RoundTrips[0] = 2000 }))},
		{name: "more answers than requests", status: Unknown, change: answers(1, 1, 2)},
		{name: "not probed", status: NotApplicable, reason: "--probe latency", change: notProbed},
		{name: "the only node", status: NotApplicable, change: changed(func(n *facts.Node) { n.Latency = facts.Latency{Section: facts.Section{State: facts.Absent}} })},
		{name: "not read", status: Unknown, missing: "pings was denied", change: changed(func(n *facts.Node) { n.Latency.Section = failed("pings") })},
		{name: "empty", status: Unknown, missing: "which no healthy node gives", change: changed(func(n *facts.Node) { n.Latency.Paths = nil })},
	})
	runCases(t, "latency/spread", []verdictCase{
		{name: "even", status: Pass, got: "3 ms to N8 on LAN 10.0.0.8"},
		{name: "uneven", status: Drift, got: "21 ms to N8 on LAN 10.0.0.8", change: answers(2, 50, 29)},
		{name: "one answer", status: Unknown, change: answers(5, 1)},
	})
	runCases(t, "latency/loss", []verdictCase{
		{name: "none", status: Pass, got: "0 % to N8 on LAN 10.0.0.8"},
		{name: "little", status: Pass, got: "10 % to N8 on LAN 10.0.0.8", change: answers(10, 1, 1, 1, 1, 1, 1, 1, 1, 1)},
		{name: "a little more", status: Drift, got: "12 % to N8 on LAN 10.0.0.8", change: answers(9, 1, 1, 1, 1, 1, 1, 1, 1)},
		{name: "all", status: Drift, got: "100 % to N8 on LAN 10.0.0.8", change: answers(5)},
		{name: "nothing sent", status: Unknown, change: answers(0)},
	})
}

func TestLatencyTellsOfEachPath(t *testing.T) {
	f := judgeOne(t, "latency/loss", changed(func(n *facts.Node) { n.Latency.Paths[1].RoundTrips = nil }))
	var seen []string
	for _, e := range f.Evidence {
		seen = append(seen, e.Observed)
	}
	want := "to N8 on LAN 10.0.0.8: 5 of 5 answered, 1 to 4 ms\nto N9 on LAN 10.0.0.9: 0 of 5 answered"
	if got := strings.Join(seen, "\n"); got != want {
		t.Errorf("%s", got)
	}
}

// TestLatencyPaths: every path is told with the round trips, and once.
func TestLatencyPaths(t *testing.T) {
	f := judgeOne(t, "latency/round-trip", nil)
	other := judgeOne(t, "latency/loss", nil)
	if len(f.Paths) == 0 || len(other.Paths) != 0 {
		t.Errorf("%+v, %+v", f.Paths, other.Paths)
	}
	for _, p := range f.Paths {
		if p.To == "" || p.Address == "" || p.Answered > p.Sent || p.Answered > 0 && p.Longest == 0 {
			t.Errorf("%+v", p)
		}
	}
}
