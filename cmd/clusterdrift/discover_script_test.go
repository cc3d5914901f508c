package main

import (
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// naming FILE ASKED CLUSTER MEMBER... starts the node ASKED, which names that
// cluster and these members, and adds it to the inventory in FILE as the only
// node of a cluster ASKED. It is at $ASKED.
func naming(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: naming FILE ASKED CLUSTER MEMBER...")
	}
	described := []*windows.Node{namingNode(args[1], args[2], args[3:]...)}
	farm, err := simulator.Start(described, simulator.Options{})
	ts.Check(err)
	ts.Defer(farm.Close)
	added := demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())[0]
	added.Cluster = added.Name
	var nodes []inventory.Node
	path := ts.MkAbs(args[0])
	if _, err := os.Stat(path); err == nil {
		before, err := inventory.Load(path, inventory.Options{})
		ts.Check(err)
		nodes = before.Nodes
	}
	data, err := inventory.Format(append(nodes, added), path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, data, 0o600))
	ts.Setenv(added.Name, addressOf(added))
}

// namingNode describes a node that names a cluster and its members.
func namingNode(name, cluster string, members ...string) *windows.Node {
	n := aloneNode(name, "disabled")
	n.Cluster.Name, n.Cluster.Nodes = cluster, nil
	for _, member := range members {
		n.Cluster.Nodes = append(n.Cluster.Nodes, windows.ClusterNode{Name: member})
	}
	return n
}
