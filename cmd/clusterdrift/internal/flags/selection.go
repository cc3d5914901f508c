package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// RegisterPartial registers --partial, whose value goes to partial.
func RegisterPartial(f *pflag.FlagSet, partial *bool) {
	f.BoolVar(partial, "partial", false, "the nodes are a part of their cluster by intention: do not expect its other members")
}

// selections are the parts of clusters that a command reads by the user's decision,
// by the cluster's name. A cluster that is not among them is read as a whole.
type selections map[string]*facts.Selection

// choice is the nodes to read, and of which clusters they are a part.
type choice struct {
	*inventory.Inventory
	parts selections
	// all is what was chosen before --shard left anything out.
	all *inventory.Inventory
}

// choose makes a choice by the names of the command line. They choose among the nodes
// and clusters of an inventory; without one they claim, as the inventory does, to be
// all members.
func (n *Nodes) choose(t term.Terminal, names []string) (choice, error) {
	if n.Inventory == "" || len(names) == 0 {
		all, err := n.load(t, names)
		if err != nil {
			return choice{}, err
		}
		some, _, err := n.sharded(t, all)
		return choice{some, n.partsOf(some, all), all}, err
	}
	if err := n.checkShard(names); err != nil {
		return choice{}, err
	}
	if n.discover {
		return choice{}, cli.Usage("--discover does not go with names: it reads all members of a cluster", "leave out --discover or the names")
	}
	all, err := n.load(t, nil)
	if err != nil {
		return choice{}, err
	}
	picked, err := named(all, names, n.Inventory)
	if err != nil {
		return choice{}, err
	}
	return choice{picked, n.partsOf(picked, all), picked}, nil
}

// named returns the nodes that are named, themselves or by their cluster, in the
// order of the names and each once. Where a node has the name of a cluster, the name
// means the node. Unknown names are a *cli.UsageError.
func named(all *inventory.Inventory, names []string, file string) (*inventory.Inventory, error) {
	picked := &inventory.Inventory{}
	taken := make([]bool, len(all.Nodes))
	var unknown []string
	for _, name := range names {
		found := indices(all.Nodes, func(n inventory.Node) bool { return strings.EqualFold(n.Name, name) })
		if len(found) == 0 && name != "" {
			found = indices(all.Nodes, func(n inventory.Node) bool { return strings.EqualFold(n.Cluster, name) })
		}
		if len(found) == 0 {
			unknown = append(unknown, unknownName(all, name, file))
		}
		for _, i := range found {
			if taken[i] {
				continue
			}
			taken[i] = true
			picked.Nodes = append(picked.Nodes, all.Nodes[i])
			picked.Sources = append(picked.Sources, all.Sources[i])
		}
	}
	if len(unknown) > 0 {
		return nil, &cli.UsageError{Problems: unknown, Hint: "name nodes and clusters as the inventory does; clusterdrift inventory show -i " + file + " lists them"}
	}
	return picked, nil
}

func indices(nodes []inventory.Node, wanted func(inventory.Node) bool) []int {
	var found []int
	for i, n := range nodes {
		if wanted(n) {
			found = append(found, i)
		}
	}
	return found
}

func unknownName(all *inventory.Inventory, name, file string) string {
	var known []string
	for _, n := range all.Nodes {
		known = append(known, n.Name)
		if n.Cluster != "" {
			known = append(known, n.Cluster)
		}
	}
	slices.Sort(known)
	problem := fmt.Sprintf("%s has no node or cluster %s", file, name)
	if nearest := strict.Nearest(name, slices.Compact(known)); nearest != "" {
		problem += fmt.Sprintf("; did you mean %q?", nearest)
	}
	return problem
}

// partsOf says of which clusters the picked nodes are a part, by what the user's list
// has in all. Nodes of which no cluster is known may be of any.
func (n *Nodes) partsOf(picked, all *inventory.Inventory) selections {
	parts, listed := selections{}, perCluster(all.Nodes)
	for cluster, count := range perCluster(picked.Nodes) {
		switch {
		case n.partial, cluster == "" && count < listed[""]:
			parts[cluster] = &facts.Selection{}
		case count < listed[cluster]:
			parts[cluster] = &facts.Selection{Of: listed[cluster]}
		}
	}
	return parts
}

// perCluster counts the nodes of each cluster.
func perCluster(nodes []inventory.Node) map[string]int {
	counts := map[string]int{}
	for _, n := range nodes {
		counts[n.Cluster]++
	}
	return counts
}

// selected is the part of a cluster that the nodes were chosen as; nil when any of them
// claims that they are all of it, or they have come to be by several choices. Of one
// whose facts are missing it is not known how it was chosen.
func selected(nodes []checks.Subject) *checks.Selection {
	var names []string
	chosen, whole, unknown, of := false, false, false, 0
	for _, s := range nodes {
		names = append(names, s.Facts.Name)
		part, p := s.Facts.Selection, s.Facts.Problem
		switch {
		case part != nil:
			chosen, unknown, of = true, unknown || part.Of == 0, max(of, part.Of)
		case p == nil || p.Kind != facts.KindMissing:
			whole = true
		}
	}
	switch {
	case !chosen, whole, !unknown && len(nodes) >= of:
		return nil
	case unknown:
		of = 0
	}
	slices.Sort(names)
	return &checks.Selection{Names: names, Of: of}
}
