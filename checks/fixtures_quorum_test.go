package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The resource and its id are synthetic, as everything of testNode.

const witnessID = "00000000-0000-4000-8000-000000000001"

func wantOfQuorum(b *baselines.Baseline) {
	dynamic := requirement("quorum/dynamic")
	b.Quorum = baselines.Quorum{
		Witness: &baselines.QuorumWitness{Requirement: requirement("quorum/witness"), Types: []string{"File Share Witness", "Physical Disk"}},
		Votes:   &baselines.QuorumVotes{Requirement: requirement("quorum/votes")},
		Dynamic: &dynamic,
	}
}

func giveQuorum(n *facts.Node) {
	n.ClusterOf.Asked = append(n.ClusterOf.Asked, facts.DynamicQuorum)
	n.ClusterOf.Properties[facts.DynamicQuorum] = 1
	giveVolumes(n)
	n.Quorum = facts.Quorum{
		Config:   facts.QuorumConfig{Section: collected("quorum"), ID: new(witnessID), Type: "Physical Disk", Path: `Q:\Cluster\`},
		Resource: facts.QuorumResource{Section: collected("resource"), Name: "Disk 1", Type: "Physical Disk", Condition: facts.ResourceOnline},
	}
}

func giveVolumes(n *facts.Node) {
	n.Topology.Volumes = facts.ClusterVolumes{Section: collected("volumes"), Volumes: []facts.ClusterVolume{
		{Name: "Volume 1", Fault: new(0)}, {Name: "Volume 2", Fault: new(0)},
	}}
}

// withFault gives the second volume a fault.
func withFault(fault int) func(*facts.Node) {
	return func(n *facts.Node) { n.Topology.Volumes.Volumes[1].Fault = &fault }
}

// withoutVolumes is a cluster that has none.
func withoutVolumes(n *facts.Node) {
	n.Topology.Volumes = facts.ClusterVolumes{Section: collected("volumes"), None: true}
}

// withoutWitness leaves the quorum resource out, or puts the name of the cluster there.
func withoutWitness(id, kind string) func(*facts.Node) {
	return func(n *facts.Node) {
		n.Quorum = facts.Quorum{
			Config:   facts.QuorumConfig{Section: collected("quorum"), ID: &id, Type: kind},
			Resource: facts.QuorumResource{Section: facts.Section{State: facts.Absent, Source: "quorum"}},
		}
	}
}

// weigh gives the members votes, in their order; below 0: none is known.
func weigh(n *facts.Node, weights ...int) {
	for i := range n.Topology.Nodes.Nodes {
		n.Topology.Nodes.Nodes[i].Weight = nil
		if i < len(weights) && weights[i] >= 0 {
			n.Topology.Nodes.Nodes[i].Weight = &weights[i]
		}
	}
}

func quorumSituations() []situation {
	return []situation{
		{name: "no witness for three votes, no volume", change: func(n *facts.Node) {
			withoutWitness("", "")(n)
			withoutVolumes(n)
			withoutClusteredAddresses(n)
		}},
		{name: "a volume without access", change: withFault(facts.VolumeNoAccess)},
		{name: "no witness for two votes", change: func(n *facts.Node) {
			withoutWitness("name", facts.TypeNetworkName)(n)
			weigh(n, 1, 0, 1)
		}},
		{name: "a witness that failed", change: func(n *facts.Node) { n.Quorum.Resource.Condition = facts.ResourceFailed }},
		{name: "no votes on 2008 R2", change: func(n *facts.Node) {
			weigh(n)
			n.Topology.Nodes.Refused = []string{facts.NodeWeight}
		}},
	}
}

func quorumSections() []section {
	return []section{
		{"quorum", "Quorum", func(n *facts.Node) facts.Section { return n.Quorum.Config.Section }, func(n *facts.Node, s facts.Section) {
			n.Quorum.Config = facts.QuorumConfig{Section: s}
		}},
		{"quorum resource", "Quorum", func(n *facts.Node) facts.Section { return n.Quorum.Resource.Section }, func(n *facts.Node, s facts.Section) {
			n.Quorum.Resource = facts.QuorumResource{Section: s}
		}},
	}
}
