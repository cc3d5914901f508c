package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// membersCluster has the nodes N1, N2 and N3, of which some give an account of the
// members.
func membersCluster(accounts map[string][]facts.ClusterNode) Cluster {
	c := Cluster{Name: "C"}
	b := testBaseline()
	for _, name := range []string{"N1", "N2", "N3"} {
		n := testNode(name)
		n.Topology.Nodes = facts.ClusterNodes{}
		if rows, ok := accounts[name]; ok {
			n.Topology.Nodes = facts.ClusterNodes{Section: collected("nodes"), Nodes: rows}
		}
		c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: b})
	}
	return c
}

// member is a row; its condition is StatusInformation and NodeDrainStatus, or none.
func member(name string, state int, condition ...int) facts.ClusterNode {
	n := facts.ClusterNode{Name: name, State: state, Build: "17763"}
	if len(condition) == 2 {
		n.Status, n.Drain = &condition[0], &condition[1]
	}
	return n
}

// three are N1, N2 and N3, all up but for those given.
func three(others ...facts.ClusterNode) []facts.ClusterNode {
	rows := []facts.ClusterNode{member("N1", facts.MemberUp, 0, 0), member("N2", facts.MemberUp, 0, 0), member("N3", facts.MemberUp, 0, 0)}
	for _, o := range others {
		i := slices.IndexFunc(rows, func(n facts.ClusterNode) bool { return strings.EqualFold(n.Name, o.Name) })
		if i < 0 {
			rows = append(rows, o)
		} else {
			rows[i] = o
		}
	}
	return rows
}

