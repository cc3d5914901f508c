package record

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// TestSchemaNamesEveryField compares the keys of the document, as paths, with those of
// the schema, both ways.
func TestSchemaNamesEveryField(t *testing.T) {
	inDocument, inSchema := map[string]bool{}, map[string]bool{}
	documentPaths(reflect.TypeFor[document](), "", inDocument)
	doc := schemaDocument(t)
	schemaPaths(doc["$defs"].(map[string]any), doc, "", inSchema)
	if diff := cmp.Diff(inDocument, inSchema); diff != "" {
		t.Errorf("fields differ (-document +schema):\n%s", diff)
	}
}

// The schema has every kind of gap, and no other.
func TestSchemaHasEveryKind(t *testing.T) {
	gap := schemaDocument(t)["$defs"].(map[string]any)["gap"].(map[string]any)
	kind := gap["properties"].(map[string]any)["kind"].(map[string]any)
	var want []any
	for _, k := range facts.GapKinds() {
		want = append(want, string(k))
		if !strings.Contains(kind["description"].(string), string(k)+": ") {
			t.Errorf("the description does not explain %s", k)
		}
	}
	if diff := cmp.Diff(want, kind["enum"]); diff != "" {
		t.Error(diff)
	}
}

func schemaDocument(t *testing.T) (doc map[string]any) {
	t.Helper()
	if err := json.Unmarshal(report.Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func documentPaths(typ reflect.Type, path string, found map[string]bool) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice:
		documentPaths(typ.Elem(), path, found)
	case reflect.Map: // drift_by_severity
		for _, s := range baselines.Severities() {
			found[path+"."+string(s)] = true
		}
	case reflect.Struct:
		if typ == reflect.TypeFor[time.Time]() {
			return
		}
		for _, f := range reflect.VisibleFields(typ) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
				found[path+"."+name] = true
				documentPaths(f.Type, path+"."+name, found)
			}
		}
	}
}

func schemaPaths(defs, node map[string]any, path string, found map[string]bool) {
	if ref, ok := node["$ref"].(string); ok {
		node = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	if items, ok := node["items"].(map[string]any); ok {
		schemaPaths(defs, items, path, found)
	}
	properties, _ := node["properties"].(map[string]any)
	for name, p := range properties {
		found[path+"."+name] = true
		schemaPaths(defs, p.(map[string]any), path+"."+name, found)
	}
}
