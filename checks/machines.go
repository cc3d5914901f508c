package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Machines are the machines that answered in a run, of all its clusters, by NetBIOS
// name in lower case. A machine is a node of one cluster only.
type Machines map[string][]listed

// listed is a node and the cluster that it is judged in.
type listed struct {
	cluster string
	node    *facts.Node
}

// NewMachines returns the machines of all clusters of a run.
func NewMachines(clusters []Cluster) Machines {
	all := Machines{}
	for _, c := range clusters {
		for _, s := range c.Nodes {
			if name := nameOf(s.Facts.OS).netBIOS; s.Facts.Problem == nil && name != "" {
				key := strings.ToLower(name)
				all[key] = append(all[key], listed{c.Name, s.Facts})
			}
		}
	}
	return all
}

// elsewhere names the entries of other clusters that the machine of a node answered
// for as well; sure is false when one of them may be another machine of that name.
// Listed are the entries of the node's own cluster.
func (m Machines) elsewhere(listed map[*facts.Node]bool, n *facts.Node) (others []string, sure bool) {
	own, found := nameOf(n.OS), wording.Set{}
	sure = true
	for _, l := range m[strings.ToLower(own.netBIOS)] {
		if listed[l.node] || !own.mayBe(nameOf(l.node.OS)) || inTwoClusters(n, l.node) {
			continue
		}
		found.Add(l.node.Name + " of the cluster " + l.cluster)
		sure = sure && own.domain != nil && l.node.OS.Domain != nil
	}
	return found.Sorted(), sure
}

// inTwoClusters reports whether two machines whose names do not distinguish them, for
// want of a domain, say that they are in different clusters.
func inTwoClusters(a, b *facts.Node) bool {
	named := func(n *facts.Node) bool { return n.OS.Domain != nil && *n.OS.Domain != "" }
	if named(a) && named(b) {
		return false
	}
	one, other := a.ClusterOf.Name, b.ClusterOf.Name
	return one != "" && other != "" && !strings.EqualFold(one, other)
}
