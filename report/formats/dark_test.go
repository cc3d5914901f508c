package formats

import (
	"fmt"
	"strings"
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
	got := darkGroups(c)
	if len(got) != 2 || got[0].problem != "connect to its address: refused" || got[0].hint != "Ask for the node." || len(got[0].names) != 2 ||
		got[1].problem != "connect to 192.0.2.12:5985: timeout" {
		t.Errorf("%+v", got)
	}
}

// Long names are wrapped as everything else is.
func TestUncertainNamesFit(t *testing.T) {
	c := report.Cluster{Name: "C", Verdict: report.VerdictIncomplete}
	for i := range 3 {
		name := fmt.Sprintf("node%d-%s", i, strings.Repeat("x", 80))
		c.Nodes = append(c.Nodes, report.Node{Name: name, State: report.Unreachable, Problem: &facts.Problem{Message: "connection refused"}})
	}
	for _, width := range []int{60, 80, 100} {
		p := newPage(report.Options{Width: width})
		p.uncertain(c)
		for line := range strings.SplitSeq(p.String(), "\n") {
			if columns(line) > width {
				t.Errorf("%d columns of %d: %s", columns(line), width, line)
			}
		}
	}
}
