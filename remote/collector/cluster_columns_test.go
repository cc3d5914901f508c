package collector

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// withoutColumns is a node whose classes of the cluster lack some columns: it
// refuses a query that names one of them, as Windows does, and answers with the
// columns that a query names.
type withoutColumns struct {
	*fakeNode
	lacks []string
	how   remote.Kind // of the refusal
}

func (w withoutColumns) Query(ctx context.Context, namespace, wql string) ([]remote.Row, error) {
	columns, _, _ := strings.Cut(strings.TrimPrefix(wql, "SELECT "), " FROM ")
	selected := strings.Split(columns, ",")
	for _, c := range selected {
		if slices.Contains(w.lacks, c) {
			w.asked = append(w.asked, namespace+": "+wql)
			w.messages++
			return nil, &remote.Error{Kind: w.how, Text: "invalid query"}
		}
	}
	rows, err := w.fakeNode.Query(ctx, namespace, wql)
	var answer []remote.Row
	for _, r := range rows {
		r = maps.Clone(r)
		maps.DeleteFunc(r, func(name string, _ []string) bool { return !slices.Contains(selected, name) })
		answer = append(answer, r)
	}
	return answer, err
}

// clusterQueries are those of a class that reached the node.
func clusterQueries(asked []string, class string) []string {
	var all []string
	for _, a := range asked {
		if strings.HasSuffix(a, " FROM "+class) {
			all = append(all, strings.TrimPrefix(a, "root/MSCluster: "))
		}
	}
	return all
}

func TestClusterColumns(t *testing.T) {
	const oldest = "SELECT Name,SameSubnetDelay FROM MSCluster_Cluster"
	values := remote.Row{"Name": {"CL1"}, "SameSubnetDelay": {"1000"}, "RouteHistoryLength": {"10"}, "ClusterFunctionalLevel": {"9"}}
	tests := []struct {
		name    string
		version string
		lacks   []string
		how     remote.Kind // of the refusal
		fails   remote.Kind
		asked   []string // the queries
		known   []string // the properties that have a value
		refused []string
		state   facts.State
	}{
		{name: "2008 R2 is asked for what it has", version: "6.1.7601", lacks: []string{"RouteHistoryLength", "ClusterFunctionalLevel"},
			asked: []string{oldest}, known: []string{"SameSubnetDelay"}, state: facts.Collected},
		{name: "2012 R2 has some more", version: "6.3.9600", lacks: []string{"ClusterFunctionalLevel"},
			asked: []string{"SELECT Name,SameSubnetDelay,RouteHistoryLength FROM MSCluster_Cluster"},
			known: []string{"RouteHistoryLength", "SameSubnetDelay"}, state: facts.Collected},
		{name: "2016 has all", version: "10.0.14393",
			asked: []string{"SELECT Name,SameSubnetDelay,RouteHistoryLength,ClusterFunctionalLevel FROM MSCluster_Cluster"},
			known: []string{"ClusterFunctionalLevel", "RouteHistoryLength", "SameSubnetDelay"}, state: facts.Collected},
		{name: "2016 lacks one that it should have", version: "10.0.14393", lacks: []string{"ClusterFunctionalLevel"},
			asked: []string{"SELECT Name,SameSubnetDelay,RouteHistoryLength,ClusterFunctionalLevel FROM MSCluster_Cluster", oldest},
			known: []string{"SameSubnetDelay"}, refused: []string{"RouteHistoryLength", "ClusterFunctionalLevel"}, state: facts.Collected},
		{name: "with the code of a class that does not exist", version: "10.0.14393", lacks: []string{"ClusterFunctionalLevel"}, how: remote.NotFound,
			asked: []string{"SELECT Name,SameSubnetDelay,RouteHistoryLength,ClusterFunctionalLevel FROM MSCluster_Cluster", oldest},
			known: []string{"SameSubnetDelay"}, refused: []string{"RouteHistoryLength", "ClusterFunctionalLevel"}, state: facts.Collected},
		{name: "the provider refuses whatever it is asked", version: "10.0.14393", lacks: []string{"Name"},
			asked:   []string{"SELECT Name,SameSubnetDelay,RouteHistoryLength,ClusterFunctionalLevel FROM MSCluster_Cluster", oldest},
			refused: []string{"RouteHistoryLength", "ClusterFunctionalLevel"}, state: facts.Failed},
		{name: "the account is denied, which other columns do not change", version: "10.0.14393", fails: remote.AccessDenied,
			asked: []string{"SELECT Name,SameSubnetDelay,RouteHistoryLength,ClusterFunctionalLevel FROM MSCluster_Cluster"}, state: facts.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.how == "" {
				tt.how = remote.Fault
			}
			f := ofVersion(withRows("MSCluster_Cluster", values), tt.version)
			if tt.fails != "" {
				f.fails("MSCluster_Cluster", tt.fails)
			}
			n := &facts.Node{Name: "node1"}
			want := facts.Request{Cluster: []string{"SameSubnetDelay", "RouteHistoryLength", "ClusterFunctionalLevel"}}
			plan := func(facts.OS) facts.Request { return want }
			Collect(t.Context(), withoutColumns{f, tt.lacks, tt.how}, n, plan, leads, time.Now, nil)
			c := n.ClusterOf
			if diff := cmp.Diff(tt.asked, clusterQueries(f.asked, "MSCluster_Cluster")); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if got := slices.Sorted(maps.Keys(c.Properties)); !slices.Equal(got, tt.known) || !slices.Equal(c.Refused, tt.refused) || c.State != tt.state {
				t.Errorf("%s: %v, refused %v", c.State, got, c.Refused)
			}
			if last := "root/MSCluster: " + c.Source; !strings.HasSuffix(last, tt.asked[len(tt.asked)-1]) {
				t.Errorf("the source is %q", c.Source)
			}
		})
	}
}

