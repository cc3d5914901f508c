package kerberos

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesThatAreNone has what no file of Kerberos is.
func TestFilesThatAreNone(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, []byte(strings.Repeat("#", maxFile+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	readers := map[string]func(string) error{
		"keytab": func(path string) error { _, err := readKeytab(path); return err },
		"cache":  func(path string) error { _, err := readCache(path); return err },
		"config": func(path string) error { _, err := ReadConfig(path); return err },
	}
	for _, tt := range []struct{ name, path, want string }{
		{"a directory", dir, "it is a directory, not a regular file"},
		{"too large", large, "it is larger than 1 MiB"},
		{"nothing there", filepath.Join(dir, "none"), "none: "},
	} {
		for kind, read := range readers {
			if err := read(tt.path); !IsReason(err, BadInput) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s, %s: %v", kind, tt.name, err)
			}
		}
	}
}
