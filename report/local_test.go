package report

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// A failure on this machine is the news, whatever the nodes are like, and nothing
// of the rest is left unsaid.
func TestExitOfLocalFailures(t *testing.T) {
	drift := simple("a/drift", "a", checks.Drift, baselines.High, "")
	const fd = "connect to 192.0.2.7:5985: no file descriptor is left here"
	tests := []struct {
		name        string
		gate        Gate
		clusters    []Judged
		lost        []string
		interrupted bool
		want        Exit
	}{
		{"a node not read", Gate{}, []Judged{starved()}, nil, false,
			Exit{2, "local failure: 1 of 2 nodes not read: " + fd + "; incomplete: 1 node not read"}},
		{"incomplete allowed", Gate{AllowIncomplete: true}, []Judged{starved()}, nil, false,
			Exit{2, "local failure: 1 of 2 nodes not read: " + fd + "; incomplete (allowed): 1 node not read"}},
		{"with drift and a node that does not answer", Gate{}, []Judged{starved(), dark(), oneNode(drift)}, nil, false,
			Exit{2, "local failure: 1 of 4 nodes not read: " + fd + "; drift: 1 high; incomplete: 1 node unreachable, 1 node not read"}},
		{"a node not read to its end", Gate{}, []Judged{starvedLate()}, nil, false,
			Exit{2, "local failure: 1 of 1 node not read completely: no\uFFFD[2J port is free; incomplete: 1 unknown"}},
		{"a trace", Gate{}, []Judged{oneNode(drift)}, []string{"the trace of N is incomplete"}, false,
			Exit{2, "local failure: the trace of N is incomplete; drift: 1 high"}},
		{"interrupted", Gate{}, []Judged{oneNode(drift)}, []string{"the trace of N is incomplete"}, true,
			Exit{130, "interrupted: not every node was read; local failure: the trace of N is incomplete"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixtureInput(tt.clusters...)
			in.Gate, in.Lost, in.Interrupted = tt.gate, tt.lost, tt.interrupted
			if got := New(in).Exit; got != tt.want {
				t.Errorf("exit is %+v, want %+v", got, tt.want)
			}
		})
	}
}

// What fails after the result was made is added to its exit.
func TestLost(t *testing.T) {
	for _, tt := range []struct {
		from, want Exit
		what       []string
	}{
		{Exit{0, "fine"}, Exit{0, "fine"}, nil},
		{Exit{0, "fine"}, Exit{2, "local failure: a; b; fine"}, []string{"a", "b"}},
		{Exit{2, "local failure: a; fine"}, Exit{2, "local failure: b; a; fine"}, []string{"b"}},
		{Exit{130, "interrupted"}, Exit{130, "interrupted; local failure: a"}, []string{"a"}},
	} {
		if got := tt.from.Lost(tt.what...); got != tt.want {
			t.Errorf("%+v after %v is %+v, want %+v", tt.from, tt.what, got, tt.want)
		}
	}
}
