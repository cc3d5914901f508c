package plan

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// What verifies the plan of a selection reads the same selection again.
func TestPlanKeepsTheSelection(t *testing.T) {
	whole := string(rendered(t, fixture.Result(plannedNew(t))))
	j := plannedNew(t)
	j.Cluster.Selected = &checks.Selection{Of: 8}
	part := fixture.Result(j)
	if !strings.Contains(whole, "clusterdrift scan --partial NEW1\n") { // one node is not the whole cluster
		t.Errorf("the plan of the whole cluster:\n%s", whole)
	}
	const scan = "clusterdrift scan --partial NEW1 NEW2"
	if text := string(rendered(t, part)); strings.Count(text, "clusterdrift scan ") != strings.Count(text, scan+"\n") || !strings.Contains(text, scan) {
		t.Errorf("the plan of the selection:\n%s", text)
	}
	files, err := Scripts(part)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.Contains(string(f.Data), scan) {
			t.Errorf("%s does not keep the selection", f.Name)
		}
	}
	j.Cluster.Selected = &checks.Selection{Of: 1000}
	for i := range 200 {
		n := fixture.Node(fmt.Sprintf("n%d.very-long-domain.contoso.example", i), i)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n, Baseline: fixture.Baseline()})
	}
	if text := string(rendered(t, fixture.Result(j))); !strings.Contains(text, "clusterdrift scan --partial NEW1\n") {
		t.Errorf("the line for many nodes:\n%s", text)
	}
}

func rendered(t *testing.T, r *report.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
