package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// safeBuffer may be written to by several goroutines.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// startCommands runs the story and returns the folder with its inventories and
// an environment that holds the password.
func startCommands(t *testing.T) (dir string, env map[string]string, farm *simulator.Farm) {
	t.Helper()
	nodes, farm, err := story(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir = t.TempDir()
	if err := writeInventories(dir, nodes); err != nil {
		t.Fatal(err)
	}
	return dir, map[string]string{passwordVariable: storyPassword}, farm
}

func readResult(t *testing.T, file string) report.Result {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return recorded(t, data)
}

func recorded(t *testing.T, document []byte) report.Result {
	t.Helper()
	r, err := record.Read(bytes.NewReader(document))
	if err != nil {
		t.Fatalf("%v: %.200s", err, document)
	}
	return *r
}

// verdicts are the statuses of a result that are neither pass nor not-applicable.
func verdicts(r report.Result) map[string]string {
	v := map[string]string{}
	for _, c := range r.Clusters {
		for _, f := range c.Findings {
			if f.Status == "drift" || f.Status == "unknown" {
				v[strings.TrimSpace(f.Node+" "+f.ID)] = string(f.Status)
			}
		}
	}
	return v
}

// The story of the field report, over real WinRM on loopback.
func TestStory(t *testing.T) {
	t.Parallel()
	dir, env, _ := startCommands(t)
	file := filepath.Join(dir, "r.json")
	mustRun(t, 4, env, "scan", "-i", filepath.Join(dir, "story.yaml"), "-o", "json="+file)
	want := map[string]string{
		"heartbeat/agreement":               "unknown", // HV08 is down
		"consistency/smb-signing":           "unknown",
		"time/skew":                         "unknown",
		"cluster-network/interfaces":        "drift",   // those of HV08
		"cluster/members":                   "drift",   // HV08 again
		"consistency/adapter-settings":      "unknown", // HV08 again
		"consistency/drivers":               "unknown", // HV08 again
		"consistency/network-profile":       "unknown",
		"consistency/firewall":              "drift", // HV02 and HV06
		"consistency/hotfixes":              "drift", // HV02; HV03 has what carries the fixes that it does not list
		"consistency/offload":               "drift", // HV04
		"consistency/os-build":              "unknown",
		"consistency/services":              "unknown",
		"HV02 hotfix/KB2524478":             "drift",
		"HV02 hotfix-list/KB2545685":        "drift",
		"HV02 firewall/cluster-udp-3343-in": "drift",
		"HV02 network-profile/flips":        "drift",
		"HV02 event/node-removed":           "drift", // what the flip led to
		"HV04 offload/chimney":              "drift",
		"HV05 hotfix/KB2545850":             "unknown", // no list, no store; the fixes in clussvc.exe and nlasvc.dll are proven by file
		"HV05 hotfix/KB2559392":             "unknown",
		"HV05 hotfix/KB2871803":             "unknown",
		"HV05 hotfix/KB2972254":             "unknown",
		"HV05 hotfix/KB3033918":             "unknown",
		"HV05 update/build":                 "unknown", // the same sources
		"HV05 hotfix-list/KB2545685":        "unknown",
		"HV06 firewall/cluster-udp-3343-in": "drift",
		"HV08 node/reachable":               "unknown",
	}
	if diff := cmp.Diff(want, verdicts(readResult(t, file))); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// What collect keeps is judged as a scan judges it.
func TestCollectThenCheckGivesTheSameFindings(t *testing.T) {
	t.Parallel()
	dir, env, _ := startCommands(t)
	story, scanned, checked := filepath.Join(dir, "story.yaml"), filepath.Join(dir, "scan.json"), filepath.Join(dir, "check.json")
	mustRun(t, 4, env, "scan", "-i", story, "-o", "json="+scanned)
	mustRun(t, 3, env, "collect", "-i", story, "-d", filepath.Join(dir, "facts"))
	mustRun(t, 4, nil, "check", filepath.Join(dir, "facts"), "-o", "json="+checked)
	a, b := readResult(t, scanned), readResult(t, checked)
	windowsOfTime := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|@SystemTime\) <= \d+`)
	eachReadingHasItsTimes := cmp.Options{
		cmpopts.IgnoreFields(checks.Evidence{}, "At", "From", "To"), cmpopts.IgnoreFields(report.Finding{}, "AgeSeconds"), cmpopts.IgnoreFields(report.Node{}, "Started", "Finished", "Took", "AgeSeconds", "Traffic"),
		cmpopts.AcyclicTransformer("withoutTimes", func(s string) string { return windowsOfTime.ReplaceAllString(s, "TIME") }),
	}
	if diff := cmp.Diff(a.Clusters, b.Clusters, eachReadingHasItsTimes); diff != "" {
		t.Errorf("clusters (-scan +check):\n%s", diff)
	}
	if diff := cmp.Diff(a.Exit, b.Exit); diff != "" {
		t.Errorf("exit (-scan +check):\n%s", diff)
	}
}
