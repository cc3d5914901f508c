package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func weighing(weights ...int) func(*facts.Node) {
	return func(n *facts.Node) { weigh(n, weights...) }
}

// inState puts the quorum resource into a state.
func inState(state int) func(*facts.Node) {
	return func(n *facts.Node) { n.Quorum.Resource.Condition = state }
}

// outside takes the node out of any cluster.
func outside(n *facts.Node) { n.Services.Found = n.Services.Found[1:] }

func TestWitness(t *testing.T) {
	none := withoutWitness("", "")
	runCases(t, "quorum/witness", []verdictCase{
		{name: "a disk and three votes", status: Pass, got: `Physical Disk "Disk 1" 2 (online), 3 votes of nodes`},
		{name: "a disk and two votes", status: Pass, got: `Physical Disk "Disk 1" 2 (online), 2 votes of nodes`, change: onNode(weighing(1, 0, 1))},
		{name: "a disk, and votes that are not known", status: Pass, got: `Physical Disk "Disk 1" 2 (online)`, change: onNode(weighing())},
		{name: "three votes and none", status: Pass, got: "3 votes, no witness", change: onNode(none)},
		{name: "two votes and none", status: Drift, got: "2 votes, no witness", change: onNode(none, weighing(1, 0, 1))},
		{name: "two votes and the name of the cluster", status: Drift, change: onNode(withoutWitness(witnessID, facts.TypeNetworkName), weighing(1, 1, 0))},
		{name: "no vote and none", status: Drift, got: "0 votes, no witness", change: onNode(none, weighing(0, 0, 0))},
		{name: "votes that are not known, and none", status: Unknown, missing: "the vote of N2", change: onNode(none, weighing(1, -1, 1))},
		{name: "a strange vote, and none", status: Unknown, missing: "the meaning of NodeWeight 2 of N2", change: onNode(none, weighing(1, 2, 1))},
		{name: "offline", status: Drift, got: `Physical Disk "Disk 1" 3 (offline)`, change: onNode(inState(facts.ResourceOffline))},
		{name: "failed", status: Drift, got: `Physical Disk "Disk 1" 4 (failed)`, change: onNode(inState(facts.ResourceFailed))},
		{name: "failed, and votes that are not known", status: Drift, missing: "the vote of N1", change: onNode(inState(facts.ResourceFailed), weighing())},
		{name: "coming online", status: Unknown, missing: "129 (online pending)", change: onNode(inState(facts.ResourceOnlinePending))},
		{name: "in no known state", status: Unknown, missing: "-1 (unknown)", change: onNode(inState(-1))},
		{name: "the type by the class alone", status: Pass, change: onNode(func(n *facts.Node) { n.Quorum.Config.Type = "" })},
		{name: "of no type", status: Unknown, missing: "the type of the quorum resource " + witnessID, change: onNode(func(n *facts.Node) { n.Quorum.Config.Type, n.Quorum.Resource.Type = "", "" })},
		{name: "of another type", status: Unknown, missing: "whether a resource of type Vendor Disk is a witness", change: onNode(func(n *facts.Node) { n.Quorum.Config.Type = "Vendor Disk" })},
		{name: "of a type that a site names", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			n.Quorum.Config.Type = "Vendor Disk"
			b.Quorum.Witness.Types = append(b.Quorum.Witness.Types, "vendor disk")
		}},
		{name: "the state was denied", status: Unknown, missing: "resource was denied", change: onNode(func(n *facts.Node) { n.Quorum.Resource = facts.QuorumResource{Section: failed("resource")} })},
		{name: "the registry was denied", status: Unknown, missing: "quorum was denied", change: onNode(func(n *facts.Node) { n.Quorum.Config = facts.QuorumConfig{Section: failed("quorum")} })},
		{name: "the registry did not say", status: Unknown, missing: "the answer was empty", change: onNode(func(n *facts.Node) { n.Quorum.Config.ID = nil })},
		{name: "an earlier document", status: Unknown, missing: "no node was asked for", change: onNode(func(n *facts.Node) { n.Quorum = facts.Quorum{} })},
		{name: "in no cluster", status: NotApplicable, change: onNode(outside)},
	})
}

