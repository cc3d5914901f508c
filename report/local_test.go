package report

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// starved is a cluster of a node that passes and one that was not read because
// the machine that scans had no descriptor left.
func starved() Judged {
	j := oneNode(simple("a/pass", "a", checks.Pass, baselines.High, ""))
	n, f := unreachableNode("S", 7)
	n.Problem = &facts.Problem{Kind: facts.KindLocal, Message: "connect to 192.0.2.7:5985: no file descriptor is left here"}
	f.Cluster, f.Node = j.Cluster.Name, n.Name
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n})
	j.Findings = append(j.Findings, f)
	return j
}

// starvedLate is a node whose connection broke and for which there was none left.
func starvedLate() Judged {
	j := oneNode(simple("a/pass", "a", checks.Pass, baselines.High, ""), simple("a/unknown", "a", checks.Unknown, baselines.Low, ""))
	n := *j.Cluster.Nodes[0].Facts
	n.Adapters.IP.Problem = &facts.Problem{Kind: facts.KindLocal, Message: "no\x1b[2J port is free"}
	j.Cluster.Nodes[0].Facts = &n
	return j
}

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

// No format says of a node that was never asked that it cannot be reached, and
// none passes the scan.
func TestNotReadIsNoFaultOfTheNode(t *testing.T) {
	r := fixture(starved())
	if n := r.Clusters[0].Nodes[1]; n.State != NotRead || r.Counts.Nodes.NotRead != 1 || r.Counts.Nodes.Unreachable != 0 {
		t.Fatalf("%+v, %+v", n, r.Counts.Nodes)
	}
	marks := map[string]string{
		"text": "LOCAL FAILURE  1 of 2 nodes not read", "json": `"code": 2`, "csv": ",not-read,", "github": "::error title=clusterdrift::local failure",
		"html": ">not read<", "junit": `"state" value="not-read"`, "markdown": "local failure", "plan": "S is not-read",
		"prometheus": "clusterdrift_exit_code 2", "sarif": `"executionSuccessful": false`, "tap": "Bail out! local failure",
	}
	for _, format := range Formats() {
		out := string(render(t, format, r, Options{}))
		if !strings.Contains(out, marks[format]) {
			t.Errorf("%s does not say %q:\n%s", format, marks[format], out)
		}
		for _, said := range []string{"S: unreachable", "S is unreachable", "S | unreachable", "1 unreachable", "1 node unreachable"} {
			if strings.Contains(out, said) {
				t.Errorf("%s says %q", format, said)
			}
		}
	}
}
