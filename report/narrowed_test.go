package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// A node of which the user asked nothing is as it should be. One of which nothing was
// found although everything was asked is not, and neither is a run in which nothing of
// what the user asked for could apply.
func TestNarrowedNodeWithoutFindings(t *testing.T) {
	node := checks.Subject{Facts: &facts.Node{Name: "N1"}, Baseline: &baselines.Baseline{Name: "b"}}
	members := checks.Finding{ID: "cluster/members", Family: "cluster", Status: checks.Pass, Severity: baselines.High}
	in := Input{Clusters: []Judged{{Cluster: checks.Cluster{Name: "C", Nodes: []checks.Subject{node}}, Findings: []checks.Finding{members}}}}
	if got := New(in).Exit.Code; got != ExitIncomplete {
		t.Errorf("a whole run exits %d", got)
	}
	in.Only = []string{"cluster", "time"}
	in.Unmatched = []string{"time"}
	r := New(in)
	if r.Exit.Code != ExitPass || r.Clusters[0].Nodes[0].State != Scanned {
		t.Errorf("a narrowed run exits %d, %s, the node is %s", r.Exit.Code, r.Exit.Reason, r.Clusters[0].Nodes[0].State)
	}
	if !slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "narrowed to time, ") }) {
		t.Errorf("the warnings are %q", r.Warnings)
	}
	in.Unmatched = in.Only
	r = New(in)
	if want := "nothing was judged: no baseline of the nodes requires anything of cluster, time; narrowed by --only cluster,time"; r.Exit.Code != ExitNothing || r.Exit.Reason != want {
		t.Errorf("a run without a match exits %d: %s", r.Exit.Code, r.Exit.Reason)
	}
}