func TestVotes(t *testing.T) {
	refused := func(n *facts.Node) { n.Topology.Nodes.Refused = []string{facts.NodeWeight} }
	lacking := func(n *facts.Node) { refused(n); n.Topology.Nodes.Lacking = []string{facts.NodeWeight} }
	later := func(n *facts.Node) { n.OS.Build = facts.Build2012 }
	runCases(t, "quorum/votes", []verdictCase{
		{name: "all", status: Pass, got: "3 votes"},
		{name: "one lacks", status: Drift, got: "N2 without a vote", change: onNode(weighing(1, 0, 1))},
		{name: "one lacks, another is not known", status: Drift, got: "N2 without a vote", missing: "the vote of N3", change: onNode(weighing(1, 0))},
		{name: "one is not known", status: Unknown, missing: "the vote of N3", change: onNode(weighing(1, 1))},
		{name: "one that needs none", status: Pass, got: "2 votes", change: func(n *facts.Node, b *baselines.Baseline) {
			weigh(n, 1, 0, 1)
			b.Quorum.Votes.Without = []string{"n2.contoso.example"}
		}},
		{name: "one that needs none has one", status: Pass, got: "3 votes", change: func(_ *facts.Node, b *baselines.Baseline) { b.Quorum.Votes.Without = []string{"N2"} }},
		{name: "2008 R2 without the update", status: NotApplicable, change: onNode(weighing(), lacking, func(n *facts.Node) { n.Topology.Nodes.Nodes = n.Topology.Nodes.Nodes[:1] })},
		{name: "2008 R2 without the update, other members were not read", status: Unknown, missing: "as N2 has it", change: onNode(weighing(), lacking)},
		{name: "2008 R2 that failed for some other reason", status: Unknown, missing: "with which the node refused the query", change: onNode(weighing(), refused)},
		{name: "a later Windows without the column", status: Unknown, missing: "with which the node refused the query", change: onNode(weighing(), lacking, later)},
		{name: "a Windows that is not known", status: Unknown, change: onNode(weighing(), lacking, func(n *facts.Node) { n.OS = facts.OS{Section: failed("os")} })},
		{name: "null", status: Unknown, missing: "which the node did not give", change: onNode(weighing())},
		{name: "an earlier document", status: Unknown, missing: "which the node was not asked for", change: onNode(weighing(), func(n *facts.Node) { n.Topology.Nodes.Asked = nil })},
		{name: "denied", status: Unknown, missing: "nodes was denied", change: onNode(func(n *facts.Node) { n.Topology.Nodes = facts.ClusterNodes{Section: failed("nodes")} })},
		{name: "in no cluster", status: NotApplicable, change: onNode(outside)},
	})
}

func TestDynamicQuorum(t *testing.T) {
	of := func(value int) func(*facts.Node) {
		return func(n *facts.Node) { n.ClusterOf.Properties[facts.DynamicQuorum] = value }
	}
	null := func(n *facts.Node) { delete(n.ClusterOf.Properties, facts.DynamicQuorum) }
	runCases(t, "quorum/dynamic", []verdictCase{
		{name: "on", status: Pass, got: "1"},
		{name: "off", status: Drift, got: "0", change: onNode(of(0))},
		{name: "neither", status: Unknown, missing: "the meaning of DynamicQuorumEnabled 2", change: onNode(of(2))},
		{name: "null", status: Unknown, missing: "which a node of Windows Server 2012 or later has to report", change: onNode(null)},
		{name: "refused", status: Unknown, missing: "with which the node refused the query", change: onNode(null, func(n *facts.Node) { n.ClusterOf.Refused = []string{facts.DynamicQuorum} })},
		{name: "in no cluster", status: NotApplicable, change: onNode(outside)},
	})
}

