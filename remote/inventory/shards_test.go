package inventory_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// sized is an inventory of clusters of so many nodes.
func sized(sizes ...int) *inventory.Inventory {
	all := &inventory.Inventory{}
	for c, size := range sizes {
		for n := range size {
			all.Nodes = append(all.Nodes, inventory.Node{Cluster: fmt.Sprintf("C%02d", c), Name: fmt.Sprintf("C%02dN%d", c, n)})
		}
	}
	all.Sources = make([]inventory.Sources, len(all.Nodes))
	return all
}

func namesOf(i *inventory.Inventory) []string {
	names := []string{}
	for _, n := range i.Nodes {
		names = append(names, n.Name)
	}
	return names
}

// Every cluster is in one shard, whatever the order of the nodes is, and no two shards
// differ by more nodes than the largest cluster has.
func TestShards(t *testing.T) {
	random := rand.New(rand.NewPCG(24, 7))
	for range 300 {
		sizes := make([]int, 1+random.IntN(12))
		for i := range sizes {
			sizes[i] = 1 + random.IntN(9)
		}
		all, count := sized(sizes...), 1+random.IntN(len(sizes)+3)
		mixed := sized(sizes...)
		random.Shuffle(len(mixed.Nodes), func(i, j int) { mixed.Nodes[i], mixed.Nodes[j] = mixed.Nodes[j], mixed.Nodes[i] })
		shards, again := all.Shards(count), mixed.Shards(count)
		shardOf, total, least, most := map[string]int{}, 0, len(all.Nodes), 0
		for at, s := range shards {
			for _, n := range s.Nodes {
				if was, known := shardOf[n.Cluster]; known && was != at {
					t.Fatalf("%v in %d shards: %s is in two of them", sizes, count, n.Cluster)
				}
				shardOf[n.Cluster] = at
			}
			total, least, most = total+len(s.Nodes), min(least, len(s.Nodes)), max(most, len(s.Nodes))
			if len(s.Sources) != len(s.Nodes) || !slices.Equal(namesOf(s), slices.Sorted(slices.Values(namesOf(again[at])))) {
				t.Fatalf("%v in %d shards, the %dth: %v, and with the nodes in another order %v", sizes, count, at, namesOf(s), namesOf(again[at]))
			}
		}
		if len(shards) != count || total != len(all.Nodes) || most-least > slices.Max(sizes) {
			t.Fatalf("%v in %d shards: %d of %d nodes, from %d to %d", sizes, count, total, len(all.Nodes), least, most)
		}
	}
}

// The parts of a release are those of every later one: machines of two versions must not
// leave a cluster out between them.
func TestShardsStay(t *testing.T) {
	var got []string
	for _, s := range sized(3, 5, 2, 5, 1).Shards(3) {
		clusters := []string{}
		for _, n := range s.Nodes {
			clusters = append(clusters, n.Cluster)
		}
		got = append(got, strings.Join(slices.Compact(clusters), " "))
	}
	if want := []string{"C01 C04", "C03", "C00 C02"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Nodes without a cluster may be of one, and names in other letters are the same.
func TestShardsOfUnnamedClusters(t *testing.T) {
	i := &inventory.Inventory{Nodes: []inventory.Node{{Name: "A"}, {Name: "B", Cluster: "hv"}, {Name: "C"}, {Name: "D", Cluster: "HV"}}, Sources: make([]inventory.Sources, 4)}
	shards := i.Shards(3)
	if i.Clusters() != 2 || !slices.Equal(namesOf(shards[0]), []string{"A", "C"}) || !slices.Equal(namesOf(shards[1]), []string{"B", "D"}) || len(shards[2].Nodes) > 0 {
		t.Errorf("%d clusters: %v, %v, %v", i.Clusters(), namesOf(shards[0]), namesOf(shards[1]), namesOf(shards[2]))
	}
}

// The digest is of what an inventory means for its shards.
func TestDigest(t *testing.T) {
	const text = "format: 1\nclusters:\n  - name: A\n    nodes: [hv01.example, {name: hv02, address: 192.0.2.2}]\n  - name: B\n    nodes: [hv03.example]\n"
	digest := func(text string, o inventory.Options) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "inventory.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		i, err := inventory.Load(file, o)
		if err != nil {
			t.Fatal(err)
		}
		return i.Digest()
	}
	want := digest(text, inventory.Options{})
	for name, same := range map[string]string{
		"a comment":     "# of the north\n" + text,
		"another order": "format: 1\nclusters:\n  - name: B\n    nodes: [hv03.example]\n  - name: A\n    nodes: [{name: hv02, address: 192.0.2.2}, hv01.example]\n",
		"an account":    strings.Replace(text, "clusters:", "defaults: {user: 'CONTOSO\\audit', auth: ntlm}\nclusters:", 1),
	} {
		if got := digest(same, inventory.Options{}); got != want {
			t.Errorf("%s changes the digest", name)
		}
	}
	if got := digest(text, inventory.Options{Override: inventory.Settings{Port: 6000}}); got != want {
		t.Error("a port from the command line changes the digest")
	}
	for name, other := range map[string]string{
		"another cluster": strings.Replace(text, "name: B", "name: C", 1),
		"another node":    strings.Replace(text, "hv03", "hv04", 1),
		"another address": strings.Replace(text, "192.0.2.2", "192.0.2.3", 1),
		"a moment":        strings.Replace(text, "name: B", "name: B\n    moment: before-update", 1),
	} {
		if got := digest(other, inventory.Options{}); got == want {
			t.Errorf("%s does not change the digest", name)
		}
	}
}
