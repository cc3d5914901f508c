package report

import (
	"slices"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// aged is a cluster of nodes that pass, named by how long before noon they were read.
func aged(ages ...string) Judged {
	j := Judged{Cluster: checks.Cluster{Name: "C"}}
	for _, name := range ages {
		n := &facts.Node{Name: name}
		if d, err := time.ParseDuration(name); err == nil {
			n.Finished = noon.Add(-d)
		}
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n, Baseline: &baselines.Baseline{Name: "b"}})
		j.Findings = append(j.Findings, checks.Finding{ID: "a/b", Family: "a", Node: name, Status: checks.Pass, Severity: baselines.High})
	}
	return j
}

func atNoon(j ...Judged) *Result {
	return New(Input{Started: noon.Add(-time.Minute), Finished: noon.Add(-time.Minute), Now: noon, Clusters: j})
}

func TestAgeOfFacts(t *testing.T) {
	for _, tt := range []struct{ node, want string }{
		{"0s", "0 s"}, {"59.9s", "59 s"}, {"60s", "1 min"}, {"59m59s", "59 min"}, {"1h", "1 h"}, {"47h59m", "47 h"}, {"48h", "2 days"}, {"240h", "10 days"},
		{"-4m", "0 s"}, {"-6m", ""}, {"undated", ""},
	} {
		n := atNoon(aged(tt.node)).Clusters[0].Nodes[0]
		if got := n.AgeText(); got != tt.want {
			t.Errorf("%s: the age is %q, want %q", tt.node, got, tt.want)
		}
		if _, ok := n.Age(); ok != (tt.want != "") {
			t.Errorf("%s: the age is known: %v", tt.node, ok)
		}
	}
	live := New(Input{Finished: noon, Clusters: []Judged{aged("3s")}}).Clusters[0].Nodes[0]
	if got := live.AgeText(); got != "3 s" {
		t.Errorf("without Now the age is %q, want that at Finished", got)
	}
}

func TestAges(t *testing.T) {
	for _, tt := range []struct {
		clusters []Judged
		want     string
	}{
		{[]Judged{aged("0s", "59m")}, ""},
		{[]Judged{aged("3h", "3h30m", "2m")}, "read 3 h ago: 3h, 3h30m"},
		{[]Judged{aged("3h", "2m"), aged("72h")}, "read 3 days ago: 72h; read 3 h ago: 3h"},
		{[]Judged{aged("3h1m", "3h2m", "3h3m", "3h4m")}, "read 3 h ago: all 4 nodes"},
		{[]Judged{aged("undated", "-2h")}, ""},
	} {
		if got := atNoon(tt.clusters...).Ages(); got != tt.want {
			t.Errorf("the ages are %q, want %q", got, tt.want)
		}
	}
}

func TestAgeWarnings(t *testing.T) {
	tests := []struct {
		name     string
		clusters []Judged
		want     []string
	}{
		{"fresh", []Judged{aged("0s", "59m")}, nil},
		{"just 24 hours", []Judged{aged("24h")}, nil},
		{"older", []Judged{aged("24h1s", "24h")}, []string{"the facts are more than 24h old, up to 24 h (1 of 2 nodes: 24h1s)"}},
		{"over clusters", []Judged{aged("216h"), aged("30h")}, []string{"the facts are more than 24h old, up to 9 days (2 of 2 nodes)"}},
		{"an hour apart", []Judged{aged("10m", "1h10m")}, nil},
		{"more than an hour apart", []Judged{aged("0s", "3h", "1h")}, []string{"the 3 nodes of C were read up to 3 h apart, so they may show different states of the cluster"}},
		{"clusters apart", []Judged{aged("0s"), aged("3h")}, nil},
		{"in the future", []Judged{aged("-6m", "0s")}, []string{"the facts are dated in the future: check the clock where they were collected (1 of 2 nodes: -6m)"}},
		{"without a date", []Judged{aged("undated")}, []string{"the facts do not say when they were read (1 of 1 node)"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := atNoon(tt.clusters...).Warnings; !slices.Equal(got, tt.want) {
				t.Errorf("the warnings are %q, want %q", got, tt.want)
			}
		})
	}
}

// A node that was not read says nothing of any time.
func TestDarkNodesDoNotWarnOfAge(t *testing.T) {
	j := aged("0s", "100h")
	j.Cluster.Nodes[1].Facts.Problem = &facts.Problem{Kind: "timeout", Message: "no answer"}
	if got := atNoon(j).Warnings; len(got) > 0 {
		t.Errorf("the warnings are %q", got)
	}
}

// Facts that the judging side disregarded are not those of a node that does not answer.
func TestDisregardedFactsAreNotRead(t *testing.T) {
	for kind, want := range map[string]string{
		facts.KindStale:   "nothing was judged: all facts are too old",
		facts.KindFuture:  "nothing was judged: all facts are dated in the future",
		facts.KindMissing: "nothing was judged: all facts are missing",
	} {
		j := aged("25h", "26h")
		for i := range j.Findings {
			j.Findings[i].Status = checks.Unknown
			n := *j.Cluster.Nodes[i].Facts
			n.Problem = &facts.Problem{Kind: kind, Message: "m"}
			j.Cluster.Nodes[i].Facts = &n
		}
		r := New(Input{Now: noon, Clusters: []Judged{j}, Gate: Gate{AllowIncomplete: true}})
		if got := (Exit{ExitNothing, want}); r.Exit != got || r.Clusters[0].Nodes[0].State != NotRead {
			t.Errorf("exit is %+v, want %+v; the node is %s", r.Exit, got, r.Clusters[0].Nodes[0].State)
		}
	}
}
