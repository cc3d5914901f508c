package checks

import (
	"strconv"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// levelMember is a member of the cluster by its build, and what it says as a node
// that is scanned; without a level it has none.
type levelMember struct {
	build     int
	level     int
	unscanned bool
	broken    bool // it was not read
	refuses   bool // the level
	nameless  bool // the cluster does not know the build
}

// levelCluster has members M1, M2, ... The first scanned node that was read gives
// the account of the members, when they are listed.
func levelCluster(listed bool, members ...levelMember) Cluster {
	c, b := Cluster{Name: "C"}, testBaseline()
	var account []facts.ClusterNode
	for i, m := range members {
		name := "M" + strconv.Itoa(i+1)
		row := facts.ClusterNode{Name: name, Build: strconv.Itoa(m.build)}
		if m.nameless {
			row.Build = ""
		}
		account = append(account, row)
		if m.unscanned {
			continue
		}
		n := &facts.Node{
			Name:     name + ".contoso.example",
			OS:       facts.OS{Section: collected("os"), HostName: name, Build: m.build},
			Services: facts.Services{Section: collected("services"), Asked: []string{"ClusSvc"}, Found: []facts.Service{{Name: "ClusSvc", State: "Running"}}},
			ClusterOf: facts.Cluster{
				Section: collected("cluster"), Name: "C", Asked: []string{"SameSubnetDelay", "ClusterFunctionalLevel"},
				Properties: map[string]int{"SameSubnetDelay": 1000},
			},
		}
		if m.level != 0 {
			n.ClusterOf.Properties["ClusterFunctionalLevel"] = m.level
		}
		if m.refuses {
			n.ClusterOf.Refused = []string{"ClusterFunctionalLevel"}
		}
		if m.broken {
			*n = facts.Node{Name: n.Name, Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
		}
		c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: b})
	}
	for _, s := range c.Nodes {
		if listed && s.Facts.Problem == nil {
			s.Facts.Topology.Nodes = facts.ClusterNodes{Section: collected("nodes"), Nodes: account}
			break
		}
	}
	return c
}

