package windows

import (
	"fmt"
	"strings"
)

// Join makes nodes the members of one cluster, with the usual networks and
// resources, who know each other's builds. Each keeps the heartbeat settings that it had, as its own: what the
// nodes believe of them may be made to differ.
func Join(name string, nodes ...*Node) {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = n.Name
	}
	for _, n := range nodes {
		joined := newCluster(name, names)
		for i := range joined.Nodes {
			joined.Nodes[i].Build = nodes[i].OS.Build
		}
		if n.Cluster != nil {
			joined.Properties = n.Cluster.Properties
		}
		n.Cluster = joined
	}
}

// newCluster describes a cluster with a heartbeat and a production network on
// every node, at the recommended heartbeat settings.
func newCluster(name string, nodes []string) *Cluster {
	c := &Cluster{
		Name: name,
		FQDN: strings.ToLower(name) + ".contoso.example",
		Properties: map[string]int{
			"SameSubnetDelay": 2000, "SameSubnetThreshold": 10, "CrossSubnetDelay": 2000, "CrossSubnetThreshold": 10,
		},
		Networks: []ClusterNetwork{
			{Name: "Heartbeat", Address: "10.20.0.0", Mask: "255.255.255.0", Role: 1, State: 3},
			{Name: "Production", Address: "10.10.0.0", Mask: "255.255.255.0", Role: 3, State: 3},
		},
		Resources: []ClusterResource{
			{ID: syntheticGUID("name", 1), Name: "Cluster Name", Type: "Network Name", Group: "Cluster Group", State: 2},
			{ID: syntheticGUID("address", 1), Name: "Cluster IP Address", Type: "IP Address", Group: "Cluster Group", State: 2},
			{ID: syntheticGUID("disk", 1), Name: "Witness", Type: "Physical Disk", Group: "Cluster Group", State: 2},
		},
	}
	for i := range c.Resources {
		c.Resources[i].Owner = nodes[0]
	}
	for i, node := range nodes {
		c.Nodes = append(c.Nodes, ClusterNode{Name: node})
		for j, network := range c.Networks {
			c.Interfaces = append(c.Interfaces, ClusterInterface{
				Name: node + " - " + network.Name, Node: node, Network: network.Name,
				Adapter:   fmt.Sprintf("Synthetic Gigabit Adapter #%d", j+1),
				AdapterID: syntheticGUID(node, j), Address: fmt.Sprintf("10.%d.0.%d", 20-10*j, 11+i), State: 3,
			})
		}
	}
	return c
}
