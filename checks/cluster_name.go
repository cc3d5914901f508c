package checks

import (
	"cmp"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Fixes of what the inventory, and not the cluster, has wrong.
const (
	separateEntries = "Give each cluster an entry of its own in the inventory, with its own nodes."
	nameTheEntry    = "Call the cluster in the inventory by its own name, or leave it if the other name is on purpose."
)

// judgeClusterName judges whether the nodes are in one cluster, and whether it is
// the one that they are listed under.
func judgeClusterName(nodes []Subject) verdict {
	if v, outside := outsideAnyCluster(nodes); outside {
		return v
	}
	if clusters := clustersOf(factsOf(nodes)); clusters != "" {
		v := ofDifferentClusters(clusters).with(reportedNames(nodes)...)
		v.fix = separateEntries
		return v
	}
	name, silent, gaps := reportedName(nodes)
	if name == "" {
		return unknown("the name of the cluster is not known", silent[0], silent[1:]...)
	}
	listed := strings.Join(otherNames(nodes, name), ", ")
	if len(gaps) > 0 {
		reason := "it is not known whether all nodes are in the cluster " + name
		if listed != "" {
			reason += ", under whose name they are not listed: " + listed
		}
		return unknown(reason, gaps[0], gaps[1:]...).with(reportedNames(nodes)...)
	}
	if listed != "" {
		v := drifted(name, "the nodes are listed under "+listed+", and the cluster calls itself "+name)
		v.severity, v.fix = baselines.Info, nameTheEntry
		return v.with(reportedNames(nodes)...)
	}
	return passed(name, "the nodes are in the cluster "+name+withoutService(outsiders(nodes))).with(reportedNames(nodes)...)
}

// reportedName is the name that the nodes report, why others are silent, and which
// of these the account of another node does not name as a member either: a node
// that is down does not report anything, and is in the cluster all the same. A node
// that is proven to be in no cluster leaves nothing open.
func reportedName(nodes []Subject) (name string, silent, gaps []facts.Gap) {
	listed := sync.OnceValue(func() memberNames { return listedMembers(nodes) })
	for _, s := range nodes {
		n := s.Facts
		if n.ClusterOf.Name != "" {
			name = cmp.Or(name, n.ClusterOf.Name)
			continue
		}
		if _, outside := outsideCluster(n); outside {
			continue
		}
		missing := cmp.Or(n.ClusterOf.Gap("the cluster's properties", len(n.ClusterOf.Properties)), facts.GapLeftOut.Of("the name of its cluster"))
		if n.Problem != nil {
			missing = n.Problem.Gap()
		}
		silent = append(silent, missing.On(n.Name))
		if !listed().has(asMember(n)) {
			gaps = append(gaps, missing.On(n.Name))
		}
	}
	return name, silent, gaps
}

// listedMembers are those that any of the nodes names.
func listedMembers(nodes []Subject) (all memberNames) {
	for place, s := range nodes {
		if members := s.Facts.Topology.Nodes; members.State == facts.Collected {
			for _, m := range members.Nodes {
				all.add(m.Name, place)
			}
		}
	}
	return all
}

// otherNames are those that the user has for the cluster and that are not its own.
func otherNames(nodes []Subject, name string) []string {
	other := wording.Set{}
	for _, s := range nodes {
		listed := s.Facts.Cluster
		if listed != "" && !strings.EqualFold(hostOf(listed), hostOf(name)) {
			other.Add(listed)
		}
	}
	return other.Sorted()
}

func reportedNames(nodes []Subject) []Evidence {
	var e []Evidence
	for _, s := range nodes {
		if c := s.Facts.ClusterOf; c.Name != "" {
			e = append(e, observed(c.Section, "%s: Name = %s", s.Facts.Name, c.Name))
		}
	}
	return e
}
