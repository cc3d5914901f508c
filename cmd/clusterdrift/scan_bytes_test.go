package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// liveTime is the time on all clocks of the scans that are compared.
var liveTime = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

// liveInventory starts the nodes of the story and healthy ones, and names them in an
// inventory: two of them once more in clusters that they are not in, so that clusters
// share machines.
func liveInventory(t *testing.T) string {
	t.Helper()
	described := slices.Concat(windows.Healthy(12, storyPassword), windows.FieldReport(storyPassword))
	for _, n := range described {
		n.Now = liveTime
	}
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	nodes := demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())
	again := func(n inventory.Node, name, cluster string) inventory.Node {
		n.Name, n.Cluster = name, cluster
		return n
	}
	nodes = append(nodes, again(nodes[0], "192.0.2.1", "FIRST"), again(nodes[len(nodes)-2], "192.0.2.2", nodes[0].Cluster))
	dir := t.TempDir()
	if err := writeInventoryFile(dir, "live", nodes); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "live.yaml")
}

// runLive runs a command with all clocks at one time.
func runLive(t *testing.T, want int, args ...string) {
	t.Helper()
	var said bytes.Buffer
	silent := term.Terminal{In: bytes.NewReader(nil), Out: io.Discard, Err: &said, Now: func() time.Time { return liveTime }, Today: baselines.EmbeddedSourcesRead,
		Env: func(name string) (string, bool) { return storyPassword, name == passwordVariable }}
	if code := run(context.Background(), args, silent); code != want {
		t.Fatalf("%v exits with %d, want %d:\n%s", args, code, want, said.Bytes())
	}
}

// withoutCost is a result but for what reading cost and where the names came from.
func withoutCost(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	varies := regexp.MustCompile(`"(messages|requests|connections|bytes_in|bytes_out)":\s*\d+|"nodes_from":\s*"[^"]*"`)
	if !varies.Match(data) {
		t.Fatalf("%s has no traffic: %.300s", file, data)
	}
	return string(varies.ReplaceAll(data, []byte("VARIES")))
}

// TestScanSameBytes: the result of a scan depends neither on how many nodes are read at
// a time nor on how many connections, and is that of the same facts judged from files.
func TestScanSameBytes(t *testing.T) {
	t.Parallel()
	live, dir := liveInventory(t), t.TempDir()
	checked := filepath.Join(dir, "checked.json")
	runLive(t, 3, "collect", "-i", live, "-d", filepath.Join(dir, "facts"), "--concurrency", "3")
	runLive(t, 4, "check", filepath.Join(dir, "facts"), "-o", "json="+checked)
	want := withoutCost(t, checked)
	if !bytes.Contains([]byte(want), []byte("entries lead to one machine")) {
		t.Error("no clusters share a machine")
	}
	for name, args := range map[string][]string{
		"1": {"--concurrency", "1"}, "4": {"--concurrency", "4"}, "64": {"--concurrency", "64"}, "auto over two lanes": {"--concurrency", "auto", "--lanes", "2"},
	} {
		scanned := filepath.Join(dir, "scan "+name+".json")
		runLive(t, 4, append([]string{"scan", "-i", live, "-o", "json=" + scanned}, args...)...)
		if diff := cmp.Diff(want, withoutCost(t, scanned)); diff != "" {
			t.Errorf("concurrency %s (-checked +scanned):\n%s", name, diff)
		}
	}
}
