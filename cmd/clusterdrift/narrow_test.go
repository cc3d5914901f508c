package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

// verifyNarrowedScans: scans narrowed to a family come to the verdicts of a whole one,
// by cluster: what is not read is not needed for them. Each family is tried on a few
// scenarios, in the long suite on ten times as many. Latency is judged by measurements
// alone.
func verifyNarrowedScans(t *testing.T, scenarios []*scenario, whole map[string]report.Cluster) {
	all := slices.DeleteFunc(slices.Clone(scenarios), func(s *scenario) bool { return s.Probe != "" || s.WholeOnly })
	spread := 80
	if isLong() {
		spread = 8
	}
	for i, family := range checks.Families() {
		if family == "node" || family == "latency" {
			continue
		}
		var some []*scenario
		for j, s := range all {
			ofSite := s.Site && (family == "site" || family == "consistency")
			if ofSite || family != "site" && j%spread == i%spread {
				some = append(some, s)
			}
		}
		t.Run(family, func(t *testing.T) { verifyNarrowed(t, family, some, whole) })
	}
}

// A scan narrowed to a single requirement comes to the same verdict on it, on the nodes
// of the story. The long suite tries all of them.
func TestOneRequirementIsJudgedAlike(t *testing.T) {
	needsNoRace(t)
	dir, env, _ := startCommands(t)
	scan := func(more ...string) map[string]string {
		file := filepath.Join(t.TempDir(), "result.json")
		code, stdout, stderr := runCommand(t.Context(), env, append([]string{"scan", "-i", filepath.Join(dir, "story.yaml"), "-o", "json=" + file}, more...)...)
		if code == report.ExitLocal {
			t.Fatalf("%v exits %d:\n%s\n%s", more, code, stdout, stderr)
		}
		return statusesOf(readResult(t, file), "")
	}
	whole := scan()
	tried := 0
	for i, id := range knownFindings() {
		of := map[string]string{}
		for key, status := range whole {
			if found := key[strings.LastIndex(key, " ")+1:]; found == id || checks.AlwaysJudged(found) {
				of[key] = status
			}
		}
		const spread = 7
		mine := slices.ContainsFunc(slices.Collect(maps.Keys(of)), func(key string) bool { return strings.HasSuffix(key, " "+id) })
		if !mine || checks.AlwaysJudged(id) || checks.FamilyOf(id) == "latency" || !isLong() && i%spread != 0 {
			continue
		}
		tried++
		if diff := cmp.Diff(of, scan("--only", id)); diff != "" {
			t.Errorf("--only %s judges differently (-whole +narrowed):\n%s", id, diff)
		}
	}
	if tried < 5 {
		t.Errorf("only %d requirements were tried", tried)
	}
}

func verifyNarrowed(t *testing.T, family string, scenarios []*scenario, whole map[string]report.Cluster) {
	var described []*windows.Node
	var judged report.Result
	for _, s := range scenarios {
		described = append(described, s.nodes...)
		judged.Clusters = append(judged.Clusters, whole[s.name])
	}
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	g := groupScenarios(t, scenarios, farm.Endpoints())[0]
	narrowed := statusesOf(g.scan(t, "--only", family), "")
	if diff := cmp.Diff(statusesOf(judged, family), narrowed); diff != "" {
		t.Errorf("--only %s judges differently (-whole +narrowed):\n%s", family, diff)
	}
}

// scan reads and judges all nodes.
func (g group) scan(t *testing.T, more ...string) report.Result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "result.json")
	args := slices.Concat([]string{"scan", "-i", g.inventory, "--max-refusals", "0", "-o", "json=" + file}, g.args, more)
	if code, stdout, stderr := runCommand(t.Context(), map[string]string{passwordVariable: storyPassword}, args...); code == report.ExitLocal {
		t.Fatalf("%v exits %d:\n%s\n%s", args, code, stdout, stderr)
	}
	return readResult(t, file)
}

// statusesOf are the verdicts on a family, and those that every report has; on all
// families when it is empty. Reasons are left out: clocks go on, and a node that was asked
// little may be known by another of its names.
func statusesOf(r report.Result, family string) map[string]string {
	all := map[string]string{}
	for _, c := range r.Clusters {
		for _, f := range c.Findings {
			if family == "" || checks.FamilyOf(f.ID) == family || checks.AlwaysJudged(f.ID) {
				key := strings.Join([]string{c.Name, f.Node, f.ID}, " ")
				all[key] = string(f.Status) + ": " + string(f.Severity)
			}
		}
	}
	return all
}

// What is left out is not read, unless a verdict rests on it: a scan for one family sends fewer messages, and runs
// fewer commands, than a whole one.
func TestNarrowedScansReadLess(t *testing.T) {
	_, everything := messagesOf(t)
	for _, tt := range []struct {
		only     string
		messages int // of a node at most
		commands string
	}{
		{"time/skew", 12, ""},
		{"time", 20, "W32Time"},
		{"service", 12, ""},
		{"heartbeat/SameSubnetThreshold", 20, "wevtutil"},
		{"offload", 20, "netsh"},
		{"hotfix/KB2552040", 20, "Component Based Servicing"},
	} {
		t.Run(tt.only, func(t *testing.T) {
			messages, commands := messagesOf(t, "--only", tt.only)
			if messages > tt.messages {
				t.Errorf("%d messages to a node, want at most %d", messages, tt.messages)
			}
			if len(commands) >= len(everything) || (tt.commands == "") != (commands == "") || !strings.Contains(commands, tt.commands) {
				t.Errorf("a scan of %d bytes of commands runs %d bytes:\n%s", len(everything), len(commands), commands)
			}
		})
	}
	_, whole := messagesOf(t, "--skip", "firewall,ipv6,consistency,hotfix,hotfix-list")
	if strings.Contains(whole, "FirewallPolicy") || !strings.Contains(everything, "FirewallPolicy") {
		t.Errorf("without the firewall, the commands are:\n%s", whole)
	}
}

// messagesOf is what a scan of one healthy node sends.
func messagesOf(t *testing.T, more ...string) (messages int, commands string) {
	t.Helper()
	dir, env, farm := startCommands(t)
	args := append([]string{"scan", "-i", filepath.Join(dir, goodNode+".yaml"), "-q"}, more...)
	code, stdout, stderr := runCommand(t.Context(), env, args...)
	if code == report.ExitLocal || code == report.ExitNothing {
		t.Fatalf("%v exits %d:\n%s\n%s", args, code, stdout, stderr)
	}
	stats := farm.Stats(goodNode)
	return stats.Messages, strings.Join(stats.Commands, "\n")
}
