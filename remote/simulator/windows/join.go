package windows

// Join makes nodes the members of one cluster, with the usual networks and
// resources. Each keeps the heartbeat settings that it had, as its own: what the
// nodes believe of them may be made to differ.
func Join(name string, nodes ...*Node) {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = n.Name
	}
	for _, n := range nodes {
		joined := newCluster(name, names)
		if n.Cluster != nil {
			joined.Properties = n.Cluster.Properties
		}
		n.Cluster = joined
	}
}
