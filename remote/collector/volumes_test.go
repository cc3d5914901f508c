package collector

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestVolumes(t *testing.T) {
	const class = "MSCluster_ClusterSharedVolume"
	with := func(rows ...remote.Row) *fakeNode {
		f := healthyNode()
		f.rows[class] = rows
		return f
	}
	blind := with()
	delete(blind.rows, "MSCluster_Node")
	request := facts.Request{Volumes: true, Members: true, Services: []string{facts.ClusterService, "MpsSvc"}}
	tests := []struct {
		name  string
		node  *fakeNode
		state facts.State
		none  bool
		want  []facts.ClusterVolume
	}{
		{"two", with(remote.Row{"Name": {"B"}, "FaultState": {"1"}}, remote.Row{"Name": {"A"}}), facts.Collected, false,
			[]facts.ClusterVolume{{Name: "A"}, {Name: "B", Fault: new(1)}}},
		{"none", with(), facts.Collected, true, nil},
		{"none, and no members either", blind, facts.Failed, false, nil},
		{"denied", with().fails(class, remote.AccessDenied), facts.Failed, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := collect(t, tt.node, request).Topology.Volumes
			if v.State != tt.state || v.None != tt.none || !cmp.Equal(v.Volumes, tt.want) {
				t.Errorf("%+v", v)
			}
		})
	}
	n := &facts.Node{Name: "node1"}
	Collect(t.Context(), healthyNode(), n, func(facts.OS) facts.Request { return request }, follows, fixedClock, nil)
	if n.Topology.Volumes.State != "" {
		t.Errorf("a node that does not read the cluster as a whole: %+v", n.Topology.Volumes)
	}
}
