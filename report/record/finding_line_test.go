package record

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report"
)

// TestFindingSchemaNamesEveryField compares the keys of a line with those of its schema,
// both ways.
func TestFindingSchemaNamesEveryField(t *testing.T) {
	doc := findingSchema(t)
	inLine, inSchema := map[string]bool{}, map[string]bool{}
	documentPaths(reflect.TypeFor[findingLine](), "", inLine)
	schemaPaths(doc["$defs"].(map[string]any), doc, "", inSchema)
	if diff := cmp.Diff(inLine, inSchema); diff != "" {
		t.Errorf("fields differ (-line +schema):\n%s", diff)
	}
}

// A line and a document mean the same by what they have in common.
func TestFindingSchemaSharesDefinitions(t *testing.T) {
	ofResult := schemaDocument(t)["$defs"].(map[string]any)
	for name, def := range findingSchema(t)["$defs"].(map[string]any) {
		if name == "evidence" { // which has its source in it
			continue
		}
		if diff := cmp.Diff(ofResult[name], def); diff != "" {
			t.Errorf("%s (-result +finding):\n%s", name, diff)
		}
	}
}

func findingSchema(t *testing.T) (doc map[string]any) {
	t.Helper()
	if err := json.Unmarshal(report.FindingSchema(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}
