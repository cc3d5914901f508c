package formats

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestJSONFollowsSchema(t *testing.T) {
	schema := stricttest.Schema(t, report.Schema())
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(), "dark": fixture.Result(fixture.Dark()), "weak": fixture.Result(fixture.Weak()), "starved": fixture.Result(fixture.Starved()),
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(render(t, "json", r, report.Options{})))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := stricttest.Schema(t, report.Schema())
	text := string(render(t, "json", fixture.Result(fixture.FieldReport()), report.Options{}))
	for _, change := range [][2]string{
		{`"format": 1`, `"format": 2`},
		{`"status": "drift"`, `"status": "failed"`},
		{`"state": "partial"`, `"state": "fine"`},
		{`"unreachable": 1`, `"unreachable": -1`},
		{`"exit"`, `"end"`},
	} {
		broken := strings.Replace(text, change[0], change[1], 1)
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		if err != nil {
			t.Fatal(err)
		}
		if broken == text || schema.Validate(doc) == nil {
			t.Errorf("%s in place of %s is valid", change[1], change[0])
		}
	}
}

// TestSchemaNamesEveryField compares the fields of the Go model, as paths, with
// those of the schema, both ways.
func TestSchemaNamesEveryField(t *testing.T) {
	inModel, inSchema := map[string]bool{}, map[string]bool{}
	modelPaths(reflect.TypeFor[report.Result](), "", inModel)
	var doc map[string]any
	if err := json.Unmarshal(report.Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	schemaPaths(doc["$defs"].(map[string]any), doc, "", inSchema)
	if diff := cmp.Diff(inModel, inSchema); diff != "" {
		t.Errorf("fields differ (-model +schema):\n%s", diff)
	}
}

func modelPaths(typ reflect.Type, path string, found map[string]bool) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice:
		modelPaths(typ.Elem(), path, found)
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
				modelPaths(f.Type, path+"."+name, found)
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

func TestJSONReadsBack(t *testing.T) {
	want := fixture.Result(fixture.FieldReport())
	var got report.Result
	if err := json.Unmarshal(render(t, "json", want, report.Options{}), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*want, got); diff != "" {
		t.Errorf("the result changed on its way through JSON (-want +got):\n%s", diff)
	}
}

func TestJSONHasCleanText(t *testing.T) {
	var got report.Result
	if err := json.Unmarshal(render(t, "json", fixture.Result(fixture.Tokyo()), report.Options{}), &got); err != nil {
		t.Fatal(err)
	}
	want := report.Clean(fixture.Hostile)
	found := slices.ContainsFunc(got.Clusters[0].Findings, func(f report.Finding) bool { return f.Got == want })
	if !found {
		t.Errorf("no finding has the text %q", want)
	}
}
