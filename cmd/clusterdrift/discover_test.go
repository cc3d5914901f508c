package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// observed is an output that is looked at before each line of it is written.
type observed struct {
	safeBuffer
	look func(line string)
}

func (w *observed) Write(p []byte) (int, error) {
	w.look(string(p))
	return w.safeBuffer.Write(p)
}

// namingNodes starts nodes and returns them as the inventory of one cluster.
func namingNodes(t *testing.T, described ...*windows.Node) ([]inventory.Node, *simulator.Farm) {
	t.Helper()
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	nodes := demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())
	for i := range nodes {
		nodes[i].Cluster = "ONE"
	}
	return nodes, farm
}

func writeInventory(t *testing.T, nodes []inventory.Node) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "inventory.yaml")
	text, err := inventory.Format(nodes, path)
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, path, string(text))
	return path
}

// TestDiscoverKnowsAliases: a member that the inventory has under another name is read
// once.
func TestDiscoverKnowsAliases(t *testing.T) {
	nodes, _ := namingNodes(t, windows.Healthy(2, storyPassword)...)
	nodes[0].Host, nodes[0].Name = nodes[0].Name, "first"
	code, stdout, stderr := runCommand(t.Context(), map[string]string{passwordVariable: storyPassword}, "scan", "-i", writeInventory(t, nodes), "--discover", "-q")
	if code != 0 || strings.Contains(stderr, "not a member") || !strings.Contains(stderr, "reading 2 nodes of the cluster ONE") {
		t.Errorf("exit %d:\n%s\n%s", code, stdout, stderr)
	}
}

// TestTargetsBeforeLogon prints each host before it is connected to: the one
// that is asked, then all 64 members on lines that fit.
func TestTargetsBeforeLogon(t *testing.T) {
	var members []string
	for i := range 64 {
		members = append(members, fmt.Sprintf("BIG%02d", i+1))
	}
	nodes, farm := namingNodes(t, namingNode("BIG01", "BIGCLUSTER", members...), namingNode("BIG02", "BIGCLUSTER", members...))
	for _, name := range members[2:] {
		dead := nodes[0]
		dead.Name, dead.Port = name, 1
		nodes = append(nodes, dead)
	}
	connections := func(node string) int { return farm.Stats(node).Connections }
	asked, listed := false, false
	stderr := &observed{}
	stderr.look = func(line string) {
		switch {
		case strings.HasPrefix(line, "asking"):
			if asked = true; connections("BIG01") != 0 || connections("BIG02") != 0 {
				t.Error("a node was connected to before it was printed")
			}
		case strings.Contains(line, "BIG02 at"):
			if listed = true; connections("BIG01") != 1 || connections("BIG02") != 0 {
				t.Errorf("%d connections to the node that is asked, %d to a member before it was printed", connections("BIG01"), connections("BIG02"))
			}
		}
	}
	env := map[string]string{passwordVariable: storyPassword}
	console := term.Terminal{Out: &safeBuffer{}, Err: stderr, Now: time.Now, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	if code := run(t.Context(), []string{"collect", "-i", writeInventory(t, nodes), "--discover", "-d", t.TempDir()}, console); code != 3 || !asked || !listed {
		t.Errorf("exit %d:\n%s", code, stderr.String())
	}
	if connections("BIG02") != 1 {
		t.Errorf("%d connections to a member in the end", connections("BIG02"))
	}
	list := regexp.MustCompile(`(?m)^reading 64 nodes of the cluster ONE:\n((?:  .*\n)+)`).FindStringSubmatch(stderr.String())
	if list == nil {
		t.Fatalf("no list:\n%s", stderr.String())
	}
	for line := range strings.Lines(list[1]) {
		if len(line) > term.UsualWidth+1 || len(line) < term.UsualWidth/2 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
	printed := strings.Split(strings.Join(strings.Fields(list[1]), " "), ", ")
	var want []string
	for _, n := range nodes {
		want = append(want, n.Name+" at "+addressOf(n))
	}
	if diff := cmp.Diff(want, printed); diff != "" {
		t.Error(diff)
	}
}

// TestDiscoverAsksAnother goes on to the next node when the members that one
// names are not credible or in another domain, but not when they are too many.
func TestDiscoverAsksAnother(t *testing.T) {
	tests := []struct {
		name    string
		members []string // of the first node; the second names both
		args    []string
		code    int
		stderr  []string
		asked   int // connections to the second before it was read
		nodes   int // in the report
	}{
		{"a number", []string{"HV01", "127.1"}, nil, 3, []string{
			`HV01: ask for the members of the cluster: read root/MSCluster: MSCluster_Node names "127.1", which is not the name of a computer`,
			"HV02 names 2 members of the cluster TWO", "reading 2 nodes of the cluster ONE:",
		}, 1, 2},
		{"another domain", []string{"HV01", "HV03.evil.invalid"}, nil, 3, []string{
			"HV01: ask for the members of the cluster: the host was given as 127.0.0.1, without a domain, but names members with one: HV03.evil.invalid",
			"HV02 names 2 members of the cluster TWO", "reading 2 nodes of the cluster ONE:",
		}, 1, 2},
		{"too many", []string{"HV01", "HV02", "HV03"}, []string{"--max-members", "2"}, 3, []string{
			"HV01: ask for the members of the cluster: the host names 3 members, more than --max-members 2", "reading 2 nodes of the cluster ONE:",
		}, 0, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			nodes, farm := namingNodes(t, namingNode("HV01", "TWO", tt.members...), namingNode("HV02", "TWO", "HV01", "HV02"))
			file := filepath.Join(t.TempDir(), "r.json")
			said := mustRun(t, tt.code, map[string]string{passwordVariable: storyPassword},
				append([]string{"scan", "-i", writeInventory(t, nodes), "--discover", "-o", "json=" + file}, tt.args...)...)
			for _, want := range tt.stderr {
				if !strings.Contains(said, want) {
					t.Errorf("%q is missing:\n%s", want, said)
				}
			}
			if got := farm.Stats("HV02").Connections - 1; got != tt.asked {
				t.Errorf("the second node was asked %d times, want %d", got, tt.asked)
			}
			r := readResult(t, file)
			if len(r.Clusters) != 1 || len(r.Clusters[0].Nodes) != tt.nodes {
				t.Errorf("%+v", r.Clusters)
			}
		})
	}
}
