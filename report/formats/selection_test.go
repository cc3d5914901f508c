package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// No format lets a part of a cluster look like the whole.
func TestSelectionIsShown(t *testing.T) {
	j := fixture.Quiet()
	j.Cluster.Selected = &checks.Selection{Of: 8}
	r := fixture.Result(j)
	marks := map[string]string{
		"text": "10 passed on 2 nodes; 2 of 8 nodes selected", "json": `"of":8`, "jsonl": `"nodes_selection":{"nodes":2,"of":8}`, "github": "2 of 8 nodes in 1 cluster", "hdf": `"value": "2 of 8 nodes"`, "html": "2 of 8 nodes selected",
		"junit": `name="selection" value="2 of 8 nodes"`, "markdown": "on the 2 of 8 nodes selected", "plan": "2 of 8 nodes in 1 cluster",
		"prometheus": `clusterdrift_selection_of_nodes{scan="clusterdrift",cluster="SQL-PROD"} 8`, "sarif": `"partial": true`, "tap": "# 2 of 8 nodes in 1 cluster",
	}
	marks["junit-all"] = marks["junit"]
	for _, format := range Names() {
		for _, quiet := range []bool{false, true} {
			out := string(render(t, format, r, report.Options{Quiet: quiet}))
			if !strings.Contains(out, marks[format]) || marks[format] == "" && format != "csv" { // its rows are findings
				t.Errorf("%s does not say %q:\n%s", format, marks[format], out)
			}
			if strings.Contains(out, "every node") {
				t.Errorf("%s speaks of every node:\n%s", format, out)
			}
		}
	}
}
