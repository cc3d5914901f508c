package windows

import "testing"

// build gives the machine of a description.
func build(t testing.TB, n *Node) *Machine {
	t.Helper()
	m, err := n.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// bare describes a node with nothing but an OS; what it holds is synthetic.
func bare() *Node {
	return &Node{Name: "NODE1", OS: OS{Build: 7601, ServicePack: 1, Caption: "Windows"}}
}
