package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/report"
)

// TestScenarios scans all scenarios at once, each a cluster of its own, and
// reads them a second time for what has to hold for any facts.
func TestScenarios(t *testing.T) {
	scenarios := loadScenarios(t)
	const enough = 80
	if len(scenarios) < enough {
		t.Errorf("%d scenarios, want at least %d", len(scenarios), enough)
	}
	r := readScenarios(t, scenarios)
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			if wrong := s.judge(r.clusters[s.name].Findings); len(wrong) > 0 {
				t.Errorf("%s: %s\n    %s", s.at, s.Sentence, strings.Join(wrong, "\n    "))
			}
			verifyScenarioBudget(t, s, r.stats)
		})
	}
	t.Run("coverage", func(t *testing.T) { verifyCoverage(t, r.clusters) })
	t.Run("properties", func(t *testing.T) {
		if testing.Short() {
			t.Skip("left out by -short: it reads all nodes again and judges each many times")
		}
		verifyProperties(t, scenarios, r.facts)
	})
}

// readings are what came of the scenarios.
type readings struct {
	clusters map[string]report.Cluster  // of the scan's report, by name
	stats    map[string]simulator.Stats // of the scan, by node
	facts    map[string][]*facts.Node   // by cluster; none with -short
}

// readScenarios runs the nodes of all scenarios while they are read.
func readScenarios(t *testing.T, scenarios []*scenario) readings {
	t.Helper()
	var described []*simulator.Node
	var nodes []inventory.Node
	for _, s := range scenarios {
		for _, n := range s.nodes {
			described = append(described, n)
			nodes = append(nodes, inventory.Node{Name: n.Name, Cluster: s.name})
		}
	}
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	for i, e := range farm.Endpoints() {
		nodes[i].Address = e.Host
		nodes[i].Settings = inventory.Settings{Port: e.Port, Transport: "http", Auth: "ntlm", User: `CONTOSO\clusteraudit`}
	}
	dir := t.TempDir()
	if err := writeInventories(dir, nodes); err != nil {
		t.Fatal(err)
	}
	r := readings{stats: map[string]simulator.Stats{}}
	r.clusters = scanScenarios(t, filepath.Join(dir, "story.yaml"))
	for _, n := range described {
		r.stats[n.Name] = farm.Stats(n.Name)
	}
	if !testing.Short() {
		r.facts = collectScenarios(t, filepath.Join(dir, "story.yaml"))
	}
	return r
}

// readAll runs a command that reads all nodes. Some refuse the
// account on purpose, which must not keep the others from being read.
func readAll(t *testing.T, wantCode int, inventory string, args ...string) {
	t.Helper()
	env := map[string]string{passwordVariable: storyPassword}
	mustRun(t, wantCode, env, append(args, "-i", inventory, "--max-refusals", "0")...)
}

func scanScenarios(t *testing.T, inventory string) map[string]report.Cluster {
	t.Helper()
	file := filepath.Join(t.TempDir(), "result.json")
	readAll(t, report.ExitDriftIncomplete, inventory, "scan", "-o", "json="+file)
	clusters := map[string]report.Cluster{}
	for _, c := range readResult(t, file).Clusters {
		clusters[c.Name] = c
	}
	return clusters
}

func collectScenarios(t *testing.T, inventory string) map[string][]*facts.Node {
	t.Helper()
	dir := t.TempDir()
	readAll(t, report.ExitIncomplete, inventory, "collect", "-d", dir)
	nodes, err := readFacts([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	clusters := map[string][]*facts.Node{}
	for _, n := range nodes {
		clusters[n.Cluster] = append(clusters[n.Cluster], n)
	}
	return clusters
}

// verifyScenarioBudget allows a node of 2008 R2 20 messages and a later one 24,
// and the two of a cluster that read what is true of it as a whole 6 more. What
// it takes to fetch output beyond the first part of it is not counted.
func verifyScenarioBudget(t *testing.T, s *scenario, stats map[string]simulator.Stats) {
	t.Helper()
	const of2008R2, later, wholeCluster, build2012 = 20, 24, 6, 9200
	costly := 0
	for _, n := range s.nodes {
		messages := stats[n.Name].Messages - furtherReceives(stats[n.Name].Actions)
		budget := later
		if n.OS.Build < build2012 {
			budget = of2008R2
		}
		if messages > budget {
			costly++
		}
		if messages > budget+wholeCluster {
			t.Errorf("%s: %s saw %d messages: %q", s.at, n.Name, messages, stats[n.Name].Actions)
		}
	}
	if costly > 2 {
		t.Errorf("%s: %d nodes saw more messages than one that is asked about itself alone may", s.at, costly)
	}
}

// furtherReceives counts the messages that fetched output of a command after
// the first one did.
func furtherReceives(actions []string) int {
	further := 0
	for _, a := range actions {
		switch a[strings.LastIndexByte(a, '/')+1:] {
		case "Receive":
			further++
		case "Command":
			further--
		}
	}
	return max(0, further)
}
