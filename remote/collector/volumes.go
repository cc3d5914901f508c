package collector

import (
	"context"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// volumes reads the shared volumes of the cluster. Many clusters have none: an empty
// answer proves that where the same provider showed the members.
func (c *collection) volumes(ctx context.Context) {
	const wql = "SELECT Name,FaultState FROM MSCluster_ClusterSharedVolume"
	v := &c.node.Topology.Volumes
	if c.inNoCluster() {
		v.Section = c.section(c.node.Services.Source, facts.Absent)
		return
	}
	rows, err := ask(c, func() ([]remote.Row, error) { return c.session.Query(ctx, msCluster, wql) })
	if err == nil && len(rows) == 0 && c.node.Topology.Nodes.State == facts.Collected {
		v.Section, v.None = c.section(wql, facts.Collected), true
		return
	}
	rows, v.Section = c.credible(c.answered(wql, rows, err))
	v.Volumes = sortedByName(rows, readVolume, func(v facts.ClusterVolume) string { return v.Name })
}

func readVolume(r remote.Row) facts.ClusterVolume {
	name, _ := r.Text("Name")
	return facts.ClusterVolume{Name: name, Fault: optional(r, "FaultState")}
}
