package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// TestIncidentFromCollectedLogs goes the whole way: nodes with an incident are read over
// WinRM, and what was read gives the cause. It is likely and not shown, because the
// firewall was read three days later.
func TestIncidentFromCollectedLogs(t *testing.T) {
	dir, env, _ := startCommands(t)
	folder := filepath.Join(dir, "incident")
	out := mustRun(t, 3, env, "collect", "-i", filepath.Join(dir, "story.yaml"), "--logs", "--since", "168h", "-d", folder)
	for _, want := range []string{
		"\n  HV01: events of NetworkProfile 0, Firewall 0, FailoverClustering 0, System 0\n",
		"\n  HV02: events of NetworkProfile 12, Firewall 4, FailoverClustering 0, System 3\n",
		"\n  HV08: not read\n", "cluster log /gen", "Then: clusterdrift diagnose " + folder + " --facts " + folder,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
	assertPrivate(t, folder)
	file := filepath.Join(dir, "incidents.json")
	mustRun(t, 1, env, "diagnose", folder, "--facts", folder, "-o", "json="+file)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r diagnose.Result
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Incidents) != 1 || r.Incidents[0].Causes[0].ID != "profile-flip" || r.Incidents[0].Causes[0].Verdict != "likely" || r.Incidents[0].Causes[0].Node != "HV02" {
		t.Errorf("%+v", r.Incidents)
	}
	if len(r.LeftOut) != 0 {
		t.Errorf("left out: %+v", r.LeftOut)
	}
	seen := map[string]bool{}
	for _, s := range r.Incidents[0].Steps {
		if key := s.At.String() + s.Node + s.Kind + s.Peer + s.Raw; seen[key] {
			t.Errorf("twice: %+v", s)
		} else {
			seen[key] = true
		}
	}
}

// assertPrivate looks for the logs of the node that has events, which are for their owner
// alone, and for files that a reader would not expect.
func assertPrivate(t *testing.T, folder string) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(folder, "*.xml"))
	if err != nil || len(logs) != 3 {
		t.Fatalf("%v %v", logs, err)
	}
	for _, file := range logs {
		info, err := os.Stat(file)
		if err != nil || !strings.HasPrefix(info.Name(), "FIELDREPORT__HV02_") {
			t.Errorf("%s: %v", file, err)
		} else if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", file, info.Mode())
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 8+1+3 {
		t.Errorf("%d files: %v", len(entries), err)
	}
}

// TestLogMessages: what collect --logs costs a node more than collect. Reading logs opens
// no second connection and no second shell.
func TestLogMessages(t *testing.T) {
	cost := func(more ...string) int {
		nodes := windows.Healthy(1, storyPassword)
		nodes[0].Channels = []windows.Channel{{Name: "System", Recent: quietHours(600)}}
		farm, err := simulator.Start(nodes, simulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer farm.Close()
		dir := t.TempDir()
		e := farm.Endpoints()[0]
		mustRun(t, 0, map[string]string{passwordVariable: storyPassword}, append([]string{"collect", e.Host, "--port", strconv.Itoa(e.Port), "-u", `CONTOSO\clusteraudit`, "--partial", "-d", dir}, more...)...)
		return farm.Stats(e.Node).Messages
	}
	plain := cost()
	// 600 events are three pages of 250: each is a Command, a Receive for each 100 KB
	// or so, and a Signal.
	const pages, receives = 3, 6
	if with := cost("--logs", "--since", "1000h"); with-plain < 3*pages || with-plain > 2*pages+receives+2 {
		t.Errorf("%d messages with logs, %d without", with, plain)
	}
	if small := cost("--logs", "--since", "1h"); small-plain != 3 {
		t.Errorf("a quiet hour costs %d messages", small-plain)
	}
}

// quietHours are events of services, one each hour.
func quietHours(n int) []windows.Event {
	var all []windows.Event
	for i := range n {
		all = append(all, windows.Event{Ago: time.Duration(i+2) * time.Hour, Provider: "Service Control Manager", ID: 7036,
			Data: []windows.EventData{{Name: "param1", Value: "Quiet"}, {Name: "param2", Value: "running"}}})
	}
	return all
}
