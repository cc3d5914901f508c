package windows

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Joined nodes know each other, and each believes its own heartbeat settings.
func TestJoin(t *testing.T) {
	a, b := Server2008R2("A"), Server2019("B")
	Join("C", a, b)
	want := []ClusterNode{{Name: "A", Build: 7601}, {Name: "B", Build: 17763}}
	for _, n := range []*Node{a, b} {
		if diff := cmp.Diff(want, n.Cluster.Nodes); n.Cluster.Name != "C" || len(n.Cluster.Interfaces) != 4 || diff != "" {
			t.Errorf("%s is in %s with %d interfaces (-want +got):\n%s", n.Name, n.Cluster.Name, len(n.Cluster.Interfaces), diff)
		}
	}
	a.Cluster.Properties["SameSubnetDelay"] = 250
	if a.Cluster.Properties["SameSubnetThreshold"] != 10 || b.Cluster.Properties["SameSubnetDelay"] != 0 {
		t.Errorf("A has %v, B has %v", a.Cluster.Properties, b.Cluster.Properties)
	}
}
