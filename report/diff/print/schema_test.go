package print_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
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
	fixture.SameKeys(t, "", reflect.TypeFor[diff.Diff](), compiled(t, ""))
	fixture.SameKeys(t, "event", reflect.TypeFor[print.Event](), compiled(t, "#/$defs/event"))
}
