package inventory

import (
	"path/filepath"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// native is a path as this system writes it. One from the root is given a drive on Windows.
func native(t *testing.T, path string) string {
	t.Helper()
	if !strict.IsRooted(path) {
		return filepath.FromSlash(path)
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// nativeFiles are nodes whose files are named as this system does it.
func nativeFiles(t *testing.T, nodes []Node) []Node {
	t.Helper()
	for i := range nodes {
		n := &nodes[i]
		for _, path := range []*string{&n.CAFile, &n.Keytab} {
			if *path != "" {
				*path = native(t, *path)
			}
		}
		for j, ref := range n.Baselines {
			if strict.IsFile(ref) {
				n.Baselines[j] = asFile(filepath.Clean(native(t, ref)))
			}
		}
	}
	return nodes
}
