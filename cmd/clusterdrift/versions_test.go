package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

// fleetOfVersions describes three healthy nodes of each version from 2012 on,
// each version a cluster of its own. The nodes are synthetic.
func fleetOfVersions() []*windows.Node {
	var nodes []*windows.Node
	for _, version := range []struct {
		name     string
		describe func(string) *windows.Node
	}{
		{"WS2012", windows.Server2012},
		{"WS2012R2", windows.Server2012R2},
		{"WS2016", windows.Server2016},
		{"WS2019", windows.Server2019},
		{"WS2022", windows.Server2022},
		{"WS2025", windows.Server2025},
	} {
		for i := range 3 {
			n := version.describe(fmt.Sprintf("%s-%d", version.name, i+1))
			n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword}
			nodes = append(nodes, n)
		}
		windows.Join(version.name, nodes[len(nodes)-3:]...)
	}
	return nodes
}

// scanDescribed scans simulated nodes with the baselines that are picked by
// themselves, and returns what each of them was asked too.
func scanDescribed(t *testing.T, wantCode int, nodes []*windows.Node) (report.Result, *simulator.Farm) {
	t.Helper()
	farm, err := simulator.Start(nodes, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir := t.TempDir()
	if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes(nodes, farm.Endpoints())); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "result.json")
	env := map[string]string{passwordVariable: storyPassword}
	mustRun(t, wantCode, env, "scan", "-i", filepath.Join(dir, "story.yaml"), "-o", "json="+file)
	return readResult(t, file), farm
}

// A healthy node of each version passes everything that its own baseline asks
// for, within the budget of messages.
func TestHealthyNodesOfEveryVersion(t *testing.T) {
	nodes := fleetOfVersions()
	result, farm := scanDescribed(t, 0, nodes)
	if diff := cmp.Diff(map[string]string{}, verdicts(result)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	passed := map[string]int{}
	for _, c := range result.Clusters {
		for _, n := range c.Nodes {
			if version, _, _ := strings.Cut(strings.ToLower(n.Name), "-"); n.Baseline != version {
				t.Errorf("%s is judged by %q", n.Name, n.Baseline)
			}
		}
		for _, f := range c.Findings {
			if f.Status == "pass" {
				passed[c.Name+" "+f.Family]++
			}
		}
	}
	for _, want := range []string{
		"WS2012 hotfix", "WS2012 hotfix-list", "WS2012R2 hotfix", "WS2012R2 hotfix-list", "WS2016 update", "WS2019 update",
		"WS2022 update", "WS2025 update", "WS2012 heartbeat", "WS2025 heartbeat", "WS2012R2 offload", "WS2025 offload", "WS2025 firewall",
	} {
		if passed[want] == 0 {
			t.Errorf("nothing of %s passes", want)
		}
	}
	verifyBudget(t, nodes, farm)
}

// verifyBudget allows 24 messages for a node, and 30 for the two of a cluster
// that read what is true of it as a whole. What it takes to fetch output beyond the
// first part of it is not counted.
func verifyBudget(t *testing.T, nodes []*windows.Node, farm *simulator.Farm) {
	t.Helper()
	costly := map[string]int{}
	for _, n := range nodes {
		stats := farm.Stats(n.Name)
		messages := stats.Messages - furtherReceives(stats.Actions)
		if messages > 24 {
			costly[n.Cluster.Name]++
		}
		if messages > 30 || stats.Messages == 0 {
			t.Errorf("%s saw %d messages: %q", n.Name, messages, stats.Actions)
		}
	}
	for cluster, n := range costly {
		if n > 2 {
			t.Errorf("%d nodes of %s saw more than 24 messages", n, cluster)
		}
	}
}

// A node with updates of before the floor drifts, and one that is ahead of the
// baseline does not.
func TestUpdatesOfNodes(t *testing.T) {
	old, ahead := windows.Server2019("OLD"), windows.Server2022("AHEAD")
	old.OS.UBR, ahead.OS.UBR = new(uint32(2366)), new(uint32(9999))
	undated, early := windows.Server2016("UNDATED"), windows.Server2012("EARLY")
	undated.OS.UBR = nil
	early.Hotfixes = slices.DeleteFunc(early.Hotfixes, func(h windows.Hotfix) bool { return h.ID == "KB3062586" })
	for name := range early.Packages {
		if strings.Contains(name, "KB3062586") {
			delete(early.Packages, name)
		}
	}
	nodes := []*windows.Node{old, ahead, undated, early}
	for _, n := range nodes {
		n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword}
	}
	result, _ := scanDescribed(t, 4, nodes)
	want := map[string]string{
		"OLD update/build":            "drift",
		"OLD update/newest":           "drift",
		"UNDATED update/build":        "unknown",
		"UNDATED update/newest":       "unknown",
		"EARLY hotfix/KB3062586":      "drift",
		"EARLY hotfix-list/KB2784261": "drift",
	}
	if diff := cmp.Diff(want, verdicts(result)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// A node whose account may open no shell still tells its revision.
func TestRevisionWithoutShell(t *testing.T) {
	n := windows.Server2019("NOSHELL")
	n.OS.UBR = new(uint32(2366))
	n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword, NoShell: true}
	result, farm := scanDescribed(t, 4, []*windows.Node{n})
	if got := verdicts(result)["NOSHELL update/build"]; got != "drift" {
		t.Errorf("update/build is %q", got)
	}
	verifyBudget(t, []*windows.Node{n}, farm)
}