func TestFunctionalLevel(t *testing.T) {
	const b2008R2, b2012R2, b2016, b2019, b2022 = 7601, 9600, 14393, 17763, 20348
	tests := []struct {
		name     string
		members  []levelMember
		unlisted bool
		want     verdictCase
	}{
		{name: "2016 at the level of 2012 R2", members: []levelMember{{build: b2016, level: 8}, {build: b2016, level: 8}},
			want: verdictCase{status: Drift, got: "8", reason: "at level 8 although every node has build 14393 or a later one"}},
		{name: "2019 at the level of 2016", members: []levelMember{{build: b2019, level: 9}, {build: b2022, level: 9}},
			want: verdictCase{status: Drift, got: "9", reason: "build 17763"}},
		{name: "2019 at the level of 2012 R2", members: []levelMember{{build: b2019, level: 8}},
			want: verdictCase{status: Drift, got: "8"}},
		{name: "2016 at its own", members: []levelMember{{build: b2016, level: 9}, {build: b2016, level: 9}},
			want: verdictCase{status: Pass, got: "9", reason: "M1 has build 14393, for which no level above 9 is known"}},
		{name: "one of 2016 among those of 2019", members: []levelMember{{build: b2019, level: 9}, {build: b2016, level: 9}},
			want: verdictCase{status: Pass, reason: "M2 has build 14393"}},
		{name: "one of 2012 R2 among those of 2016", members: []levelMember{{build: b2016, level: 8}, {build: b2012R2}},
			want: verdictCase{status: Pass, got: "8", reason: "M2 has build 9600, for which no level above 8 is known"}},
		{name: "a level that no source is certain of", members: []levelMember{{build: b2022, level: 10}},
			want: verdictCase{status: Pass, got: "10", reason: "above all that are known to be behind"}},
		{name: "such a level, and the members are not known", unlisted: true, members: []levelMember{{build: b2022, level: 10}},
			want: verdictCase{status: Pass, got: "10"}},
		{name: "a level below those known", members: []levelMember{{build: b2016, level: 3}},
			want: verdictCase{status: Unknown, missing: "what the functional level 3 stands for"}},
		{name: "a member of 2012 R2 that is not scanned", members: []levelMember{{build: b2016, level: 8}, {build: b2012R2, unscanned: true}},
			want: verdictCase{status: Pass, reason: "M2 has build 9600"}},
		{name: "a member of 2016 that is not scanned", members: []levelMember{{build: b2016, level: 8}, {build: b2016, unscanned: true}},
			want: verdictCase{status: Drift}},
		{name: "a node that was not read, and whose build the cluster knows", members: []levelMember{{build: b2016, level: 8}, {build: b2016, broken: true}},
			want: verdictCase{status: Drift}},
		{name: "a member whose build is not known", members: []levelMember{{build: b2016, level: 8}, {unscanned: true, nameless: true}},
			want: verdictCase{status: Unknown, missing: "the build of M2"}},
		{name: "such a member beside one of 2012 R2", members: []levelMember{{build: b2016, level: 8}, {build: b2012R2}, {unscanned: true, nameless: true}},
			want: verdictCase{status: Pass, reason: "M2 has build 9600"}},
		{name: "the members are not known", unlisted: true, members: []levelMember{{build: b2016, level: 8}, {build: b2012R2}},
			want: verdictCase{status: Unknown, missing: "the cluster's members"}},
		{name: "the level is refused", members: []levelMember{{build: b2016, refuses: true}},
			want: verdictCase{status: Unknown, missing: "M1.contoso.example: ClusterFunctionalLevel, with which the node refused the query"}},
		{name: "one node refuses, the other reports", members: []levelMember{{build: b2016, refuses: true}, {build: b2016, level: 9}},
			want: verdictCase{status: Pass}},
		{name: "only nodes of 2012 R2 are scanned, and 2016 is a member", members: []levelMember{{build: b2012R2}, {build: b2016, unscanned: true}},
			want: verdictCase{status: Unknown, missing: "which a node of Windows Server 2016 or later has to report"}},
		{name: "two levels", members: []levelMember{{build: b2016, level: 8}, {build: b2016, level: 9}},
			want: verdictCase{status: Unknown, missing: "two nodes give different accounts (M1.contoso.example: 8; M2.contoso.example: 9)"}},
		{name: "nothing was read", members: []levelMember{{build: b2016, broken: true}},
			want: verdictCase{status: Unknown}},
		{name: "2012 R2", members: []levelMember{{build: b2012R2}, {build: b2012R2}},
			want: verdictCase{status: NotApplicable, reason: "came with Windows Server 2016"}},
		{name: "2012 R2, and the members are not known", unlisted: true, members: []levelMember{{build: b2012R2}},
			want: verdictCase{status: Unknown}},
		{name: "2008 R2, which is never in a cluster with 2016, and the members are not known", unlisted: true, members: []levelMember{{build: b2008R2}},
			want: verdictCase{status: NotApplicable}},
		{name: "2008 R2 beside a node that was not read", unlisted: true, members: []levelMember{{build: b2008R2}, {build: b2016, broken: true}},
			want: verdictCase{status: Unknown}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := findingOf(t, Evaluate(levelCluster(!tt.unlisted, tt.members...)), "cluster/functional-level")
			tt.want.verify(t, f)
			if f.Node != "" {
				t.Errorf("the finding is about %s, not about the cluster", f.Node)
			}
		})
	}
}

func TestFunctionalLevelOfDifferentClusters(t *testing.T) {
	c := levelCluster(true, levelMember{build: 14393, level: 8}, levelMember{build: 14393, level: 8})
	c.Nodes[1].Facts.ClusterOf.Name = "D"
	verdictCase{status: Unknown, reason: "different clusters"}.verify(t, findingOf(t, Evaluate(c), "cluster/functional-level"))
}
