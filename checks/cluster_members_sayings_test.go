package checks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// What accounts differ in is said in their order, each node once for each text. Of many
// nodes that say the same the first are named.
func TestSayings(t *testing.T) {
	up, down := facts.MemberUp, facts.MemberDown
	for _, tt := range []struct {
		name     string
		accounts [][]int // the states that each account gives of N1; none: it does not list it
		want     string
	}{
		{"two states", [][]int{{down}, {up}, {down}}, "A0, A2: state 1 (down); A1: state 0 (up)"},
		{"one account contradicts itself", [][]int{{up, down}, {up}}, "A0, A1: state 0 (up); A0: state 1 (down)"},
		{"the first does not list it", [][]int{nil, {up}, nil}, "A0, A2: not a member; A1: state 0 (up)"},
		{"the last does not list it", [][]int{{up}, nil}, "A0: state 0 (up); A1: not a member"},
		{"eight do not list it", append(make([][]int, 8), []int{up}), "A0, A1, A2, A3, A4, A5, A6, A7: not a member; A8: state 0 (up)"},
		{"nine do not list it", append(make([][]int, 9), []int{up}), "A0, A1, A2, A3, A4, A5 and 3 more: not a member; A9: state 0 (up)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var nodes []Subject
			for i, states := range tt.accounts {
				n := &facts.Node{Name: fmt.Sprintf("A%d", i)}
				n.Topology.Nodes = facts.ClusterNodes{Section: collected("nodes"), Nodes: []facts.ClusterNode{{Name: "N2"}}}
				for _, state := range states {
					n.Topology.Nodes.Nodes = append(n.Topology.Nodes.Nodes, facts.ClusterNode{Name: "n1.contoso.example", State: state})
				}
				nodes = append(nodes, Subject{Facts: n})
			}
			accounts, _ := memberAccountsOf(nodes)
			_, gap := accounts.member("N1")
			if _, said, _ := strings.Cut(gap.Text, "different accounts "); said != "("+tt.want+")" {
				t.Errorf("%s\nwant (%s)", said, tt.want)
			}
		})
	}
}