func TestMembers(t *testing.T) {
	tests := []struct {
		name     string
		accounts map[string][]facts.ClusterNode
		change   func(*Cluster)
		want     verdictCase
		severity baselines.Severity // of a drift
	}{
		{name: "all up", accounts: map[string][]facts.ClusterNode{"N1": three(), "N2": three()},
			want: verdictCase{status: Pass, got: "3 members up"}},
		{name: "in another case, with a domain",
			accounts: map[string][]facts.ClusterNode{
				"N1": {member("n1", 0), member("n2.contoso.example", 0), member("N3", 0)}, "N2": {member("N1", 0), member("N2", 0), member("n3.contoso.example", 0)},
			},
			want: verdictCase{status: Pass, got: "3 members up"}},
		{name: "the user's names are aliases", accounts: map[string][]facts.ClusterNode{"N1": three()},
			change: func(c *Cluster) {
				for _, s := range c.Nodes {
					s.Facts.Host, s.Facts.OS.HostName, s.Facts.Name = s.Facts.Name, s.Facts.Name, "alias-of-"+s.Facts.Name
				}
			},
			want: verdictCase{status: Pass}},
		{name: "down", accounts: map[string][]facts.ClusterNode{"N1": three(member("N3", 1))},
			want: verdictCase{status: Drift, got: "N3: down"}, severity: baselines.High},
		{name: "down, and not scanned", accounts: map[string][]facts.ClusterNode{"N1": three(member("N4", 1, 0, 0), member("N5", 0))},
			want: verdictCase{status: Drift, got: "N4: down", reason: "not scanned: N4, N5"}, severity: baselines.High},
		{name: "not scanned", accounts: map[string][]facts.ClusterNode{"N1": three(member("N4", 0, 0, 0))},
			want: verdictCase{status: Unknown, reason: "not scanned: N4", missing: "a scan of N4"}},
		{name: "paused", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 2, 8, 2)), "N2": three(member("N2", 2, 8, 2))},
			want: verdictCase{status: Drift, got: "N2: paused"}, severity: baselines.Medium},
		{name: "joining", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 3))},
			want: verdictCase{status: Drift, got: "N2: joining"}, severity: baselines.Low},
		{name: "one paused, one joining", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 3), member("N3", 2))},
			want: verdictCase{status: Drift, got: "N2: joining; N3: paused"}, severity: baselines.Medium},
		{name: "quarantined", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 1, 2, 0))},
			want: verdictCase{status: Drift, got: "N2: down, quarantined"}, severity: baselines.High},
		{name: "isolated, and up", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 0, 1, 0))},
			want: verdictCase{status: Drift, got: "N2: isolated"}, severity: baselines.High},
		{name: "a drain failed, by the mask", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 2, 16, 0))},
			want: verdictCase{status: Drift, got: "N2: drain failed, paused"}, severity: baselines.High},
		{name: "a drain failed, by its status", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 0, 0, 3))},
			want: verdictCase{status: Drift, got: "N2: drain failed"}, severity: baselines.High},
		{name: "placement is avoided", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 0, 32, 0))},
			want: verdictCase{status: Pass}},
		{name: "the state is not known", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", -1))},
			want: verdictCase{status: Unknown, missing: "the state of N2"}},
		{name: "two accounts of a member", accounts: map[string][]facts.ClusterNode{"N1": three(member("N3", 1, 0, 0)), "N2": three()},
			want: verdictCase{status: Unknown, missing: "one account of N3: two nodes give different accounts (N1: state 1 (down); N2: state 0 (up))"}},
		{name: "two accounts of a member, and one that is down by both",
			accounts: map[string][]facts.ClusterNode{"N1": three(member("N3", 2), member("N2", 1)), "N2": three(member("N2", 1))},
			want:     verdictCase{status: Drift, got: "N2: down", reason: "two nodes give different accounts"}, severity: baselines.High},
		{name: "only one names a member", accounts: map[string][]facts.ClusterNode{"N1": three(), "N2": three()[:2]},
			want: verdictCase{status: Unknown, missing: "one account of N3: two nodes give different accounts (N1: state 0 (up); N2: not a member)"}},
		{name: "one account is of an earlier Windows", accounts: map[string][]facts.ClusterNode{"N1": three(member("N3", 0)), "N2": three(member("N3", 0, 1, 0))},
			want: verdictCase{status: Drift, got: "N3: isolated"}, severity: baselines.High},
		{name: "an account that contradicts itself", accounts: map[string][]facts.ClusterNode{"N1": append(three(), member("N3", 1))},
			want: verdictCase{status: Unknown, missing: "one account of N3"}},
		{name: "the later columns are refused", accounts: map[string][]facts.ClusterNode{"N1": three()},
			change: func(c *Cluster) {
				c.Nodes[0].Facts.Topology.Nodes.Refused = []string{"NodeDrainStatus", "StatusInformation"}
			},
			want: verdictCase{status: Unknown, missing: "NodeDrainStatus and StatusInformation of the members, with which N1 refused the query"}},
		{name: "they are refused, and one is down", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 1))},
			change: func(c *Cluster) { c.Nodes[0].Facts.Topology.Nodes.Refused = []string{"StatusInformation"} },
			want:   verdictCase{status: Drift}, severity: baselines.High},
		{name: "no account", want: verdictCase{status: Unknown, missing: "an account of the cluster's members"}},
		{name: "an empty account beside one", accounts: map[string][]facts.ClusterNode{"N1": {}, "N2": three()},
			want: verdictCase{status: Pass}},
		{name: "one node could not be read", accounts: map[string][]facts.ClusterNode{"N1": three()},
			change: func(c *Cluster) {
				*c.Nodes[2].Facts = facts.Node{Name: "N3", Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
			},
			want: verdictCase{status: Unknown, reason: "members of the cluster were not read", missing: "N3: no route"}},
		{name: "one that is down could not be read", accounts: map[string][]facts.ClusterNode{"N1": three(member("N3", 1))},
			change: func(c *Cluster) {
				*c.Nodes[2].Facts = facts.Node{Name: "N3", Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
			},
			want: verdictCase{status: Drift, got: "N3: down"}, severity: baselines.High},
		{name: "one could not be read, by another name", accounts: map[string][]facts.ClusterNode{"N1": three(member("corporate-mail-", 0))},
			change: func(c *Cluster) {
				c.Nodes = append(c.Nodes, Subject{Facts: &facts.Node{Name: "mail", Host: "corporate-mail-server", Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}})
			},
			want: verdictCase{status: Unknown, missing: "mail: no route"}},
		{name: "another machine answered for one", accounts: map[string][]facts.ClusterNode{"N1": three()},
			change: func(c *Cluster) { c.Nodes[2].Facts.OS.HostName = "N9" },
			want:   verdictCase{status: Unknown, missing: "N3: another machine"}},
		{name: "a bit that has no meaning", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 0, 64, 0))},
			want: verdictCase{status: Unknown, missing: "the meaning of state 0 (up), status 64 (unknown) of N2"}},
		{name: "a drain that has no meaning", accounts: map[string][]facts.ClusterNode{"N1": three(member("N2", 0, 0, 9))},
			want: verdictCase{status: Unknown, missing: "the meaning of"}},
		{name: "different clusters", accounts: map[string][]facts.ClusterNode{"N1": three()},
			change: func(c *Cluster) { c.Nodes[1].Facts.ClusterOf.Name = "CL2" },
			want:   verdictCase{status: Unknown, reason: "different clusters"}},
		{name: "chosen on purpose", accounts: map[string][]facts.ClusterNode{"N1": three(member("N4", 0))},
			change: func(c *Cluster) { c.Selected = &Selection{Names: []string{"N1", "N2", "N3"}, Of: 8} },
			want:   verdictCase{status: NotApplicable, reason: "3 of 8 nodes of the cluster were chosen for the scan"}},
		{name: "a part, of which the whole is not known", accounts: map[string][]facts.ClusterNode{"N1": three(member("N4", 0))},
			change: func(c *Cluster) { c.Selected = &Selection{} },
			want:   verdictCase{status: NotApplicable, reason: "only a part of the cluster"}},
		{name: "in no cluster", change: func(c *Cluster) {
			for _, s := range c.Nodes {
				s.Facts.Services.Found = s.Facts.Services.Found[1:]
			}
		}, want: verdictCase{status: NotApplicable}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := membersCluster(tt.accounts)
			if tt.change != nil {
				tt.change(&c)
			}
			f := findingOf(t, Evaluate(c), "cluster/members")
			tt.want.verify(t, f)
			if f.Status == Drift && f.Severity != tt.severity {
				t.Errorf("severity %s, want %s", f.Severity, tt.severity)
			}
		})
	}
}

