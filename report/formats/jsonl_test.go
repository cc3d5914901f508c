package formats

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestJSONLFollowsSchema(t *testing.T) {
	schema := stricttest.Schema(t, report.FindingSchema())
	for name, r := range consumed() {
		lines := 0
		for line := range bytes.Lines(render(t, "jsonl", r, report.Options{})) {
			lines++
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		want := 0
		for _, c := range r.Clusters {
			want += len(c.AllFindings())
		}
		if lines != want {
			t.Errorf("%s has %d lines for %d findings", name, lines, want)
		}
	}
}

// What a line says of a finding is what the document says of it, with the texts of its
// requirement and the sources of what was observed.
func TestJSONLSaysWhatJSONSays(t *testing.T) {
	r := fixture.WithPast(3, fixture.FieldReport(), fixture.Tokyo())
	var doc struct {
		Requirements []map[string]any
		Clusters     []struct{ Findings []map[string]any }
	}
	if err := json.Unmarshal(render(t, "json", r, report.Options{}), &doc); err != nil {
		t.Fatal(err)
	}
	var findings []map[string]any
	for _, c := range doc.Clusters {
		findings = append(findings, c.Findings...)
	}
	i := 0
	for line := range bytes.Lines(render(t, "jsonl", r, report.Options{})) {
		var got map[string]any
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if i == len(findings) {
			t.Fatalf("there are more than %d lines", i)
		}
		f := findings[i]
		i++
		requirement := doc.Requirements[int(f["requirement"].(float64))]
		for _, key := range []string{"id", "node", "status", "severity", "want", "want_value", "got", "got_value", "reason", "missing", "title", "family", "brief", "references", "lists", "waiver", "fingerprint", "timeline", "differences", "since", "since_run", "new", "missed_runs", "was", "baseline_state"} {
			want, has := f[key]
			if !has {
				want = requirement[key]
			}
			if a, b := jsonText(t, got[key]), jsonText(t, want); a != b {
				t.Errorf("%s of %s is %s, and in the document %s", key, f["id"], a, b)
			}
		}
	}
	if i != len(findings) {
		t.Errorf("%d lines for %d findings", i, len(findings))
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
