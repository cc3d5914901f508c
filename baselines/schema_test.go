package baselines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
)

// editorView reads YAML the way an editor does before it applies a schema: with
// a plain decoder, and with dates as text.
func editorView(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var plain func(v any) any
	plain = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for key, value := range v {
				v[key] = plain(value)
			}
		case []any:
			for i, value := range v {
				v[i] = plain(value)
			}
		case time.Time:
			return v.Format(time.DateOnly)
		}
		return v
	}
	return plain(v)
}

func TestSchemaAcceptsEmbedded(t *testing.T) {
	schema := stricttest.Schema(t, Schema())
	for _, name := range Names() {
		data, err := Raw(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(editorView(t, data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if first, _, _ := strings.Cut(string(data), "\n"); first != "# yaml-language-server: $schema=schema.json" {
			t.Errorf("%s starts with %q", name, first)
		}
	}
}

// TestSchemaAgreesWithLoader compares the schema alone with the loader, which
// refuses every one of these files.
func TestSchemaAgreesWithLoader(t *testing.T) {
	// What the schema cannot see, by the start of the file's name.
	beyond := map[string]string{
		"duplicate-kb": "ids", "duplicate-id": "ids", "duplicate-service": "ids",
		"file-version-range": "numbers within a text", "file-branch": "numbers within a text", "file-order": "two values",
		"driver-min": "numbers within a text", "remedy": "one key of two",
		"file-floor": "one key of two", "range": "two values", "range-min": "two values",
		"file-build": "two values", "number-slip": "two values", "rows-shifted": "two values", "update-row": "one key of two",
		"carried-in-circle": "other files", "overlay-extended": "other keys", "overlay-fit": "other files", "build-order": "two values", "build-other": "other files",
		"list-as-hotfix": "other files", "list-as-update": "other files", "own-list-as-update": "other places",
		"member": "other places", "accept-instead": "other places", "mitigated-by": "other places", "applies-to": "one key of two", "applies-to-nothing": "one key of two", "remove": "other files", "steps": "two values",
		"incomplete": "other files", "incomplete-settings": "other files", "unknown-extends": "other files",
		"circle": "other files", "at": "other keys", "circle-back": "other files", "self": "other files",
	}
	// What a plain decoder refuses, or hides before the schema sees it.
	text := map[string]bool{
		"alias": true, "key": true, "duplicate-key": true, "tag": true, "merge-key": true, "documents": true, "syntax": true,
	}
	schema := stricttest.Schema(t, Schema())
	files, err := filepath.Glob("testdata/invalid-*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "invalid-"), ".yaml")
		if text[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			valid := schema.Validate(editorView(t, data)) == nil
			if _, hidden := beyond[name]; valid != hidden {
				t.Errorf("the schema says valid = %v", valid)
			}
		})
	}
}

// TestSchemaIsComplete makes sure that a section of the format can be written
// into a resolved file.
func TestSchemaIsComplete(t *testing.T) {
	schema := stricttest.Schema(t, Schema())
	known := map[string]bool{"extends": true, "remove": true, "overlay": true, "parts": true} // they are done with when resolved
	for _, section := range sectionOrder {
		known[section] = true
	}
	for section := range schema.Properties {
		if !known[section] {
			t.Errorf("section %s is missing from a resolved file", section)
		}
	}
	if len(known) != len(schema.Properties) {
		t.Errorf("%d sections, the schema has %d", len(known), len(schema.Properties))
	}
}
