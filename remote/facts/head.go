package facts

// Head is the node without what its sections say: how it was listed, when and why not it
// was read, which machine answered, and which cluster that says it is in. By as much a
// run is divided into clusters, and finds machines that it has twice.
func (n *Node) Head() *Node {
	return &Node{
		Format: n.Format, Name: n.Name, Host: n.Host, Cluster: n.Cluster, Address: n.Address, Selection: n.Selection,
		Baselines: n.Baselines, Moment: n.Moment, Started: n.Started, Finished: n.Finished, Problem: n.Problem,
		OS: n.OS, ClusterOf: Cluster{Name: n.ClusterOf.Name},
	}
}
