package windows

// QuorumStory describes a cluster that runs, and that the next fault will stop: two 2022
// nodes without a witness, of which the second was left paused after it was patched.
//
//	SQL01 holds all roles
//	SQL02 is paused
//
// What the nodes hold is synthetic, after Server2022. They let in CONTOSO\clusteraudit with
// the password given.
func QuorumStory(password string) []*Node {
	nodes := []*Node{Server2022("SQL01"), Server2022("SQL02")}
	Join("QUORUM", nodes...)
	for _, n := range nodes {
		n.Account = Account{Domain: "CONTOSO", User: "clusteraudit", Password: password}
		n.Cluster.Resources = n.Cluster.Resources[:2] // its name and its address
		n.Cluster.Nodes[1].State, n.Cluster.Nodes[1].Drain = 2, 2
	}
	return nodes
}
