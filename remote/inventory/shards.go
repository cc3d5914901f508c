package inventory

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Shards parts an inventory into count shards, of which some may be empty. A cluster is in
// one of them as a whole, and so are all nodes of which no cluster is named. The largest
// cluster comes first, and each goes to the shard that has the fewest nodes, the first of
// several; so no shard has more nodes than another by more than the largest cluster. The
// parts follow from the names alone, whatever their order in the file is. Count is 1 or
// more.
func (i *Inventory) Shards(count int) []*Inventory {
	nodes, of := make([]int, count), map[string]int{}
	for _, c := range i.bySize() {
		least := slices.Index(nodes, slices.Min(nodes))
		nodes[least] += c.nodes
		of[c.name] = least
	}
	shards := make([]*Inventory, count)
	for at := range shards {
		shards[at] = i.Select(func(n Node) bool { return of[foldedCluster(n)] == at })
	}
	return shards
}

// Clusters is the number of clusters; nodes of which none is named count as one.
func (i *Inventory) Clusters() int { return len(i.bySize()) }

// clusterSize is a cluster and how many nodes it has.
type clusterSize struct {
	name  string // folded
	nodes int
}

// bySize are the clusters, the largest first, those of one size by their names.
func (i *Inventory) bySize() []clusterSize {
	counts := map[string]int{}
	for _, n := range i.Nodes {
		counts[foldedCluster(n)]++
	}
	all := make([]clusterSize, 0, len(counts))
	for name, nodes := range counts {
		all = append(all, clusterSize{name, nodes})
	}
	slices.SortFunc(all, func(a, b clusterSize) int {
		return cmp.Or(cmp.Compare(b.nodes, a.nodes), cmp.Compare(a.name, b.name))
	})
	return all
}

func foldedCluster(n Node) string { return string(strict.Fold(n.Cluster)) }

// Digest is that of what an inventory means for its shards, "sha256:" and 64 hex digits:
// of each node its cluster, name, address, the host name that it answers with, and the
// moment by which it is judged. Comments, order and groups do not count. Neither does how
// a node is entered (port, transport, account, keys, certificates), which may differ from
// machine to machine, nor the names of baselines: results have the digests of these.
func (i *Inventory) Digest() string {
	lines := make([]string, 0, len(i.Nodes))
	for _, n := range i.Nodes {
		line, _ := json.Marshal([]string{n.Cluster, n.Name, n.Address, n.Host, n.Moment}) // texts always can be
		lines = append(lines, string(line))
	}
	slices.Sort(lines)
	sum := sha256.New()
	for _, line := range lines {
		fmt.Fprintln(sum, line)
	}
	return fmt.Sprintf("sha256:%x", sum.Sum(nil))
}
