package report

import "testing"

func TestReaders(t *testing.T) {
	as := func(names ...string) Cluster {
		var c Cluster
		for _, name := range names {
			c.Nodes = append(c.Nodes, Node{ReadAs: name})
		}
		return c
	}
	for _, tt := range []struct {
		clusters []Cluster
		want     string
	}{
		{nil, ""},
		{[]Cluster{as("", "")}, ""},
		{[]Cluster{as("a@X", ""), as("a@X")}, "a@X"},
		{[]Cluster{as("b@Y", "a@X"), as("a@X")}, "a@X (2 nodes), b@Y (1 node)"},
	} {
		if got := (&Result{Clusters: tt.clusters}).Readers(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestAccess(t *testing.T) {
	read := []Cluster{{Nodes: []Node{{Name: "A", ReadAs: `CONTOSO\audit`}, {Name: "B"}}}}
	for _, tt := range []struct {
		r    Result
		want string
	}{
		{Result{}, ""},
		{Result{Clusters: read}, `Read as CONTOSO\audit`},
		{Result{NodesFrom: "the command line"}, "Nodes from the command line"},
		{Result{Clusters: read, NodesFrom: "the inventory a.yaml"}, `Read as CONTOSO\audit; nodes from the inventory a.yaml`},
	} {
		if got := tt.r.Access(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
