package flags

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
)

// The scope is the inventory where that is a file, unless the user names one.
func TestScopeOf(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "nodes.yaml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	result := &report.Result{NodesFrom: "the inventory nodes.yaml", Clusters: []report.Cluster{{Name: "A"}}}
	for _, tt := range []struct{ name, inventory, scope, want, former string }{
		{"a file", file, "", "the inventory " + file, "the inventory nodes.yaml"},
		{"named", file, "nightly", "nightly", ""},
		{"not a file", dir, "", "the cluster A", "the inventory nodes.yaml"},
		{"gone", file + "x", "", "the cluster A", "the inventory nodes.yaml"},
		{"none", "", "", "the cluster A", "the inventory nodes.yaml"},
	} {
		var r Report
		r.recording.scope = tt.scope
		r.ScopeBy(&Nodes{Inventory: tt.inventory})
		if got := r.recording.scopeOf(result); got.Name != tt.want || got.Former != tt.former {
			t.Errorf("%s: %q, formerly %q; want %q, formerly %q", tt.name, got.Name, got.Former, tt.want, tt.former)
		}
	}
}
