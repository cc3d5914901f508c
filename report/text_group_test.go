package report

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
)

func TestGroups(t *testing.T) {
	j := fieldReport()
	c := fixture(j).Clusters[0]
	var got []string
	for _, g := range groupFindings(c, checks.Drift) {
		got = append(got, fmt.Sprintf("%s %s: %s", g.Severity, g.ID, g.on()))
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
	same, got, reason := heartbeatDrift("5"), heartbeatDrift("6"), heartbeatDrift("5")
	reason.Reason = "another"
	j := Judged{Cluster: checks.Cluster{Name: "C"}}
	for i, f := range []checks.Finding{same, got, reason, same} {
		f.Cluster, f.Node = "C", fmt.Sprintf("N%d", i)
		j.Findings = append(j.Findings, f)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixtureNode(f.Node, i), Baseline: fixtureBaseline()})
	}
	var on []string
	for _, g := range groupFindings(fixture(j).Clusters[0], checks.Drift) {
		on = append(on, g.on())
	}
	if want := []string{"N0, N3", "N1", "N2"}; !slices.Equal(on, want) {
		t.Errorf("groups are on %q, want %q", on, want)
	}
}

func TestGroupEvidence(t *testing.T) {
	g := group{members: []Finding{
		{Node: "N1", Evidence: []Evidence{{Observed: "both", Source: "s"}, {Observed: "one"}}},
		{Node: "N2", Evidence: []Evidence{{Observed: "both", Source: "s"}}},
	}}
	if got, want := g.evidence(shortSource), []string{"both; s", "N1: one"}; !slices.Equal(got, want) {
		t.Errorf("evidence is %q, want %q", got, want)
	}
}
