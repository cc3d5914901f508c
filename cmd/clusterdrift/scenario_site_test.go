package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// siteFile writes a baseline of the page on a site's own requirements into a file: the ten
// examples are contoso.yaml.
func siteFile(t *testing.T, name string) string {
	t.Helper()
	page, err := os.ReadFile("../../.github/docs/site-requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "<!-- file "+name+" -->\n```yaml\n")
	example, _, ok := strings.Cut(rest, "\n```\n")
	if !ok {
		t.Fatalf("the page has no file %s", name)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(example+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
