package incidents

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJSONFitsItsSchema(t *testing.T) {
	s := compiled(t)
	var printed bytes.Buffer
	if err := JSON(&printed, flip(), report.Options{}); err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(doc)
	}
	if err := validate(printed.String()); err != nil {
		t.Error(err)
	}
	for name, broken := range map[string][2]string{
		"verdict": {`"verdict": "shown"`, `"verdict": "sure"`}, "time": {`"begin": "2011-12-12T`, `"begin": "12.12.2011 `}, "exit": {`"code": 1`, `"code": 4`},
		"document": {`"document": "clusterdrift incidents"`, `"document": "clusterdrift result"`}, "holds": {`"holds": "yes"`, `"holds": true`},
		"missing key": {`"title": "The profile of HV02 changed",`, ``}, "count": {`"count": 3`, `"count": 0`},
	} {
		text := strings.Replace(printed.String(), broken[0], broken[1], 1)
		if text == printed.String() {
			t.Errorf("%s: %s is not in the document", name, broken[0])
		}
		if validate(text) == nil {
			t.Errorf("%s: %s fits", name, broken[1])
		}
	}
}

// The schema has every key of the document and no other, and requires those that are
// always there.
func TestSchemaHasEveryKey(t *testing.T) {
	fixture.SameKeys(t, "", reflect.TypeFor[diagnose.Result](), compiled(t))
}
