package baselines

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// missing is what is said of a baseline that is not there, with the system's own words.
func missing(t *testing.T, path string) string {
	t.Helper()
	_, err := os.ReadFile(filepath.FromSlash(path))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%s: %v", path, err)
	}
	return "cannot read baseline: " + err.Error()
}
