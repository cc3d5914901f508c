package formats

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
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
	j.Cluster.Moment = baselines.Audit
	j.Cluster.Selected = &checks.Selection{Of: 16}
	narrowed := fixture.Result(j)
	narrowed.Selection = &report.Narrowing{Only: []string{"hotfix"}}
	for _, m := range metrics(narrowed, report.Options{}) {
		names = append(names, m.GetName())
		for _, one := range m.Metric[:min(1, len(m.Metric))] { // no notice waits for a sink
			for _, l := range one.Label {
				names = append(names, l.GetName())
			}
		}
	}
	for _, k := range facts.GapKinds() {
		names = append(names, string(k))
	}
	names = append(names, schemaKeys(t)...)
	for _, name := range names {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("%s is not described", name)
		}
	}
}

// schemaKeys are the keys of the JSON form.
func schemaKeys(t *testing.T) []string {
	t.Helper()
	var doc struct {
		Properties map[string]any
		Defs       map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(report.Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	keys := slices.Collect(maps.Keys(doc.Properties))
	for _, d := range doc.Defs {
		keys = slices.AppendSeq(keys, maps.Keys(d.Properties))
	}
	return keys
}
