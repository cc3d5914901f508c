package checks

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// manyNodes is how many nodes TestJudgeMany judges; only TestLinearBlocks sets it.
var manyNodes = flag.Int("many.nodes", 0, "judge a cluster of so many nodes")

// TestLinearBlocks counts how often each block of the code runs for a cluster and for
// one four times as large: one that runs eight times as often looks for something in
// all nodes for each node. Sorting stays below that. What is judged of each pair of
// nodes, as the firewall of one for the addresses of the other, is left out.
func TestLinearBlocks(t *testing.T) {
	if !long() {
		t.Skip("builds the package once more, to count in it: part of the long suite")
	}
	const small, large = 40, 160
	program := filepath.Join(t.TempDir(), "checks.test")
	build := exec.Command("go", "test", "-c", "-covermode=count", "-coverpkg=./...", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	few, many := runsOf(t, program, small), runsOf(t, program, large)
	var off []string
	for block, runs := range many {
		if runs > 8*max(few[block], small) {
			off = append(off, fmt.Sprintf("%s runs %d times for %d nodes, %d times for %d", block, few[block], small, runs, large))
		}
	}
	slices.Sort(off)
	if len(off) > 0 {
		t.Errorf("these are not linear:\n%s", strings.Join(off, "\n"))
	}
	if busiest := slices.Max(slices.Collect(maps.Values(many))); busiest < 100*large {
		t.Errorf("the busiest block ran %d times: was a cluster of %d nodes judged?", busiest, large)
	}
}

// runsOf says how often each block of the code runs where TestJudgeMany judges so many
// nodes.
func runsOf(t *testing.T, program string, nodes int) map[string]int {
	t.Helper()
	profile := filepath.Join(t.TempDir(), "profile")
	c := exec.Command(program, "-test.run=^TestJudgeMany$", "-test.coverprofile="+profile, "-many.nodes="+strconv.Itoa(nodes))
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := os.Open(profile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	runs := map[string]int{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		parts := strings.Fields(lines.Text()) // the block, its statements, how often it ran
		if len(parts) != 3 {
			continue // the first line
		}
		n, err := strconv.Atoi(parts[2])
		if err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		runs[strings.TrimPrefix(parts[0], "github.com/clusterdrift/clusterdrift/")] = n
	}
	return runs
}

// TestJudgeMany judges clusters for TestLinearBlocks: one on which two nodes say the
// same, and one on which each says something else.
func TestJudgeMany(t *testing.T) {
	if *manyNodes == 0 {
		t.Skip("run by TestLinearBlocks alone, which says how many nodes")
	}
	for _, quarrel := range []bool{false, true} {
		if found := Evaluate(largeCluster(*manyNodes, quarrel)); len(found) < 50**manyNodes {
			t.Errorf("%d findings", len(found))
		}
	}
}

// largeCluster has as many nodes, of which every other sets no signature of SMB. The
// first two give an account of the cluster, or each one of itself and a few others, and
// these saw another node leave.
func largeCluster(nodes int, quarrel bool) Cluster {
	c, b := Cluster{Name: "CL1"}, withoutPairs(testBaseline())
	whole := topologyOf(0, nodes)
	for i := range nodes {
		n := testNode("N1")
		n.Name, n.OS.HostName = largeName(i), largeName(i)
		if i%2 == 0 {
			n.Hardening.SMB.ServerSigning, n.Hardening.SMB.ClientSigning = nil, nil
		}
		switch {
		case quarrel:
			n.Topology = topologyOf(i, i+3)
		case i < 2:
			n.Topology = whole
			n.Events.Cluster.Events = append(n.Events.Cluster.Events, facts.Event{
				ID: nodeRemoved, Provider: clusteringProvider, At: testFlip, Data: []facts.EventData{{Value: largeName(nodes - 1)}},
			})
		default:
			n.Topology = facts.Topology{}
		}
		c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: b})
	}
	return c
}

func largeName(i int) string { return fmt.Sprintf("L%04d", i) }

// topologyOf is the account of some nodes, each with the adapters of N1.
func topologyOf(from, to int) facts.Topology {
	all := testTopology()
	of := testNode("N1").Topology
	all.Networks = of.Networks
	all.Nodes.Nodes, all.Interfaces.Interfaces = nil, nil
	for i := from; i < to; i++ {
		all.Nodes.Nodes = append(all.Nodes.Nodes, facts.ClusterNode{Name: largeName(i), Build: "7601", Weight: new(1)})
		for _, own := range of.Interfaces.Interfaces {
			if own.Node == "N1" {
				own.Node = largeName(i)
				all.Interfaces.Interfaces = append(all.Interfaces.Interfaces, own)
			}
		}
	}
	return all
}

// withoutPairs leaves out what is judged of each pair of nodes.
func withoutPairs(b *baselines.Baseline) *baselines.Baseline {
	b.Firewall, b.IPv6.NeighbourDiscovery = nil, nil
	b.Consistency = slices.DeleteFunc(b.Consistency, func(c baselines.Consistency) bool { return c.Subject == "firewall" })
	return b
}
