package notify_test

import (
	"bytes"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/report/notify"
)

var compiledNotice = sync.OnceValues(func() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(notify.NoticeSchema()))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", document); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
})

// validate checks a message by the schema: each message of the tests is.
func validate(t *testing.T, body []byte) {
	t.Helper()
	schema, err := compiledNotice()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Errorf("%s: %v", body, err)
	}
}

// The schema has every key of a message and no other, and refuses what is not a message.
func TestNoticeSchema(t *testing.T) {
	schema, err := compiledNotice()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for f := range reflect.TypeFor[notify.Message]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		keys[name] = true
		if schema.Properties[name] == nil {
			t.Errorf("the schema lacks %s", name)
		}
	}
	if len(keys) != len(schema.Properties) || len(keys) != len(schema.Required) {
		t.Errorf("a message has %d keys, the schema %d, of which %d are required", len(keys), len(schema.Properties), len(schema.Required))
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"format": 1, "document": "clusterdrift notice", "key": "x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(document) == nil {
		t.Error("a document that is not a notice is taken for one")
	}
}
