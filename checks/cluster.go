package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needCluster(b *baselines.Baseline, r *facts.Request) {
	if b.Cluster == (baselines.ClusterState{}) {
		return
	}
	r.Members = true
	r.Volumes = b.Cluster.SharedVolumes != nil
	r.Cluster = append(r.Cluster, functionalLevel) // and with it the cluster's name
	r.Services = append(r.Services, facts.ClusterService)
}

// clusterFindings judges the state of the cluster as a whole, each subject by what
// the first baseline that requires it says.
func clusterFindings(e *evaluation) []Finding {
	var want baselines.ClusterState
	for _, b := range e.baselines() {
		want.FunctionalLevel = firstOf(want.FunctionalLevel, b.Cluster.FunctionalLevel)
		want.Members = firstOf(want.Members, b.Cluster.Members)
		want.Name = firstOf(want.Name, b.Cluster.Name)
		want.SharedVolumes = firstOf(want.SharedVolumes, b.Cluster.SharedVolumes)
	}
	var found []Finding
	if r := want.FunctionalLevel; r != nil {
		found = append(found, judgeFunctionalLevel(e.nodes, r.Behind).finding(r.Requirement, "the level that the builds of all nodes allow"))
	}
	if r := want.Members; r != nil {
		found = append(found, judgeMembers(e).finding(*r, "every member up, and scanned"))
	}
	if r := want.Name; r != nil {
		found = append(found, judgeClusterName(e.nodes).finding(*r, "one cluster, under its own name"))
	}
	if r := want.SharedVolumes; r != nil {
		v := ofOneCluster(e, func() verdict { return judgeVolumes(e.nodes) })
		found = append(found, v.finding(*r, "every shared volume without a fault"))
	}
	return found
}

func firstOf[T any](first, second *T) *T {
	if first != nil {
		return first
	}
	return second
}