// TestRowsOfTheCluster: there is one cluster. A row that comes twice is one; of rows
// that contradict each other none is believed.
func TestRowsOfTheCluster(t *testing.T) {
	row := remote.Row{"Name": {"CL1"}, "SameSubnetDelay": {"1000"}}
	same := remote.Row{"Name": {"CL1"}, "SameSubnetDelay": {"1000"}}
	for name, tt := range map[string]struct {
		rows  []remote.Row
		state facts.State
	}{
		"none":                 {nil, facts.Failed},
		"one":                  {[]remote.Row{row}, facts.Collected},
		"one that comes twice": {[]remote.Row{row, same}, facts.Collected},
		"another value":        {[]remote.Row{row, {"Name": {"CL1"}, "SameSubnetDelay": {"2000"}}}, facts.Failed},
		"another name":         {[]remote.Row{row, same, {"Name": {"CL2"}, "SameSubnetDelay": {"1000"}}}, facts.Failed},
		"no value in one":      {[]remote.Row{row, {"Name": {"CL1"}}}, facts.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			f := ofVersion(withRows("MSCluster_Cluster", tt.rows...), "6.1.7601")
			n := &facts.Node{Name: "node1"}
			plan := func(facts.OS) facts.Request { return facts.Request{Cluster: []string{"SameSubnetDelay"}} }
			Collect(t.Context(), f, n, plan, leads, time.Now, nil)
			if c := n.ClusterOf; c.State != tt.state || (c.Properties["SameSubnetDelay"] == 1000) != (tt.state == facts.Collected) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// What is wrong with a member is in columns that came with later versions. A node
// that lacks them says at least which members there are, and their states.
func TestMembers(t *testing.T) {
	rows := []remote.Row{
		{"Name": {"NODE2"}, "State": {"2"}, "BuildNumber": {"17763"}, "NodeDrainStatus": {"3"}, "StatusInformation": {"16"}},
		{"Name": {"NODE1"}, "State": {"0"}, "BuildNumber": {"17763"}},
	}
	const oldest = "SELECT Name,State,BuildNumber FROM MSCluster_Node"
	paused := facts.ClusterNode{Name: "NODE2", State: facts.MemberPaused, Build: "17763"}
	draining, complete := paused, paused
	draining.Drain = new(3)
	complete.Drain, complete.Status = new(3), new(16)
	tests := []struct {
		name    string
		version string
		lacks   []string
		asked   []string
		paused  facts.ClusterNode
		refused []string
	}{
		{"2008 R2", "6.1.7601", []string{"NodeDrainStatus", "StatusInformation"}, []string{oldest}, paused, nil},
		{"2012", "6.2.9200", []string{"StatusInformation"},
			[]string{"SELECT Name,State,BuildNumber,NodeDrainStatus FROM MSCluster_Node"}, draining, nil},
		{"2019", "10.0.17763", nil,
			[]string{"SELECT Name,State,BuildNumber,NodeDrainStatus,StatusInformation FROM MSCluster_Node"}, complete, nil},
		{"2016 that lacks one", "10.0.14393", []string{"StatusInformation"},
			[]string{"SELECT Name,State,BuildNumber,NodeDrainStatus,StatusInformation FROM MSCluster_Node", oldest},
			paused, []string{"NodeDrainStatus", "StatusInformation"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := ofVersion(withRows("MSCluster_Node", rows...), tt.version)
			n := &facts.Node{Name: "node1"}
			plan := func(facts.OS) facts.Request { return facts.Request{Members: true} }
			Collect(t.Context(), withoutColumns{f, tt.lacks, remote.NotFound}, n, plan, leads, time.Now, nil)
			want := []facts.ClusterNode{{Name: "NODE1", Build: "17763"}, tt.paused}
			if diff := cmp.Diff(want, n.Topology.Nodes.Nodes); diff != "" {
				t.Errorf("members (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.asked, clusterQueries(f.asked, "MSCluster_Node")); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if !slices.Equal(n.Topology.Nodes.Refused, tt.refused) {
				t.Errorf("refused %v", n.Topology.Nodes.Refused)
			}
		})
	}
}

// ofVersion is the node with another version of Windows.
func ofVersion(f *fakeNode, version string) *fakeNode {
	os := f.rows["Win32_OperatingSystem"][0]
	os["Version"], os["BuildNumber"] = []string{version}, []string{version[strings.LastIndexByte(version, '.')+1:]}
	return f
}
