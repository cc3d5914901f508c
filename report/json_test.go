package report

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
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("result.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("result.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJSONFollowsSchema(t *testing.T) {
	schema := compileSchema(t)
	for name, r := range map[string]*Result{
		"drift": fixture(fieldReport(), tokyo()), "pass": fixture(quiet()), "empty": fixture(), "dark": fixture(dark()), "weak": fixture(weak()), "starved": fixture(starved()),
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(render(t, "json", r, Options{})))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t)
	text := string(render(t, "json", fixture(fieldReport()), Options{}))
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
	modelPaths(reflect.TypeFor[Result](), "", inModel)
	var doc map[string]any
	if err := json.Unmarshal(Schema(), &doc); err != nil {
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
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
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
	want := fixture(fieldReport())
	var got Result
	if err := json.Unmarshal(render(t, "json", want, Options{}), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*want, got); diff != "" {
		t.Errorf("the result changed on its way through JSON (-want +got):\n%s", diff)
	}
}

func TestJSONHasCleanText(t *testing.T) {
	var got Result
	if err := json.Unmarshal(render(t, "json", fixture(tokyo()), Options{}), &got); err != nil {
		t.Fatal(err)
	}
	want := Clean(hostile)
	found := slices.ContainsFunc(got.Clusters[0].Findings, func(f Finding) bool { return f.Got == want })
	if !found {
		t.Errorf("no finding has the text %q", want)
	}
}
