package formats

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

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
			if fit.Columns(line) > width {
				t.Errorf("%d columns of %d: %s", fit.Columns(line), width, line)
			}
		}
	}
}
