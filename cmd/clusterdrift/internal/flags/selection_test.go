package flags

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

func listOf(nodes ...string) *inventory.Inventory {
	i := &inventory.Inventory{}
	for _, n := range nodes {
		cluster, name := n[:1], n[1:]
		if cluster == "-" {
			cluster = ""
		}
		i.Nodes = append(i.Nodes, inventory.Node{Cluster: cluster, Name: name})
		i.Sources = append(i.Sources, inventory.Sources{})
	}
	return i
}

func TestNamed(t *testing.T) {
	all := listOf("A1", "A2", "AB", "B1", "B3", "-4")
	for _, tt := range []struct {
		name  string
		names []string
		want  []string
		err   string
	}{
		{"a node", []string{"2"}, []string{"A2"}, ""},
		{"a node of two clusters", []string{"1"}, []string{"A1", "B1"}, ""},
		{"a cluster", []string{"a"}, []string{"A1", "A2", "AB"}, ""},
		{"a node with the name of a cluster", []string{"b"}, []string{"AB"}, ""},
		{"twice", []string{"3", "A", "2", "3"}, []string{"B3", "A1", "A2", "AB"}, ""},
		{"no name is not the cluster without one", []string{""}, nil, "f has no node or cluster "},
		{"unknown", []string{"2", "x", "22"}, nil, "f has no node or cluster x\nf has no node or cluster 22; did you mean \"2\"?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			picked, err := named(all, tt.names, "f")
			if err != nil {
				if err.Error() != tt.err {
					t.Errorf("got %q, want %q", err, tt.err)
				}
				return
			}
			var got []string
			for _, n := range picked.Nodes {
				got = append(got, n.Cluster+n.Name)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || tt.err != "" || len(picked.Sources) != len(picked.Nodes) {
				t.Error(diff)
			}
		})
	}
}

func TestPartsOf(t *testing.T) {
	all := listOf("A1", "A2", "A3", "B1", "B2", "-1", "-2")
	for _, tt := range []struct {
		name    string
		partial bool
		picked  *inventory.Inventory
		want    selections
	}{
		{"all", false, all, selections{}},
		{"some", false, listOf("A1", "B1", "A2"), selections{"A": {Of: 3}, "B": {Of: 2}}},
		{"all of one cluster", false, listOf("B2", "B1", "A1"), selections{"A": {Of: 3}}},
		{"in no cluster", false, listOf("-1"), selections{"": {}}},
		{"all in no cluster", false, listOf("-1", "-2"), selections{}},
		{"partial", true, listOf("A1", "B1", "B2"), selections{"A": {}, "B": {}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := Nodes{partial: tt.partial}
			if diff := cmp.Diff(tt.want, n.partsOf(tt.picked, all)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestJudgeKeepsSelections: what the facts say of a selection reaches the checks.
func TestJudgeKeepsSelections(t *testing.T) {
	part := func(of int) *facts.Selection { return &facts.Selection{Of: of} }
	for _, tt := range []struct {
		name  string
		nodes []*facts.Node
		want  *checks.Selection
	}{
		{"the whole cluster", []*facts.Node{{Name: "1"}, {Name: "2"}}, nil},
		{"a part", []*facts.Node{{Name: "2", Selection: part(3)}, {Name: "1", Selection: part(3)}}, &checks.Selection{Names: []string{"1", "2"}, Of: 3}},
		{"all, one after the other", []*facts.Node{{Name: "1", Selection: part(2)}, {Name: "2", Selection: part(2)}}, nil},
		{"of a list that grew", []*facts.Node{{Name: "1", Selection: part(2)}, {Name: "2", Selection: part(3)}}, &checks.Selection{Names: []string{"1", "2"}, Of: 3}},
		{"of an unknown number", []*facts.Node{{Name: "1", Selection: part(0)}, {Name: "2", Selection: part(2)}}, &checks.Selection{Names: []string{"1", "2"}}},
		{"one beside a run over the whole", []*facts.Node{{Name: "1", Selection: part(0)}, {Name: "2"}}, nil},
		{"one whose facts are missing", []*facts.Node{{Name: "1", Selection: part(8)}, {Name: "2", Problem: &facts.Problem{Kind: facts.KindMissing}}}, &checks.Selection{Names: []string{"1", "2"}, Of: 8}},
		{"one name in two cases", []*facts.Node{{Name: "1", Cluster: "CL1"}, {Name: "2", Cluster: "cl1"}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := NewCriteria(nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			clusters := c.clusters(Reading{Nodes: tt.nodes})
			if diff := cmp.Diff(tt.want, clusters[0].Selected); diff != "" || len(clusters) != 1 {
				t.Error(diff)
			}
		})
	}
}
