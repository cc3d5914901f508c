package formats

import (
	"os"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// TestFormatsPageIsComplete looks for every format, column and metric in the page
// that promises them.
func TestFormatsPageIsComplete(t *testing.T) {
	text, err := os.ReadFile("../FORMATS.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, name := range allFormats() {
		if !strings.Contains(page, "\n| `"+name+"` |") || !strings.Contains(page, "\n## "+name+"\n") {
			t.Errorf("the format %s is not described", name)
		}
	}
	names := append([]string{}, csvColumns...)
	j := fixture.FieldReport()
	j.Cluster.Selected = &checks.Selection{Of: 16}
	narrowed := fixture.Result(j)
	narrowed.Selection = &report.Narrowing{Only: []string{"hotfix"}}
	for _, m := range metrics(narrowed) {
		names = append(names, m.GetName())
		for _, l := range m.Metric[0].Label {
			names = append(names, l.GetName())
		}
	}
	for _, name := range names {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("%s is not described", name)
		}
	}
}
