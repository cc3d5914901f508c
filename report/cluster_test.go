package report

import "testing"

func TestNodesByName(t *testing.T) {
	c := Cluster{Nodes: []Node{{Name: "N1", Host: "first"}, {Name: "N1", Host: "second"}, {Name: "N2", Host: "other"}}}
	nodes := c.NodesByName()
	for name, want := range map[string]string{"N1": "first", "N2": "other", "": "", "N3": ""} {
		if got := nodes[name].Host; got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
