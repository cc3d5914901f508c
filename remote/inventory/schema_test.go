package inventory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
)

// TestSchemaAgreesWithLoader compares the schema alone, as an editor applies it
// to plainly decoded YAML, with the loader.
func TestSchemaAgreesWithLoader(t *testing.T) {
	// What the schema cannot see, by the start of the file's name.
	beyond := map[string]string{
		"basic-over-http": "two values in two places", "tls-over-http": "two values in two places", "kerberos": "what an address is",
		"duplicate-cluster": "names", "duplicate-node": "names", "unused": "names", "variables": "the environment",
	}
	// What a plain decoder refuses, or hides before the schema sees it.
	text := map[string]bool{"alias": true, "duplicate-key": true, "syntax": true}
	schema := stricttest.Schema(t, Schema())
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		name, invalid := strings.CutPrefix(strings.TrimSuffix(filepath.Base(file), ".yaml"), "invalid-")
		if text[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := yaml.Unmarshal(data, &v); err != nil {
				t.Fatal(err)
			}
			_, hidden := beyond[name]
			if valid := schema.Validate(v) == nil; valid != (hidden || !invalid) {
				t.Errorf("the schema says valid = %v", valid)
			}
		})
	}
}
