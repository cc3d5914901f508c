package checks

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Subject is a node and the baseline it is judged by.
type Subject struct {
	Facts *facts.Node
	// Baseline is nil when none applies to the node; Problem then says why.
	Baseline *baselines.Baseline
	Problem  string
}

// Cluster is a named group of nodes that are judged together.
type Cluster struct {
	Name  string
	Nodes []Subject
}

// Evaluate judges every node of a cluster and the cluster as a whole. The
// findings are sorted by node, family and id; those about the cluster as a
// whole come first, because their node is empty. The order of the nodes and of
// anything within the facts does not change the result.
func Evaluate(c Cluster) []Finding {
	c.Nodes = slices.SortedStableFunc(slices.Values(c.Nodes), func(a, b Subject) int {
		return cmp.Compare(a.Facts.Name, b.Facts.Name)
	})
	found := agreementFindings(c.Nodes)
	topology := newTopology(c.Nodes)
	found = append(found, consistencyFindings(c.Nodes, topology)...)
	found = append(found, clusterNetworkFindings(c.Nodes, topology)...)
	for _, s := range c.Nodes {
		for _, f := range nodeFindings(s, topology) {
			f.Node = s.Facts.Name
			found = append(found, f)
		}
	}
	for i := range found {
		found[i].Cluster = c.Name
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Family, b.Family), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// nodeFindings judges one node. A node that was not read, or that no baseline
// applies to, has one finding that says so: with nothing observed or nothing
// asked for there is nothing else to say.
func nodeFindings(s Subject, t topology) []Finding {
	switch {
	case s.Facts.Problem != nil:
		return []Finding{unreachable(*s.Facts.Problem)}
	case s.Baseline == nil:
		return []Finding{withoutBaseline(s.Problem)}
	}
	found := hotfixFindings(s)
	found = append(found, updateFindings(s)...)
	found = append(found, heartbeatFindings(s)...)
	found = append(found, offloadFindings(s)...)
	found = append(found, firewallFindings(s, t)...)
	found = append(found, serviceFindings(s)...)
	found = append(found, adapterFindings(s, t)...)
	found = append(found, netftFindings(s)...)
	found = append(found, networkFindings(s, t)...)
	found = append(found, ipv6Findings(s)...)
	found = append(found, rebootFindings(s)...)
	found = append(found, antivirusFindings(s)...)
	found = append(found, latencyFindings(s)...)
	found = append(found, profileFindings(s, t)...)
	found = append(found, eventFindings(s)...)
	found = acceptInstead(found, s.Baseline.Hotfixes)
	found = tellEvents(found, s.Baseline.Events)
	// Lists last: a member that another finding makes pass is present to them.
	return append(found, listFindings(found, s.Baseline.Lists)...)
}

func unreachable(p facts.Problem) Finding {
	v := unknown("the node could not be read, so nothing on it was judged", p.Message)
	v.fix = p.Hint
	r := baselines.Requirement{ID: "node/reachable", Title: "The node can be read", Severity: baselines.High}
	return v.finding(r, "an answer from the node")
}

func withoutBaseline(problem string) Finding {
	v := unknown("no baseline applies to the node, so nothing on it was judged", cmp.Or(problem, "a baseline for this node"))
	r := baselines.Requirement{ID: "node/baseline", Title: "A baseline applies to the node", Severity: baselines.High}
	return v.finding(r, "a baseline for the node's operating system")
}
