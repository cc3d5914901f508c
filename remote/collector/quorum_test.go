package collector

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const (
	diskID = "698e50a9-4f58-4d86-b61d-f42e58dcacf6"
	nameID = "6afac9a9-0542-4db2-8760-ccffa953737c"
)

// withQuorum is a node whose cluster has a disk and a name, and these values of its quorum.
func withQuorum(values ...string) *fakeNode {
	f := healthyNode()
	f.rows["MSCluster_Resource"] = []remote.Row{{"Name": {"Disk 1"}, "Type": {"Physical Disk"}, "State": {"2"}}}
	f.prints(remote.RegQuery(remote.KeyCluster), listing(remote.KeyCluster, []string{"ClusterName    REG_SZ    CL1"}, "Quorum", "Resources"))
	f.prints(remote.RegQuery(remote.KeyQuorum), listing(remote.KeyQuorum, values))
	return f.prints(remote.RegQueryTreeValue(remote.KeyResources, "Type"),
		listing(remote.KeyResources+`\`+diskID, []string{"Type    REG_SZ    Physical Disk"})+
			listing(remote.KeyResources+`\`+diskID+`\Parameters`, []string{"Type    REG_SZ    nothing"})+
			listing(remote.KeyResources+`\`+nameID, []string{"Type    REG_SZ    Network Name"}))
}

func TestQuorum(t *testing.T) {
	const log = "MaxQuorumLogSize    REG_DWORD    0x400000"
	resource := func(id string) string { return "Resource    REG_SZ    " + id }
	tests := []struct {
		name   string
		node   *fakeNode
		id     string
		kind   string
		config facts.State
		state  facts.State // of the resource
	}{
		{"a disk", withQuorum(log, resource(diskID), `Path    REG_SZ    Q:\Cluster\`), diskID, "Physical Disk", facts.Collected, facts.Collected},
		{"in braces and capitals", withQuorum(resource("{" + strings.ToUpper(diskID) + "}")), "{" + strings.ToUpper(diskID) + "}", "Physical Disk", facts.Collected, facts.Collected},
		{"the name of the cluster", withQuorum(log, resource(nameID)), nameID, "Network Name", facts.Collected, facts.Absent},
		{"none", withQuorum(log, "Resource    REG_SZ    "), "", "", facts.Collected, facts.Absent},
		{"no value of it", withQuorum(log), "", "", facts.Failed, facts.Failed},
		{"one that the registry does not have", withQuorum(resource("698e50a9-4f58-4d86-b61d-f42e58dcacf7")), "698e50a9-4f58-4d86-b61d-f42e58dcacf7", "", facts.Collected, facts.Collected},
		{"no id", withQuorum(resource("x' OR ''='")), "x' OR ''='", "", facts.Collected, facts.Failed},
		{"no value at all", withQuorum(), "", "", facts.Failed, facts.Failed},
		{"no such key", withQuorum().refuses(remote.RegQuery(remote.KeyQuorum)).prints(remote.RegQuery(remote.KeyCluster), listing(remote.KeyCluster, nil, "Nodes")),
			"", "", facts.Absent, facts.Absent},
		{"forbidden", withQuorum().refuses(remote.RegQuery(remote.KeyQuorum)), "", "", facts.Failed, facts.Failed},
		{"the service is stopped", withQuorum().refuses(remote.RegQuery(remote.KeyQuorum), remote.RegQuery(remote.KeyCluster)), "", "", facts.Failed, facts.Failed},
		{"the resource is not shown", withQuorum(resource(diskID)).fails("MSCluster_Resource", remote.AccessDenied), diskID, "Physical Disk", facts.Collected, facts.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Quorum: true})
			q := n.Quorum
			if q.Config.State != tt.config || q.Resource.State != tt.state || q.Config.Type != tt.kind {
				t.Errorf("%+v", q)
			}
			if (q.Config.ID != nil) != (tt.config == facts.Collected) || q.Config.ID != nil && *q.Config.ID != tt.id {
				t.Errorf("id %v, want %q", q.Config.ID, tt.id)
			}
			asked := strings.Contains(strings.Join(tt.node.asked, " "), "MSCluster_Resource")
			if want := tt.state == facts.Collected || tt.name == "the resource is not shown"; asked != want {
				t.Errorf("the resource is asked for: %v", tt.node.asked)
			}
		})
	}
}

// TestQuorumResource: one row is one message, and what comes back is of the resource.
func TestQuorumResource(t *testing.T) {
	f := withQuorum("Resource    REG_SZ    " + diskID)
	r := collect(t, f, facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Quorum: true}).Quorum.Resource
	if r.Name != "Disk 1" || r.Type != "Physical Disk" || r.Condition != facts.ResourceOnline {
		t.Errorf("%+v", r)
	}
	const wql = "root/MSCluster: SELECT Name,Type,State FROM MSCluster_Resource WHERE Id='" + diskID + "'"
	if last := f.asked[len(f.asked)-1]; last != wql {
		t.Errorf("asked %s", last)
	}
	f = withQuorum("Resource    REG_SZ    " + diskID)
	f.rows["MSCluster_Resource"] = append(f.rows["MSCluster_Resource"], remote.Row{"Name": {"Disk 2"}})
	if r := collect(t, f, facts.Request{Quorum: true}).Quorum.Resource; r.State != facts.Failed {
		t.Errorf("two resources with one id: %+v", r)
	}
}

// TestVotes: the columns of the votes are asked for where they may be.
func TestVotes(t *testing.T) {
	for version, want := range map[string]string{
		"6.1.7601":   "SELECT Name,State,BuildNumber,NodeWeight FROM MSCluster_Node",
		"6.3.9600":   "SELECT Name,State,BuildNumber,NodeDrainStatus,NodeWeight,DynamicWeight FROM MSCluster_Node",
		"10.0.14393": "SELECT Name,State,BuildNumber,NodeDrainStatus,StatusInformation,NodeWeight,DynamicWeight FROM MSCluster_Node",
	} {
		f := ofVersion(healthyNode(), version)
		f.rows["MSCluster_Node"][1]["NodeWeight"], f.rows["MSCluster_Node"][1]["DynamicWeight"] = []string{"1"}, []string{"0"}
		nodes := collect(t, f, facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Members: true, Quorum: true}).Topology.Nodes
		if asked := clusterQueries(f.asked, "MSCluster_Node"); len(asked) != 1 || asked[0] != want {
			t.Errorf("%s: asked %q", version, asked)
		}
		if n := nodes.Nodes[0]; n.Weight == nil || *n.Weight != 1 || n.Dynamic == nil || *n.Dynamic != 0 {
			t.Errorf("%s: %+v", version, n)
		}
	}
	later := withoutColumns{ofVersion(healthyNode(), "10.0.14393"), []string{"DynamicWeight", "DynamicQuorumEnabled"}, remote.Fault}
	n := &facts.Node{Name: "node1"}
	request := facts.Request{Services: []string{"ClusSvc", "MpsSvc"}, Members: true, Quorum: true, Cluster: []string{"DynamicQuorumEnabled", "RouteHistoryLength"}}
	Collect(t.Context(), later, n, func(facts.OS) facts.Request { return request }, leads, fixedClock, nil)
	if got := n.Topology.Nodes.Refused; !slices.Equal(got, []string{"NodeWeight", "DynamicWeight"}) {
		t.Errorf("the condition of the members is refused with the votes: %q", got)
	}
	if got := n.ClusterOf.Refused; !slices.Equal(got, []string{"DynamicQuorumEnabled"}) {
		t.Errorf("other properties are refused with dynamic quorum: %q", got)
	}
	request.Cluster = nil
	for kind, lacking := range map[remote.Kind][]string{remote.Fault: nil, remote.NotFound: {"NodeWeight"}} {
		f := withoutColumns{healthyNode(), []string{"NodeWeight"}, kind}
		n = &facts.Node{Name: "node1"}
		Collect(t.Context(), f, n, func(facts.OS) facts.Request { return request }, leads, fixedClock, nil)
		nodes := n.Topology.Nodes
		if nodes.State != facts.Collected || len(nodes.Refused) != 1 || nodes.Refused[0] != "NodeWeight" || !slices.Equal(nodes.Lacking, lacking) {
			t.Errorf("without the column, by %s: %+v", kind, nodes)
		}
	}
}
