package flags

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// Whole holds the flags that name the inventory of which there are results of parts.
type Whole struct{ nodes Nodes }

// Register registers the flags.
func (w *Whole) Register(f *pflag.FlagSet) {
	f.StringVarP(&w.nodes.Inventory, "inventory", "i", "", "the inventory in `FILE` that was scanned in shards: nodes of missing shards are reported as not read")
	w.nodes.RegisterAllowEnv(f)
}

// Nodes are the flags as those of a scan of all the inventory.
func (w *Whole) Nodes() *Nodes { return &w.nodes }

// Clusters are those of the missing shards, with nodes that were not read. An inventory that is not the one that was parted is a *cli.UsageError, and so is a
// missing shard without an inventory. Part is one of the shards.
func (w *Whole) Clusters(t term.Terminal, part *report.Shard, missing []int, list string) ([]report.Cluster, error) {
	if w.nodes.Inventory == "" {
		if len(missing) == 0 {
			return nil, nil
		}
		return nil, cli.Usage("no result of shard "+list+" was given", "add it, or name the inventory with --inventory FILE: its nodes are then reported as not read")
	}
	all, err := w.nodes.loadFile(t)
	if err != nil {
		return nil, err
	}
	if digest := all.Digest(); digest != part.Inventory {
		return nil, cli.Usage(fmt.Sprintf("%s is not the inventory that was scanned: its digest is %.19s, and that of the shards %.19s", w.nodes.Inventory, digest, part.Inventory),
			"name the file as it was then; clusters, nodes, addresses and moments count for the digest")
	}
	shards := all.Shards(part.Count)
	var clusters []report.Cluster
	for _, index := range missing {
		clusters = append(clusters, notRead(shards[index-1], report.Shard{Index: index, Count: part.Count})...)
	}
	return clusters, nil
}

// notRead are the clusters of a part of which no node was read.
func notRead(part *inventory.Inventory, of report.Shard) []report.Cluster {
	nodes, moments := map[string][]string{}, map[string]string{}
	var names []string
	for _, n := range part.Nodes {
		name := cmp.Or(n.Cluster, "nodes") // as ClusterName
		if nodes[name] == nil {
			names = append(names, name)
		}
		nodes[name] = append(nodes[name], n.Name)
		moments[name] = cmp.Or(moments[name], n.Moment)
	}
	slices.Sort(names)
	var clusters []report.Cluster
	for _, name := range names {
		c := report.MissingCluster(name, of, nodes[name])
		c.Moment = baselines.Moment(moments[name])
		clusters = append(clusters, c)
	}
	return clusters
}
