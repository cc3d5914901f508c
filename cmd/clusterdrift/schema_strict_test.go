package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// Every schema compiles, and has no place at which a value may be of several types.
func TestSchemasHaveNoUnions(t *testing.T) {
	for _, name := range newSchema(term.Terminal{}).ValidArgs {
		_, out, _ := runCommand(t.Context(), nil, "schema", name)
		var document any
		if err := json.Unmarshal([]byte(out), &document); err != nil || hasUnion(document) {
			t.Errorf("%s: has a union: %v, %v", name, hasUnion(document), err)
		}
		stricttest.Schema(t, []byte(out))
	}
}

// What a schema allows does not change with its form.
func TestWithoutUnionsAllowsTheSame(t *testing.T) {
	for _, tt := range []struct {
		schema []byte
		files  string
	}{
		{inventory.Schema(), "remote/inventory/testdata/*.yaml"},
		{baselines.Schema(), "baselines/testdata/*.yaml"},
		{baselines.Schema(), "baselines/*.yaml"},
	} {
		before, after := stricttest.Schema(t, tt.schema), stricttest.Schema(t, withoutUnions(tt.schema))
		files, err := filepath.Glob(filepath.Join(moduleRoot, tt.files))
		if err != nil || len(files) < 10 {
			t.Fatalf("%d files match %s, %v", len(files), tt.files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := yaml.Unmarshal(data, &v); err != nil {
				continue // it is not YAML on purpose
			}
			if was, is := before.Validate(v) == nil, after.Validate(v) == nil; was != is {
				t.Errorf("%s: valid was %v and is %v", file, was, is)
			}
		}
	}
}

func TestWithoutUnions(t *testing.T) {
	same := []byte(`{"type": "string",  "minLength": 1}`)
	if got := withoutUnions(same); !bytes.Equal(got, same) {
		t.Errorf("a schema without unions becomes %s", got)
	}
	got := withoutUnions([]byte(`{"description": "<d>", "type": ["integer", "object"], "maximum": 9223372036854775807, "minLength": 1, "required": ["a"]}`))
	want := `{"anyOf":[{"maximum":9223372036854775807,"type":"integer"},{"required":["a"],"type":"object"}],"description":"<d>"}`
	if compact := strings.Join(strings.Fields(string(got)), ""); compact != want {
		t.Errorf("got %s, want %s", compact, want)
	}
}
