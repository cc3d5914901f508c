package collector

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// A node without the cluster service has no cluster; anything less than that
// proof leaves the question to the cluster provider.
func TestNodeWithoutClusterService(t *testing.T) {
	firewallOnly := []remote.Row{{"Name": {"MpsSvc"}, "State": {"Running"}, "StartMode": {"Auto"}}}
	t.Run("proven", func(t *testing.T) {
		f := withRows("Win32_Service", firewallOnly...)
		n := collect(t, f, fullRequest())
		for _, name := range []string{"cluster", "resources", "nodes", "networks", "interfaces"} {
			s := sections(n)[name]
			if s.State != facts.Absent || s.Source != n.Services.Source || s.Problem != nil {
				t.Errorf("%s: %+v", name, s)
			}
		}
		for _, asked := range f.asked {
			if strings.Contains(asked, "MSCluster") {
				t.Errorf("asked %s", asked)
			}
		}
		if f.ran(remote.RegQuery(remote.KeyCluster)) {
			t.Error("the cluster's registry was asked for")
		}
	})
	t.Run("proven, and nothing else is wanted of the shell", func(t *testing.T) {
		f := withRows("Win32_Service", firewallOnly...)
		n := collect(t, f, facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Resources: true})
		if n.Resources.State != facts.Absent || len(f.runs) != 0 {
			t.Errorf("%+v, %d lines", n.Resources.Section, len(f.runs))
		}
	})
	t.Run("ClusSvc was not asked for", func(t *testing.T) {
		request := fullRequest()
		request.Services = []string{"MpsSvc"}
		n := collect(t, withRows("Win32_Service", firewallOnly...), request)
		if n.ClusterOf.State != facts.Collected || n.Resources.State != facts.Collected {
			t.Errorf("%+v %+v", n.ClusterOf.Section, n.Resources.Section)
		}
	})
	t.Run("no service was found", func(t *testing.T) {
		n := collect(t, withRows("Win32_Service").fails("MSCluster_Cluster", remote.NotFound), fullRequest())
		if n.ClusterOf.State != facts.Failed || n.ClusterOf.Problem.Kind != "not-found" {
			t.Errorf("%+v", n.ClusterOf.Section)
		}
	})
}

func TestClusterProperties(t *testing.T) {
	tests := []struct {
		name string
		node *fakeNode
		ask  []string
		kind string
	}{
		{"not a number", withRows("MSCluster_Cluster", remote.Row{"SameSubnetDelay": {"soon"}}), []string{"SameSubnetDelay"}, kindNotCredible},
		{"two clusters", withRows("MSCluster_Cluster", remote.Row{"Name": {"A"}}, remote.Row{"Name": {"B"}}), []string{"SameSubnetDelay"}, kindNotCredible},
		{"no name of a property", healthyNode(), []string{"Name FROM X"}, "refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := collect(t, tt.node, facts.Request{Cluster: tt.ask}).ClusterOf
			if c.State != facts.Failed || c.Problem.Kind != tt.kind || c.Properties != nil {
				t.Errorf("%+v %+v", c, c.Problem)
			}
		})
	}
}

// Cluster-wide facts are read where the caller wants them, not wherever the
// plan allows it.
func TestTopologyOnlyWhenWanted(t *testing.T) {
	n := &facts.Node{}
	Collect(t.Context(), healthyNode(), n, func(facts.OS) facts.Request { return fullRequest() }, follows, time.Now, nil)
	if n.Topology.Nodes.State != "" || n.Topology.Interfaces.State != "" || n.ClusterOf.State != facts.Collected {
		t.Errorf("%+v", n.Topology)
	}
}

func TestPlanSeesTheIdentity(t *testing.T) {
	var seen facts.OS
	plan := func(os facts.OS) facts.Request { seen = os; return facts.Request{} }
	Collect(context.Background(), healthyNode(), &facts.Node{}, plan, follows, time.Now, nil)
	if seen.Build != 7601 || *seen.ServicePack != 1 || seen.ProductType != 3 {
		t.Errorf("the plan was made for %+v", seen)
	}
}

// No cluster has as many rows; what is compared of them grows with their square.
func TestTooManyClusterRows(t *testing.T) {
	for _, tt := range []struct {
		class   string
		section func(*facts.Node) facts.Section
	}{
		{"MSCluster_Node", func(n *facts.Node) facts.Section { return n.Topology.Nodes.Section }},
		{"MSCluster_Network", func(n *facts.Node) facts.Section { return n.Topology.Networks.Section }},
		{"MSCluster_NetworkInterface", func(n *facts.Node) facts.Section { return n.Topology.Interfaces.Section }},
	} {
		rows := make([]remote.Row, maxOfCluster+1)
		for i := range rows {
			rows[i] = remote.Row{"Name": {"x"}}
		}
		if s := tt.section(collect(t, withRows(tt.class, rows...), fullRequest())); s.State != facts.Failed || s.Problem == nil || s.Problem.Kind != kindNotCredible {
			t.Errorf("%s: %+v", tt.class, s)
		}
		if s := tt.section(collect(t, withRows(tt.class, rows[1:]...), fullRequest())); s.State != facts.Collected {
			t.Errorf("%s, as many as may be: %+v", tt.class, s)
		}
	}
}
