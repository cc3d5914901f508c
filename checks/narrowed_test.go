package checks

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// A part of the requirements is read with what its verdicts rest on, and with the
// members of the cluster.
func TestPlanFor(t *testing.T) {
	members := []string{"ClusSvc", "Winmgmt"}
	for _, tt := range []struct {
		id   string
		want facts.Request
	}{
		{IdentityID, facts.Request{}},
		{"offload/chimney", facts.Request{TCP: true}},
		{"consistency/os-build", facts.Request{}},
		{"consistency/offload", facts.Request{TCP: true}},
		{"site/disk", facts.Request{Site: []observe.Target{siteDisk}}},
		{"consistency/site-disk", facts.Request{Site: []observe.Target{siteDisk}}},
		{"site/quorum", facts.Request{SiteCluster: []observe.Target{siteQuorum}}},
		{"heartbeat/agreement", facts.Request{
			Cluster: []string{"ClusterFunctionalLevel", "CrossSiteDelay", "CrossSiteThreshold", "CrossSubnetDelay", "CrossSubnetThreshold", "SameSubnetDelay", "SameSubnetThreshold"}, EventDays: 30, OperationalDays: 30,
		}},
	} {
		want := tt.want
		want.Members, want.Services = true, members
		if want.Cluster == nil {
			want.Cluster = []string{"ClusterFunctionalLevel"}
		}
		if diff := cmp.Diff(want, PlanFor(testBaseline(), func(id string) bool { return id == tt.id })); diff != "" {
			t.Errorf("%s: the request differs (-want +got):\n%s", tt.id, diff)
		}
	}
	everything := PlanFor(testBaseline(), func(string) bool { return true })
	if diff := cmp.Diff(Plan(testBaseline()), everything); diff != "" {
		t.Errorf("the part that is everything differs (-whole +part):\n%s", diff)
	}
}

// A hotfix is read with what a site accepts in its place, and a list with its members.
func TestPartsKeepWhatTheyRestOn(t *testing.T) {
	b := testBaseline()
	b.Hotfixes[0].AcceptInstead = []string{"offload/chimney"}
	b.Hotfixes[0].MitigatedBy.Findings = []string{"service/" + b.Services[0].Name}
	first := b.Hotfixes[0].ID
	got := slices.Sorted(maps.Keys(neededFor(b, func(id string) bool { return id == first })))
	want := []string{first, membersID, "offload/chimney", "service/" + b.Services[0].Name}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("needed differs (-want +got):\n%s", diff)
	}
	list := neededFor(b, func(id string) bool { return id == b.Lists[0].ID })
	for _, kb := range b.Lists[0].Members {
		if h := "hotfix/" + kb; indexOf(Evaluate(Cluster{Nodes: []Subject{{Facts: testNode("N1"), Baseline: b}}}), h) >= 0 && !list[h] {
			t.Errorf("the list is read without %s", h)
		}
	}
}
