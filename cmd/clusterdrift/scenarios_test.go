package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/observe"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

// TestScenarios reads all scenarios at once, each a cluster of its own, judges
// them, and asserts on them what has to hold for any facts.
func TestScenarios(t *testing.T) {
	scenarios := loadScenarios(t)
	const enough = 300
	if len(scenarios) < enough {
		t.Errorf("%d scenarios, want at least %d", len(scenarios), enough)
	}
	if underRace { // the way of a node is the same in all
		scenarios = sampled(scenarios)
	}
	r := readScenarios(t, scenarios)
	criteria := scenarioCriteria(t, scenarios)
	clusters := map[string]report.Cluster{}
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			clusters[s.name] = s.verify(t, criteria, r.facts[s.name])
			verifyScenarioBudget(t, s, r.stats)
		})
	}
	if !underRace {
		t.Run("coverage", func(t *testing.T) { verifyCoverage(t, clusters) })
		t.Run("narrowed", func(t *testing.T) { verifyNarrowedScans(t, scenarios, clusters) })
	}
	t.Run("properties", func(t *testing.T) {
		if testing.Short() {
			t.Skip("left out by -short: it judges each cluster many times")
		}
		verifyProperties(t, criteria, scenarios, r.facts)
	})
}

// scenarioCriteria are what the nodes are judged by, with the overlays of their roles.
func scenarioCriteria(t *testing.T, scenarios []*scenario) *flags.Criteria {
	t.Helper()
	var overlays [][]string
	for _, s := range scenarios {
		overlays = append(overlays, s.overlays())
	}
	criteria, err := flags.NewCriteria(nil, overlays)
	if err != nil {
		t.Fatal(err)
	}
	return criteria
}

// sampled is every fifth of the scenarios.
func sampled(all []*scenario) []*scenario {
	var some []*scenario
	for i, s := range all {
		if i%5 == 0 {
			some = append(some, s)
		}
	}
	return some
}

// verify judges the nodes and compares findings and exit code with the expected.
func (s *scenario) verify(t *testing.T, criteria *flags.Criteria, nodes []*facts.Node) report.Cluster {
	t.Helper()
	if len(nodes) != len(s.nodes) {
		t.Fatalf("%s: facts of %d nodes, %d are described", s.at, len(nodes), len(s.nodes))
	}
	result, err := criteria.Result(t.Context(), tool(), flags.Reading{Nodes: nodes}, report.Gate{})
	if err != nil {
		t.Fatal(err)
	}
	wrong := s.judge(result.Clusters[0].Findings)
	if code := result.Exit.Code; s.Exit != nil && code != *s.Exit {
		wrong = append(wrong, fmt.Sprintf("exit code %d, expected %d", code, *s.Exit))
	}
	wrong = append(wrong, s.judgeMoments(t, criteria, nodes, result.Clusters[0].Findings)...)
	if len(wrong) > 0 {
		t.Errorf("%s: %s\n    %s", s.at, s.Sentence, strings.Join(wrong, "\n    "))
	}
	return result.Clusters[0]
}

// readings are what came of the scenarios.
type readings struct {
	facts map[string][]*facts.Node   // by cluster
	stats map[string]simulator.Stats // by node
}

// readScenarios runs the nodes of all scenarios while they are read.
func readScenarios(t *testing.T, scenarios []*scenario) readings {
	t.Helper()
	var described []*windows.Node
	for _, s := range scenarios {
		described = append(described, s.nodes...)
	}
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	r := readings{stats: map[string]simulator.Stats{}, facts: map[string][]*facts.Node{}}
	for _, g := range groupScenarios(t, scenarios, farm.Endpoints()) {
		for _, n := range g.collect(t) {
			r.facts[n.Cluster] = append(r.facts[n.Cluster], n)
		}
	}
	for _, n := range described {
		r.stats[n.Name] = farm.Stats(n.Name)
	}
	return r
}

// group are the scenarios that are read with the same probe, or with none.
type group struct {
	inventory string
	args      []string
}

// groupScenarios writes the inventories. The endpoints are those of the nodes in
// their order.
func groupScenarios(t *testing.T, scenarios []*scenario, endpoints []simulator.Endpoint) []group {
	t.Helper()
	byProbe := map[string][]inventory.Node{}
	for _, s := range scenarios {
		for _, n := range s.nodes {
			byProbe[s.Probe] = append(byProbe[s.Probe], inventory.Node{
				Name: n.Name, Cluster: s.name, Address: endpoints[0].Host, Baselines: s.overlays(),
				Settings: inventory.Settings{Host: s.hosts[n.Name], Port: endpoints[0].Port, Transport: "http", Auth: "ntlm", User: `CONTOSO\clusteraudit`},
			})
			endpoints = endpoints[1:]
		}
	}
	var groups []group
	for _, probe := range slices.Sorted(maps.Keys(byProbe)) {
		dir := t.TempDir()
		if err := writeInventories(dir, byProbe[probe]); err != nil {
			t.Fatal(err)
		}
		g := group{inventory: filepath.Join(dir, "story.yaml")}
		if probe != "" {
			g.args = []string{"--probe", probe}
		}
		groups = append(groups, g)
	}
	return groups
}

// collect reads all nodes. Some are down, and some refuse the account on purpose,
// which must not keep the others from being read.
func (g group) collect(t *testing.T) []*facts.Node {
	t.Helper()
	dir := t.TempDir()
	args := append([]string{"collect", "-d", dir, "-i", g.inventory, "--max-refusals", "0"}, g.args...)
	if code, stdout, stderr := runCommand(t.Context(), map[string]string{passwordVariable: storyPassword}, args...); code != report.ExitPass && code != report.ExitIncomplete {
		t.Fatalf("%v exits %d:\n%s\n%s", args, code, stdout, stderr)
	}
	read, err := readFacts(t.Context(), []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	return read.nodes
}

// verifyScenarioBudget allows a node of 2008 R2 22 messages and a later one 24,
// and the two of a cluster that read what is true of it as a whole 6 more. What
// it takes to fetch output beyond the first part of it is not counted. A round of
// echo requests is a query, which is two messages. What a site requires is limited by
// itself.
func verifyScenarioBudget(t *testing.T, s *scenario, stats map[string]simulator.Stats) {
	t.Helper()
	const of2008R2, later, wholeCluster, rounds, build2012 = 22, 24, 6, 5, 9200
	costly := 0
	for _, n := range s.nodes {
		messages := stats[n.Name].Messages - furtherReceives(stats[n.Name].Actions)
		budget := later
		if n.OS.Build < build2012 {
			budget = of2008R2
		}
		if s.Probe != "" {
			budget += 2 * rounds
		}
		if s.Site {
			budget += observe.MostMessages
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
