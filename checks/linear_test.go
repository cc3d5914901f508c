package checks

import (
	"fmt"
	"testing"
)

// clusterOf is a cluster of as many nodes.
func clusterOf(nodes int) Cluster {
	c, b := Cluster{Name: "CL1"}, testBaseline()
	for i := range nodes {
		c.Nodes = append(c.Nodes, Subject{Facts: testNode(fmt.Sprintf("N%04d", i)), Baseline: b})
	}
	return c
}

// TestLinear: what it takes to judge a node does not grow with its cluster.
func TestLinear(t *testing.T) {
	perNode := func(nodes int) float64 {
		c := clusterOf(nodes)
		Evaluate(c)
		return testing.AllocsPerRun(1, func() { Evaluate(c) }) / float64(nodes)
	}
	small, large := perNode(64), perNode(256)
	if large > 1.3*small {
		t.Errorf("%.0f allocations a node in a cluster of 64, %.0f in one of 256", small, large)
	}
}
