package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// siteFile writes the ten examples of the page on a site's own requirements into a file.
func siteFile(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../.github/docs/site-requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "<!-- file contoso.yaml -->\n```yaml\n")
	example, _, ok := strings.Cut(rest, "\n```\n")
	if !ok {
		t.Fatal("the page has no file contoso.yaml")
	}
	file := filepath.Join(t.TempDir(), "contoso.yaml")
	if err := os.WriteFile(file, []byte(example+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
