package print_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
)

func compiled(t *testing.T, part string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(print.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json" + part)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJSONFitsItsSchema(t *testing.T) {
	s := compiled(t, "")
	printed := rendered(t, "json", changes(), report.Options{})
	validate := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(doc)
	}
	if err := validate(printed); err != nil {
		t.Error(err)
	}
	for name, broken := range map[string][2]string{
		"class": {`"class": "new"`, `"class": "newer"`}, "status": {`"was": "pass"`, `"was": "passed"`}, "time": {`"judged": "2026-`, `"judged": "26-`},
		"document": {`"document": "clusterdrift diff"`, `"document": "clusterdrift result"`}, "state": {`"state": "left-out"`, `"state": "out"`},
		"missing key": {`"after": {`, `"later": {`}, "count": {`"compared": 40`, `"compared": -1`}, "counted class": {`"fixed": 2`, `"mended": 2`},
	} {
		text := strings.Replace(printed, broken[0], broken[1], 1)
		if text == printed {
			t.Errorf("%s: %s is not in the document", name, broken[0])
		}
		if validate(text) == nil {
			t.Errorf("%s: %s fits", name, broken[1])
		}
	}
}

func TestEventsFitTheSchema(t *testing.T) {
	s := compiled(t, "#/$defs/event")
	for line := range strings.Lines(rendered(t, "events", changes(), report.Options{})) {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err == nil {
			err = s.Validate(doc)
		}
		if err != nil {
			t.Errorf("%v: %s", err, line)
		}
	}
}

// The schema has every key of the document and no other, and requires those that are
// always there.
func TestSchemaHasEveryKey(t *testing.T) {
	sameKeys(t, "", reflect.TypeFor[diff.Diff](), compiled(t, ""))
	sameKeys(t, "event", reflect.TypeFor[print.Event](), compiled(t, "#/$defs/event"))
}

func sameKeys(t *testing.T, path string, typ reflect.Type, s *jsonschema.Schema) {
	t.Helper()
	for s.Ref != nil {
		s = s.Ref
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch {
	case typ.Kind() == reflect.Slice:
		items, ok := s.Items2020, s.Items2020 != nil
		if !ok {
			t.Fatalf("%s: the schema has no items", path)
		}
		sameKeys(t, path+"[]", typ.Elem(), items)
		return
	case typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]():
		return
	}
	left := map[string]bool{}
	for key := range s.Properties {
		left[key] = true
	}
	for i := range typ.NumField() {
		key, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		property := s.Properties[key]
		if property == nil {
			t.Errorf("%s: the schema lacks %s", path, key)
			continue
		}
		delete(left, key)
		if always := options == ""; always != slices.Contains(s.Required, key) {
			t.Errorf("%s.%s: always there %t, required %t", path, key, always, !always)
		}
		sameKeys(t, path+"."+key, typ.Field(i).Type, property)
	}
	for key := range left {
		t.Errorf("%s: no document has %s", path, key)
	}
}
