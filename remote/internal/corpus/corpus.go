// Package corpus gives tests the recorded Windows data, which is kept next to
// the repository and not in it.
package corpus

import (
	"os"
	"path/filepath"
	"testing"
)

// File reads a file by its path below the recordings, "wsman/fault.xml". Without
// recordings the test is skipped; a file that they lack is an error.
func File(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Files are the names that match a pattern of path.Match, for File. Without
// recordings the test is skipped; that none matches is an error.
func Files(t testing.TB, pattern string) []string {
	t.Helper()
	dir := folder(t)
	paths, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatalf("no recording matches %s", pattern)
	}
	var names []string
	for _, p := range paths {
		name, err := filepath.Rel(dir, p)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

// folder finds the recordings from the folder of the package under test.
func folder(t testing.TB) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(root, "go.mod")) {
		if root == filepath.Dir(root) {
			t.Fatal("no go.mod above the test")
		}
		root = filepath.Dir(root)
	}
	dir := filepath.Join(root, "..", "shared", "corpus")
	if !exists(dir) {
		t.Skip("the recorded Windows data is not next to the repository")
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
