package formats

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// measured is a cluster whose nodes have measured the ways to each other.
func measured() report.Judged {
	j := report.Judged{Cluster: checks.Cluster{Name: "MEASURED"}}
	for i, name := range []string{"A", "B"} {
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixture.Node(name, i+1), Baseline: fixture.Baseline()})
	}
	for node, paths := range map[string][]checks.Path{
		"A": {{To: "B", Network: "LAN", Sent: 5, Answered: 5, Longest: 2}, {To: "B", Network: "HB", Sent: 5, Answered: 5, Longest: 1}, {To: "C", Sent: 5}},
		"B": {{To: "A", Network: "LAN", Sent: 5, Answered: 3, Longest: 40}},
	} {
		f := fixture.Simple("latency/round-trip", "latency", checks.Pass, baselines.High, "2 ms")
		f.Node, f.Cluster, f.Paths = node, "MEASURED", paths
		j.Findings = append(j.Findings, f)
	}
	return j
}

func TestLatency(t *testing.T) {
	c := fixture.Result(measured(), fixture.Quiet())
	want := &findings.LatencyTable{To: []string{"A", "B", "C"}, Rows: []findings.LatencyRow{
		{Node: "A", Cells: []string{"", "2 ms", "lost"}}, {Node: "B", Cells: []string{"40 ms, 2 of 5 lost", "", ""}},
	}}
	if diff := cmp.Diff(want, findings.LatencyOf(c.Clusters[0])); diff != "" {
		t.Error(diff)
	}
	if got := findings.LatencyOf(c.Clusters[1]); got != nil {
		t.Errorf("a cluster that measured nothing has %+v", got)
	}
	const table = `
from   A                    B      C
A      -                    2 ms   lost
B      40 ms, 2 of 5 lost   -      -
`
	if text := string(render(t, "text", c, report.Options{Width: 80})); !strings.Contains(text, table) {
		t.Errorf("no table in\n%s", text)
	}
	if page := string(render(t, "html", c, report.Options{})); !strings.Contains(page, `<td data-label="B">2 ms</td>`) {
		t.Error("no table in the page")
	}
}
