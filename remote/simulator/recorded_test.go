package simulator

import (
	"os"
	"path/filepath"
	"testing"
)

// recordedWindows reads a file of recorded Windows data, which is kept beside
// the repository and not in it. The test is skipped where there is none.
func recordedWindows(t *testing.T, elem ...string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	corpus := filepath.Join(dir, "..", "shared", "corpus")
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no recorded data beside the repository")
	}
	data, err := os.ReadFile(filepath.Join(append([]string{corpus}, elem...)...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// build gives the machine of a description.
func build(t testing.TB, n *Node) *machine {
	t.Helper()
	m, err := n.machine()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// bare describes a node with nothing but an OS; what it holds is synthetic.
func bare() *Node {
	return &Node{Name: "NODE1", OS: OS{Build: 7601, ServicePack: 1, Caption: "Windows"}}
}
