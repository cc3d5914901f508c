package findings

import (
	"fmt"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// Nodes that could not be read for the same reason are one group, whatever their
// addresses; what is said of one alone names its own.
func TestDarkGroups(t *testing.T) {
	node := func(i int, problem string) report.Node {
		address := fmt.Sprintf("192.0.2.%d:5985", i)
		return report.Node{Name: fmt.Sprintf("N%d", i), State: report.Unreachable, Address: address,
			Problem: &facts.Problem{Message: fmt.Sprintf(problem, address), Hint: fmt.Sprintf("Ask for N%d.", i)}}
	}
	c := report.Cluster{Nodes: []report.Node{node(1, "connect to %s: refused"), node(2, "connect to %s: refused"), node(12, "connect to %s: timeout")}}
	got := DarkGroups(c)
	if len(got) != 2 || got[0].Problem != "connect to its address: refused" || got[0].Hint != "Ask for the node." || len(got[0].Names) != 2 ||
		got[1].Problem != "connect to 192.0.2.12:5985: timeout" {
		t.Errorf("%+v", got)
	}
}
