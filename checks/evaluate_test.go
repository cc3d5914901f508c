package checks

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestNodesThatAreNotJudged(t *testing.T) {
	down := &facts.Node{Name: "N2", Problem: &facts.Problem{Kind: "unreachable", Message: "no route to N2", Hint: "Start the node."}}
	odd := testNode("N3")
	found := Evaluate(Cluster{Name: "C", Nodes: []Subject{
		{Facts: odd, Problem: "no baseline is for build 4242"}, {Facts: down, Baseline: testBaseline()},
	}})
	type row struct {
		node, id string
		status   Status
		missing  []string
		fix      string
	}
	var got []row
	for _, f := range found {
		if f.Node != "" {
			got = append(got, row{f.Node, f.ID, f.Status, facts.GapTexts(f.Missing), f.Fix.String()})
		}
	}
	want := []row{
		{"N2", "node/reachable", Unknown, []string{"no route to N2"}, "Start the node."},
		{"N3", "node/baseline", Unknown, []string{"no baseline is for build 4242"}, ""},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

func TestFindingsAreSorted(t *testing.T) {
	var c Cluster
	for _, name := range []string{"N3", "N1", "N2"} {
		c.Nodes = append(c.Nodes, Subject{Facts: testNode(name), Baseline: testBaseline()})
	}
	var got []string
	for _, f := range Evaluate(c) {
		got = append(got, f.Node+" "+f.Family+" "+f.ID)
	}
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("not sorted, or repeated: %q", got)
	}
	if c.Nodes[0].Facts.Name != "N3" {
		t.Error("the caller's nodes were reordered")
	}
}

func TestFindingKeepsTheRequirement(t *testing.T) {
	f := judgeOne(t, "hotfix/"+kbOwn, func(_ *facts.Node, b *baselines.Baseline) {
		b.Hotfixes[0].Why, b.Hotfixes[0].Reference = "why", baselines.Cite("reference")
		b.Hotfixes[0].Origin = baselines.Position{File: "f.yaml", Line: 3, Column: 5}
	})
	want := Finding{
		ID: "hotfix/" + kbOwn, Family: "hotfix", Title: "title of hotfix/" + kbOwn, Node: "N1", Status: Pass, Severity: baselines.High,
		Want: kbOwn + " or what carries the same fix", Got: kbOwn + " is installed", Reason: "the component store has " + kbOwn + " as installed",
		Evidence: []Evidence{observed(collected("cbs"), "Package_for_%s, state 0x70", kbOwn)},
		Why:      "why", Fix: baselines.Instruction("fix hotfix/" + kbOwn), Reference: baselines.Cite("reference"), Provenance: baselines.Sourced,
		Lists: []string{kbList}, Origin: baselines.Position{File: "f.yaml", Line: 3, Column: 5},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("finding differs (-want +got):\n%s", diff)
	}
}

func TestPlan(t *testing.T) {
	all := testBaseline()
	tests := []struct {
		name string
		b    *baselines.Baseline
		want facts.Request
	}{
		{"nothing", &baselines.Baseline{}, facts.Request{}},
		{"everything", all, facts.Request{
			Site: all.SiteTargets(baselines.SiteNode), SiteCluster: all.SiteTargets(baselines.SiteCluster),
			Hotfixes: true, Reboot: true, TCP: true, Firewall: true, Resources: true, Topology: true, Members: true,
			Adapters: true, IPv6: true, Antivirus: true, Time: true, Hardening: true,
			KBs:      []string{kbOwn, kbLater, kbDoubt, kbRollup, kbCore, kbPrint, kbNetwork},
			Files:    []string{clussvc},
			Services: []string{"ClusSvc", "MpsSvc", "W32Time", "WinDefend"},
			Cluster:  []string{"AddEvictDelay", "ClusterFunctionalLevel", "CrossSiteDelay", "CrossSiteThreshold", "CrossSubnetDelay", "CrossSubnetThreshold", "DynamicQuorumEnabled", "SameSubnetDelay", "SameSubnetThreshold"},
			Quorum:   true, Volumes: true, Addresses: true, Static: true,
			Profiles: true, EventDays: 30, OperationalDays: 30,
			Drivers: []string{"NetFT", "SynTeam"},
		}},
		{"heartbeats", &baselines.Baseline{Heartbeat: baselines.Heartbeat{Properties: all.Heartbeat.Properties}}, facts.Request{
			Services: []string{"ClusSvc", "Winmgmt"}, Cluster: []string{"SameSubnetDelay", "SameSubnetThreshold"},
		}},
		{"the profile now", &baselines.Baseline{NetworkProfile: baselines.NetworkProfile{Current: all.NetworkProfile.Current}}, facts.Request{
			Services: []string{"ClusSvc", "Winmgmt"}, Topology: true, Adapters: true, Profiles: true, EventDays: 1,
		}},
		{"events", &baselines.Baseline{Events: all.Events}, facts.Request{EventDays: 30, OperationalDays: 30, Services: []string{"ClusSvc", "Winmgmt"}}},
		{"one hotfix", &baselines.Baseline{Hotfixes: []baselines.Hotfix{wantHotfix(kbNetwork)}}, facts.Request{
			Hotfixes: true, Reboot: true, KBs: []string{kbNetwork},
		}},
		{"a least build", &baselines.Baseline{Update: baselines.UpdateLevel{Build: all.Update.Build}}, facts.Request{Reboot: true}},
		{"the newest build", &baselines.Baseline{Update: baselines.UpdateLevel{Newest: all.Update.Newest}}, facts.Request{}},
		{"the virtual adapter", &baselines.Baseline{NetFT: all.NetFT}, facts.Request{
			Adapters: true, Services: []string{"ClusSvc", "Winmgmt"}, Drivers: []string{"NetFT"},
		}},
		{"the quorum", &baselines.Baseline{Quorum: all.Quorum}, facts.Request{
			Members: true, Quorum: true, Services: []string{"ClusSvc", "Winmgmt"}, Cluster: []string{"DynamicQuorumEnabled"},
		}},
		{"a service", &baselines.Baseline{Services: []baselines.Service{{Name: "NlaSvc"}, {Name: "NlaSvc"}}}, facts.Request{Services: []string{"NlaSvc", "Winmgmt"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Plan(test.b)); diff != "" {
				t.Errorf("request differs (-want +got):\n%s", diff)
			}
		})
	}
}
