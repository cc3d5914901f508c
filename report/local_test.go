package report_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// A failure on this machine is the news, whatever the nodes are like, and nothing
// of the rest is left unsaid.
func TestExitOfLocalFailures(t *testing.T) {
	drift := fixture.Simple("a/drift", "a", checks.Drift, baselines.High, "")
	const fd = "connect to 192.0.2.7:5985: no file descriptor is left here"
	tests := []struct {
		name        string
		gate        report.Gate
		clusters    []report.Judged
		lost        []string
		interrupted bool
		want        report.Exit
	}{
		{"a node not read", report.Gate{}, []report.Judged{fixture.Starved()}, nil, false,
			report.Exit{2, "local failure: 1 of 2 nodes not read: " + fd + "; incomplete: 1 node not read"}},
		{"incomplete allowed", report.Gate{AllowIncomplete: true}, []report.Judged{fixture.Starved()}, nil, false,
			report.Exit{2, "local failure: 1 of 2 nodes not read: " + fd + "; incomplete (allowed): 1 node not read"}},
		{"with drift and a node that does not answer", report.Gate{}, []report.Judged{fixture.Starved(), fixture.Dark(), fixture.OneNode(drift)}, nil, false,
			report.Exit{2, "local failure: 1 of 4 nodes not read: " + fd + "; drift: 1 high; incomplete: 1 node unreachable, 1 node not read"}},
		{"a node not read to its end", report.Gate{}, []report.Judged{fixture.StarvedLate()}, nil, false,
			report.Exit{2, "local failure: 1 of 1 node not read completely: no\uFFFD[2J port is free; incomplete: 1 unknown"}},
		{"a trace", report.Gate{}, []report.Judged{fixture.OneNode(drift)}, []string{"the trace of N is incomplete"}, false,
			report.Exit{2, "local failure: the trace of N is incomplete; drift: 1 high"}},
		{"interrupted", report.Gate{}, []report.Judged{fixture.OneNode(drift)}, []string{"the trace of N is incomplete"}, true,
			report.Exit{130, "interrupted: not every node was read; local failure: the trace of N is incomplete"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := fixture.Input(tt.clusters...)
			in.Gate, in.Lost, in.Interrupted = tt.gate, tt.lost, tt.interrupted
			if got := report.New(in).Exit; got != tt.want {
				t.Errorf("exit is %+v, want %+v", got, tt.want)
			}
		})
	}
}

// What fails after the result was made is added to its exit.
func TestLost(t *testing.T) {
	for _, tt := range []struct {
		from, want report.Exit
		what       []string
	}{
		{report.Exit{0, "fine"}, report.Exit{0, "fine"}, nil},
		{report.Exit{0, "fine"}, report.Exit{2, "local failure: a; b; fine"}, []string{"a", "b"}},
		{report.Exit{2, "local failure: a; fine"}, report.Exit{2, "local failure: b; a; fine"}, []string{"b"}},
		{report.Exit{130, "interrupted"}, report.Exit{130, "interrupted; local failure: a"}, []string{"a"}},
	} {
		if got := tt.from.Lost(tt.what...); got != tt.want {
			t.Errorf("%+v after %v is %+v, want %+v", tt.from, tt.what, got, tt.want)
		}
	}
}
