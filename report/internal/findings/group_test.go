package findings

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestGroups(t *testing.T) {
	j := fixture.FieldReport()
	c := fixture.Result(j).Clusters[0]
	var got []string
	for _, g := range Grouped(c, checks.Drift) {
		got = append(got, fmt.Sprintf("%s %s: %s", g.Severity, g.ID, g.On()))
	}
	want := []string{
		"critical hotfix/KB2524478: NODE2",
		"critical hotfix/KB2552040: NODE1, NODE2, NODE3",
		"high heartbeat/agreement: the cluster as a whole",
		"high hotfix-list/KB2545685: NODE1",
		"medium heartbeat/SameSubnetThreshold: NODE4",
		"low offload/netdma: NODE1",
		"info offload/rss: NODE1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups differ (-want +got):\n%s", diff)
	}
}

func TestGroupsKeepDifferencesApart(t *testing.T) {
	same, got, reason := fixture.HeartbeatDrift("5"), fixture.HeartbeatDrift("6"), fixture.HeartbeatDrift("5")
	reason.Reason = "another"
	j := report.Judged{Cluster: checks.Cluster{Name: "C"}}
	for i, f := range []checks.Finding{same, got, reason, same} {
		f.Cluster, f.Node = "C", fmt.Sprintf("N%d", i)
		j.Findings = append(j.Findings, f)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixture.Node(f.Node, i), Baseline: fixture.Baseline()})
	}
	var on []string
	for _, g := range Grouped(fixture.Result(j).Clusters[0], checks.Drift) {
		on = append(on, g.On())
	}
	if want := []string{"N0, N3", "N1", "N2"}; !slices.Equal(on, want) {
		t.Errorf("groups are on %q, want %q", on, want)
	}
}

func TestGroupEvidence(t *testing.T) {
	g := Group{Members: []report.Finding{
		{Node: "N1", Evidence: []checks.Evidence{{Observed: "both", Source: "s"}, {Observed: "one"}}},
		{Node: "N2", Evidence: []checks.Evidence{{Observed: "both", Source: "s"}}},
	}}
	if got, want := g.Evidence(ShortSource), []string{"both; s", "N1: one"}; !slices.Equal(got, want) {
		t.Errorf("evidence is %q, want %q", got, want)
	}
}
