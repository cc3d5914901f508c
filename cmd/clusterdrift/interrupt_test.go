package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// startSilent writes the inventory of a node that accepts requests and never
// answers, and returns its farm.
func startSilent(t *testing.T) (inventory string, farm *simulator.Farm) {
	t.Helper()
	described := windows.FieldReport(storyPassword)[:1]
	described[0].Conduct.Fault = simulator.FaultSilent
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir := t.TempDir()
	if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "story.yaml"), farm
}

// An interrupted scan ends with what it has, and closes its traces.
func TestInterruptEndsCleanly(t *testing.T) {
	inventory, farm := startSilent(t)
	traces := filepath.Join(t.TempDir(), "traces")
	for _, args := range [][]string{
		{"scan", "-i", inventory, "--trace", traces},
		{"collect", "-i", inventory, "-d", t.TempDir()},
		{"doctor", "-i", inventory},
		{"query", "-i", inventory, "HV01", "SELECT Name FROM Win32_Service"},
	} {
		before := farm.Stats("HV01").Requests
		ctx, interrupt := context.WithCancel(t.Context())
		go func() {
			for farm.Stats("HV01").Requests == before {
				time.Sleep(time.Millisecond)
			}
			interrupt()
		}()
		code, stdout, stderr := runCommand(ctx, map[string]string{passwordVariable: storyPassword}, args...)
		interrupt()
		if code != 130 || !strings.Contains(stderr, "clusterdrift: exit 130: ") {
			t.Errorf("%s exits %d:\n%s%s", args[0], code, stdout, stderr)
		}
		if args[0] == "scan" && (!strings.HasPrefix(stdout, "INTERRUPTED") || !strings.Contains(stdout, "not read: the scan was interrupted") || strings.Contains(stdout, "1 node unreachable")) {
			t.Errorf("no partial report:\n%s", stdout)
		}
	}
	entries, err := os.ReadDir(traces)
	if err != nil || len(entries) != 1 {
		t.Errorf("traces %v, %v", entries, err)
	}
}