// A member that was not scanned is not fixed on the node.
func TestFixOfUnscannedMember(t *testing.T) {
	f := findingOf(t, Evaluate(membersCluster(map[string][]facts.ClusterNode{"N1": three(member("N4", 0))})), "cluster/members")
	if f.Fix.String() != scanTheRest || f.Remedy != nil {
		t.Errorf("fix %q, remedy %+v", f.Fix, f.Remedy)
	}
}

// A site may care less than the finding: the severity that it gives is the most.
func TestSeverityOfMembers(t *testing.T) {
	c := membersCluster(map[string][]facts.ClusterNode{"N1": three(member("N3", 1))})
	c.Nodes[0].Baseline.Cluster.Members.Severity = baselines.Low
	if f := findingOf(t, Evaluate(c), "cluster/members"); f.Severity != baselines.Low {
		t.Errorf("severity %s", f.Severity)
	}
}

func TestClusterName(t *testing.T) {
	all := map[string][]facts.ClusterNode{"N1": three()}
	listedUnder := func(name string) func(*Cluster) {
		return func(c *Cluster) {
			for _, s := range c.Nodes {
				s.Facts.Cluster = name
			}
		}
	}
	unread := func(c *Cluster) {
		*c.Nodes[2].Facts = facts.Node{Name: "N3", Problem: &facts.Problem{Kind: "unreachable", Message: "no route"}}
	}
	tests := []struct {
		name     string
		accounts map[string][]facts.ClusterNode
		change   func(*Cluster)
		want     verdictCase
		severity baselines.Severity
	}{
		{name: "listed under no name", accounts: all, want: verdictCase{status: Pass, got: "CL1"}, severity: baselines.High},
		{name: "listed under its own", accounts: all, change: listedUnder("cl1"), want: verdictCase{status: Pass}, severity: baselines.High},
		{name: "fully qualified", accounts: all, change: listedUnder("CL1.contoso.example"), want: verdictCase{status: Pass}, severity: baselines.High},
		{name: "listed under another", accounts: all, change: listedUnder("SQL-PROD"),
			want: verdictCase{status: Drift, got: "CL1", reason: "listed under SQL-PROD, and the cluster calls itself CL1"}, severity: baselines.Info},
		{name: "different clusters", accounts: all, change: func(c *Cluster) { c.Nodes[1].Facts.ClusterOf.Name = "CL2" },
			want: verdictCase{status: Unknown, reason: "different clusters", missing: "CL1: N1, N3; CL2: N2"}, severity: baselines.High},
		{name: "a node that was not read is a member", accounts: all, change: unread, want: verdictCase{status: Pass}, severity: baselines.High},
		{name: "a node that was not read, and no account", change: unread,
			want: verdictCase{status: Unknown, missing: "N3: no route"}, severity: baselines.High},
		{name: "no node reports a name", change: func(c *Cluster) {
			for _, s := range c.Nodes {
				s.Facts.ClusterOf = facts.Cluster{Section: failed("cluster")}
			}
		}, want: verdictCase{status: Unknown, missing: "cluster was denied"}, severity: baselines.High},
		{name: "one node without a cluster service", accounts: all, change: func(c *Cluster) {
			n := c.Nodes[1].Facts
			n.Services.Found = n.Services.Found[1:]
			n.ClusterOf = facts.Cluster{Section: facts.Section{State: facts.Absent}}
		}, want: verdictCase{status: Pass}, severity: baselines.High},
		{name: "one node without a cluster service, and no member", accounts: map[string][]facts.ClusterNode{"N1": {member("N1", 0), member("N3", 0)}}, change: func(c *Cluster) {
			n := c.Nodes[1].Facts
			n.Services.Found = n.Services.Found[1:]
			n.ClusterOf = facts.Cluster{Section: facts.Section{State: facts.Absent}}
		}, want: verdictCase{status: Pass, got: "CL1", reason: "without a cluster service: N2"}, severity: baselines.High},
		{name: "in no cluster", change: func(c *Cluster) {
			for _, s := range c.Nodes {
				s.Facts.Services.Found = s.Facts.Services.Found[1:]
				s.Facts.ClusterOf = facts.Cluster{Section: facts.Section{State: facts.Absent}}
			}
		}, want: verdictCase{status: NotApplicable}, severity: baselines.High},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := membersCluster(tt.accounts)
			if tt.change != nil {
				tt.change(&c)
			}
			f := findingOf(t, Evaluate(c), "cluster/name")
			tt.want.verify(t, f)
			if f.Severity != tt.severity {
				t.Errorf("severity %s, want %s", f.Severity, tt.severity)
			}
		})
	}
}
