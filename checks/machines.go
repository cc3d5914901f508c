package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Machines are the machines that answered in a run, of all its clusters, by NetBIOS
// name in lower case. A machine is a node of one cluster only. They keep no facts.
type Machines map[string][]machine

// machine is one that answered, and the entry that it answered for.
type machine struct {
	name    machineName
	domain  *string // as the machine says it; empty: it has none; nil: not known
	cluster string  // that the entry is judged in
	entry   string  // the name of the node
	says    string  // the name of the cluster that the machine says it is in
}

// NewMachines returns the machines of all clusters of a run, each of which has a name
// of its own. Of the facts of a node it needs as much as its head has.
func NewMachines(clusters []Cluster) Machines {
	all := Machines{}
	for _, c := range clusters {
		for _, s := range c.Nodes {
			if name := nameOf(s.Facts.OS); s.Facts.Problem == nil && name.netBIOS != "" {
				key := strings.ToLower(name.netBIOS)
				all[key] = append(all[key], machine{name, s.Facts.OS.Domain, c.Name, s.Facts.Name, s.Facts.ClusterOf.Name})
			}
		}
	}
	return all
}

// elsewhere names the entries of clusters other than the node's own that its machine
// answered for as well; sure is false when one of them may be another machine of that
// name.
func (m Machines) elsewhere(cluster string, n *facts.Node) (others []string, sure bool) {
	own, found := nameOf(n.OS), wording.Set{}
	sure = true
	for _, other := range m[strings.ToLower(own.netBIOS)] {
		if other.cluster == cluster || !own.mayBe(other.name) || inTwoClusters(n, other) {
			continue
		}
		found.Add(EntryElsewhere(other.entry, other.cluster))
		sure = sure && own.domain != nil && other.domain != nil
	}
	return found.Sorted(), sure
}

// inTwoClusters reports whether two machines whose names do not distinguish them, for
// want of a domain, say that they are in different clusters.
func inTwoClusters(n *facts.Node, other machine) bool {
	named := func(domain *string) bool { return domain != nil && *domain != "" }
	if named(n.OS.Domain) && named(other.domain) {
		return false
	}
	says := n.ClusterOf.Name
	return says != "" && other.says != "" && !strings.EqualFold(says, other.says)
}
