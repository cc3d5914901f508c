package history_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Every path to an inventory is one scope, and two inventories of one name are two.
func TestDefaultScopeOfInventory(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "k/..2026_11_28"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name, "nodes.yaml"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	scope := func(file string) string { return history.DefaultScope(resultOf(0), file).Name }
	want := "the inventory " + filepath.Join(dir, "a", "nodes.yaml")
	for _, file := range []string{"a/nodes.yaml", "./b/../a/nodes.yaml", filepath.Join(dir, "a", "nodes.yaml")} {
		if got := scope(file); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
	if got := scope("b/nodes.yaml"); got == want {
		t.Errorf("two inventories have the scope %s", got)
	}
	if got := scope("gone.yaml"); got != "the inventory "+filepath.Join(dir, "gone.yaml") {
		t.Errorf("a file that is gone: %s", got)
	}
	t.Run("links", func(t *testing.T) {
		if underWine() {
			t.Skip("Wine 8 does not follow the symbolic links of Windows")
		}
		for link, to := range map[string]string{"link.yaml": "a/nodes.yaml", "k/nodes.yaml": "..2026_11_28/nodes.yaml"} {
			if err := os.Symlink(to, link); err != nil {
				t.Skip("no symbolic links here")
			}
		}
		if got := scope("link.yaml"); got != want {
			t.Errorf("a link: %s, want %s", got, want)
		}
		if got := scope("k/nodes.yaml"); got != "the inventory "+filepath.Join(dir, "k", "nodes.yaml") {
			t.Errorf("a link into a folder of Kubernetes: %s", got)
		}
	})
}

// Without an inventory the scope follows from what was looked at, in whichever order.
func TestDefaultScopeOfNames(t *testing.T) {
	cluster := func(name string, nodes ...string) report.Cluster {
		c := report.Cluster{Name: name}
		for _, n := range nodes {
			c.Nodes = append(c.Nodes, report.Node{Name: n})
		}
		return c
	}
	scope := func(from string, clusters ...report.Cluster) string {
		r := resultOf(0, clusters...)
		r.NodesFrom = from
		return history.DefaultScope(r, "").Name
	}
	two := scope("the facts in facts", cluster("A"), cluster("B"))
	for _, tt := range []struct{ name, got, want string }{
		{"one cluster", scope("the facts in facts", cluster("A")), "the cluster A"},
		{"another folder and order", scope("the facts in /x", cluster("b"), cluster("A")), strings.Replace(two, "A, B", "A, b", 1)},
		{"a node of unknown cluster", scope("the facts in facts", cluster("A"), cluster("B"), cluster("nodes", "N9")), two},
		{"only such", scope("the facts in facts", cluster("nodes", "N9")), "the cluster nodes"},
		{"a discovered cluster", scope("the cluster HV", cluster("HVCLUSTER")), "the cluster HV"},
		{"an old run", scope("the facts of run 0123456789ab", cluster("A")), "the facts of run 0123456789ab"},
		{"a node", scope("the command line", cluster("A", "N1")), "the node N1"},
		{"nothing", scope(""), "unnamed"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
	if !strings.HasPrefix(two, "the clusters A, B (sha256:") {
		t.Errorf("two clusters: %s", two)
	}
	nodes := scope("the command line", cluster("A", "N2", "N1"), cluster("nodes", "N3", "N4", "N5"))
	if !strings.HasPrefix(nodes, "the nodes N1, N2, N3, 2 more (sha256:") {
		t.Errorf("nodes: %s", nodes)
	}
	if other := scope("the command line", cluster("nodes", "n5", "n4", "n3", "n2", "n1")); nodes[strings.Index(nodes, "("):] != other[strings.Index(other, "("):] {
		t.Errorf("the same nodes: %s and %s", nodes, other)
	}
}

// The runs that had the former name of a scope are in it as far as they looked at its
// clusters, and no others.
func TestFormerScope(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		record := func(n int, cluster, scope string) history.Run {
			r := resultOf(n, report.Cluster{Name: cluster, Nodes: []report.Node{readNode("N")}})
			r.Conclude(report.Gate{})
			run, _, err := s.Record(t.Context(), r, history.Origin{Scope: scope})
			if err != nil {
				t.Fatal(err)
			}
			return run
		}
		former := record(0, "HV", "the inventory nodes.yaml")
		record(1, "OTHER", "the inventory nodes.yaml")
		latest := resultOf(2, report.Cluster{Name: "HV", Nodes: []report.Node{readNode("N")}})
		scope := history.DefaultScope(latest, "nodes.yaml")
		if run, err := s.Resolve(t.Context(), "last", scope.Filter()); err != nil || run.ID != former.ID {
			t.Errorf("last is %s, %v; want %s", run.ID, err, former.ID)
		}
		run := record(2, "HV", scope.Name)
		again := history.ScopeOf(run, latest)
		if before, err := s.Resolve(t.Context(), "last~1", again.Filter()); err != nil || before.ID != former.ID {
			t.Errorf("last~1 is %s, %v; want %s", before.ID, err, former.ID)
		}
		if _, err := s.Resolve(t.Context(), "last~2", again.Filter()); err == nil {
			t.Error("a run of another cluster is in the scope")
		}
		if named := history.ScopeOf(history.Run{Scope: "nightly", Clusters: []string{"HV"}}, latest); named.Former != "" {
			t.Errorf("a scope that the user named has the former name %q", named.Former)
		}
	})
}
