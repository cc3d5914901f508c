package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needCluster(b *baselines.Baseline, r *facts.Request) {
	if b.Cluster.FunctionalLevel != nil {
		r.Cluster = append(r.Cluster, functionalLevel)
		r.Members = true // with their builds, of those too that are not scanned
		r.Services = append(r.Services, facts.ClusterService)
	}
}

// clusterFindings judges the state of the cluster as a whole, each subject by what
// the first baseline that asks for it says.
func clusterFindings(e *evaluation) []Finding {
	var level *baselines.FunctionalLevel
	for _, b := range e.baselines() {
		if level == nil {
			level = b.Cluster.FunctionalLevel
		}
	}
	if level == nil {
		return nil
	}
	v := judgeFunctionalLevel(e.nodes, level.Behind)
	return []Finding{v.finding(level.Requirement, "the level that the builds of all nodes allow")}
}
