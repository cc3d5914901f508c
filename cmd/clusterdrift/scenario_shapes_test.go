package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/report"
)

// shapeFault is a fault that brought clusters down, as one node of two has it, and the
// finding that has to drift for it.
type shapeFault struct {
	node    string
	finding string
	skipped func(shape string) bool // nil: every shape can have it
}

// shapeFaults are those of the field report.
func shapeFaults() []shapeFault {
	not2008R2 := func(shape string) bool { return !strings.Contains(shape, "2008 R2") }
	withoutChimney := func(shape string) bool { return not2008R2(shape) && !strings.Contains(shape, "2012 R2") }
	unconfirmed := func(shape string) bool { return strings.Contains(shape, "2025") } // that its nodes need the service
	inWorkgroup := func(shape string) bool { return strings.Contains(shape, "workgroup") }
	return []shapeFault{
		{"{without_updates: [2524478], files: {'%SystemRoot%\\System32\\nlasvc.dll': 6.1.7601.17514}}", "hotfix/KB2524478", not2008R2},
		{"{without_rules: [FailoverClustering-NetFt-UDP-In]}", "firewall/cluster-udp-3343-in", nil},
		{"{flip: 72h}", "network-profile/flips", inWorkgroup},
		{"{offload: {chimney: enabled}}", "offload/chimney", withoutChimney},
		{"{heartbeat: {SameSubnetThreshold: 3}}", "heartbeat/SameSubnetThreshold", nil},
		{"{events: {1135: 72h}}", "event/node-removed", nil},
		{"{service: {NlaSvc: {state: Stopped, start_mode: Disabled}}}", "service/NlaSvc", unconfirmed},
	}
}

// TestShapes puts each fault of the field report on one of two nodes in each healthy
// environment: it drifts there, and on no other node.
func TestShapes(t *testing.T) {
	if !isLong() {
		t.Skip("left out: it reads some 240 nodes; set CLUSTERDRIFT_LONG=1, or run .ci/long")
	}
	scenarios, want := faultyShapes(t)
	if len(scenarios) < 100 {
		t.Errorf("%d states, want at least 100", len(scenarios))
	}
	r := readScenarios(t, scenarios)
	criteria := scenarioCriteria(t, scenarios)
	for _, s := range scenarios {
		result, err := criteria.Result(t.Context(), tool(), flags.Reading{Nodes: r.facts[s.name]}, report.Gate{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Clusters[0].Findings {
			drifts := strings.HasSuffix(f.Node, "-N2")
			if f.ID == want[s.name] && f.Node != "" && drifts != (f.Status == checks.Drift) {
				t.Errorf("%s, %s: %s %s is %s: %s", s.at, s.Sentence, f.Node, f.ID, f.Status, f.Reason)
			}
		}
	}
}

// faultyShapes are the healthy environments with two nodes, of which one has a fault,
// and the findings that have to drift, by scenario.
func faultyShapes(t *testing.T) (all []*scenario, want map[string]string) {
	t.Helper()
	want = map[string]string{}
	for _, shape := range loadScenarios(t) {
		if !strings.HasPrefix(shape.Sentence, "Eight ") {
			continue
		}
		for i, f := range shapeFaults() {
			if f.skipped != nil && f.skipped(shape.Sentence) {
				continue
			}
			s := &scenario{
				Sentence: shape.Sentence, Every: shape.Every, Roles: shape.Roles, name: fmt.Sprintf("%s-%d", shape.name, i), at: shape.at,
				Nodes: map[string]yaml.Node{"N1": parsedNode(t, "{}"), "N2": parsedNode(t, f.node)},
			}
			if err := s.describe(); err != nil {
				t.Fatalf("%s: %v", s.at, err)
			}
			all, want[s.name] = append(all, s), f.finding
		}
	}
	if !slices.ContainsFunc(all, func(s *scenario) bool { return len(s.Roles) > 0 }) {
		t.Error("no shape has a role")
	}
	return all, want
}

func parsedNode(t *testing.T, text string) yaml.Node {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return *document.Content[0]
}