// TestQuorumOfTwoAccounts: each of two nodes gives an account, and what one does not know
// the other may.
func TestQuorumOfTwoAccounts(t *testing.T) {
	tests := []struct {
		name   string
		change func(first, second *facts.Node)
		want   map[string]Status
	}{
		{"alike", func(_, _ *facts.Node) {}, map[string]Status{"quorum/witness": Pass, "quorum/votes": Pass, "quorum/dynamic": Pass}},
		{"the first is denied all", func(n, _ *facts.Node) {
			n.Quorum = facts.Quorum{Config: facts.QuorumConfig{Section: failed("quorum")}, Resource: facts.QuorumResource{Section: failed("resource")}}
			n.Topology.Nodes = facts.ClusterNodes{Section: failed("nodes")}
			n.ClusterOf = facts.Cluster{Section: failed("cluster")}
		}, map[string]Status{"quorum/witness": Pass, "quorum/votes": Pass, "quorum/dynamic": Pass}},
		{"another resource", func(n, _ *facts.Node) { n.Quorum.Config.ID = new("00000000-0000-4000-8000-000000000009") }, map[string]Status{"quorum/witness": Unknown}},
		{"another state", func(n, _ *facts.Node) { inState(facts.ResourceFailed)(n) }, map[string]Status{"quorum/witness": Unknown}},
		{"another vote", func(n, _ *facts.Node) { weigh(n, 1, 0, 1) }, map[string]Status{"quorum/votes": Unknown}},
		{"another count of the moment", func(n, _ *facts.Node) { n.Topology.Nodes.Nodes[0].Dynamic = new(0) }, map[string]Status{"quorum/votes": Pass}},
		{"another member", func(n, _ *facts.Node) { n.Topology.Nodes.Nodes = n.Topology.Nodes.Nodes[:2] }, map[string]Status{"quorum/votes": Unknown}},
		{"only one has the update", func(n, second *facts.Node) {
			weigh(n)
			n.Topology.Nodes.Refused = []string{facts.NodeWeight}
			n.Topology.Nodes.Lacking = []string{facts.NodeWeight}
			weigh(second, 1, 1, 0)
		}, map[string]Status{"quorum/votes": Drift}},
		{"another setting", func(n, _ *facts.Node) { n.ClusterOf.Properties[facts.DynamicQuorum] = 0 }, map[string]Status{"quorum/dynamic": Unknown}},
		{"different clusters", func(n, _ *facts.Node) { n.ClusterOf.Name = "OTHER" }, map[string]Status{"quorum/witness": Unknown, "quorum/votes": Unknown, "quorum/dynamic": Unknown}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			first, second, b := testNode("N1"), testNode("N2"), testBaseline()
			tt.change(first, second)
			found := Evaluate(Cluster{Nodes: []Subject{{Facts: first, Baseline: b}, {Facts: second, Baseline: b}}})
			for id, want := range tt.want {
				if f := findingOf(t, found, id); f.Status != want {
					t.Errorf("%s is %s, want %s: %s %v", id, f.Status, want, f.Reason, f.Missing)
				}
			}
		})
	}
}

// TestQuorumBriefs: what to do is said of what was observed.
func TestQuorumBriefs(t *testing.T) {
	for _, tt := range []struct {
		id, want string
		change   func(*facts.Node)
	}{
		{"quorum/witness", "add a witness", func(n *facts.Node) { withoutWitness("", "")(n); weigh(n, 1, 1, 0) }},
		{"quorum/witness", "bring the witness online", inState(facts.ResourceFailed)},
		{"quorum/votes", "give N1, N3 a vote", weighing(0, 1, 0)},
		{"cluster/members", "resume N2", func(n *facts.Node) { n.Topology.Nodes.Nodes[1].State = facts.MemberPaused }},
		{"cluster/members", "", func(n *facts.Node) {
			n.Topology.Nodes.Nodes[1].State, n.Topology.Nodes.Nodes[2].State = facts.MemberPaused, facts.MemberDown
		}},
	} {
		if f := judgeOne(t, tt.id, onNode(tt.change)); f.Status != Drift || f.Brief != tt.want {
			t.Errorf("%s is %s: %q, want %q", tt.id, f.Status, f.Brief, tt.want)
		}
	}
}
