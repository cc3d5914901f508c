package notify_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// month is what is true of three nodes in the nights of a month of audits, synthetic: the
// month that package diff has, with the same events.
type month struct {
	drift  map[string]string // what is observed where something drifts, by node and id
	waived map[string]bool
	dark   map[string]bool
	nodes  []string
	update bool // the baseline is a later one
}

const at = "N1 hotfix/KB1"

func nightOf(day int) time.Time { return time.Date(2026, 11, day, 1, 0, 0, 0, time.UTC) }

func (m *month) night(day int) *report.Result {
	c := report.Cluster{Name: "C1"}
	version := "sha256:1"
	if m.update {
		version = "sha256:2"
	}
	for _, name := range m.nodes {
		n := report.Node{Name: name, State: report.Scanned, Baseline: "b"}
		if m.dark[name] {
			n.State, n.Problem = report.Unreachable, &facts.Problem{Kind: "timeout", Message: "no answer"}
		}
		c.Nodes = append(c.Nodes, n)
		if m.dark[name] {
			continue
		}
		c.Findings = append(c.Findings, m.finding(name, "hotfix/KB1", "installed"))
		if m.update {
			f := m.finding(name, "service/W32Time", "running")
			f.Status, f.Got, f.Fingerprint = checks.Drift, "stopped", "stopped"
			c.Findings = append(c.Findings, f)
		} else {
			c.Findings = append(c.Findings, m.finding(name, "offload/rss", "enabled"))
		}
	}
	quorum := m.finding("", "quorum/witness", "a disk")
	if len(m.dark) > 0 {
		quorum.Status, quorum.Got = checks.Unknown, ""
	}
	c.Findings = append(c.Findings, quorum)
	r := &report.Result{
		Tool: report.Tool{Name: "clusterdrift", Version: "1.0.0"}, Started: nightOf(day), Finished: nightOf(day).Add(time.Minute), Judged: nightOf(day).Add(time.Minute),
		NodesFrom: "month", Baselines: []report.BaselineUsed{{Name: "b", Digest: version, Files: []report.BaselineFile{}}}, Clusters: []report.Cluster{c},
	}
	r.Conclude(report.Gate{})
	return r
}

func (m *month) finding(node, id, passing string) report.Finding {
	f := report.Finding{ID: id, Family: checks.FamilyOf(id), Node: node, Status: checks.Pass, Severity: baselines.High, Title: "The " + id, Want: passing, Got: passing, Fingerprint: passing}
	got, drifts := m.drift[node+" "+id]
	if !drifts {
		return f
	}
	f.Status, f.Got, f.Fingerprint, f.Brief = checks.Drift, got, got, "fix "+id
	if m.waived[node+" "+id] {
		f.Status, f.Waiver = checks.Waived, &checks.Waiver{Reason: "until the driver is replaced", Owner: "platform@contoso.example"}
	}
	if m.update {
		f.Severity = baselines.Critical
	}
	return f
}

// audits are the results of the nights, by day.
func audits() map[int]*report.Result {
	m := &month{drift: map[string]string{"N2 offload/rss": "disabled"}, waived: map[string]bool{}, dark: map[string]bool{}, nodes: []string{"N1", "N2", "N3"}}
	events := map[int]func(){
		3:  func() { m.drift[at] = "not installed" },
		5:  func() { m.waived[at] = true },
		10: func() { delete(m.waived, at) },
		12: func() { m.dark["N1"] = true },
		15: func() { delete(m.dark, "N1") },
		17: func() { m.update = true },
		20: func() { delete(m.drift, at) },
		23: func() { m.drift[at] = "not installed" },
		24: func() { m.drift[at] = "installed, restart pending" },
		26: func() { m.nodes = append(m.nodes, "N4") },
		28: func() { m.nodes = m.nodes[:3] },
		29: func() { m.dark["N3"] = true; delete(m.drift, at) },
		30: func() { delete(m.dark, "N3"); m.drift["N3 hotfix/KB1"] = "not installed" },
	}
	nights := map[int]*report.Result{}
	for day := 1; day <= 30; day++ {
		if happens := events[day]; happens != nil {
			happens()
		}
		nights[day] = m.night(day)
	}
	return nights
}

// short is a message as "new N1 hotfix/KB1".
func short(m notify.Message) []string {
	var all []string
	for _, n := range m.Nodes {
		all = append(all, fmt.Sprintf("%s %s", n.Class, n.Name))
	}
	for _, f := range m.Findings {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Class, f.Node, f.ID)))
	}
	return all
}

func openHistory(t *testing.T) *history.Store {
	t.Helper()
	place, err := history.ParsePlace(filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.Create(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// record records a result with the notices for sinks, and returns those that are new.
func record(t *testing.T, s *history.Store, r *report.Result, remind time.Duration, sinks ...notify.Sink) map[string][]string {
	t.Helper()
	compose := notify.Compose(sinks, r, "month", r.Finished, remind)
	fresh := map[string][]string{}
	_, _, err := s.Record(t.Context(), r, history.Origin{Scope: "month", At: r.Finished, Compose: func(run string, known []history.Known) ([]history.Known, []history.Notice, error) {
		now, notices, err := compose(run, known)
		for _, n := range notices {
			var m notify.Message
			if err := json.Unmarshal(n.Body, &m); err != nil || m.Key != n.Key || m.Run != run {
				t.Errorf("%s: %v", n.Body, err)
			}
			validate(t, n.Body)
			fresh[n.Sink] = append(fresh[n.Sink], short(m)...)
		}
		return now, notices, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func sink(name string) notify.Sink { return notify.Sink{Name: name, Severity: baselines.Low} }

// TestMonth audits the nodes every night: each change is reported once.
func TestMonth(t *testing.T) {
	want := map[int][]string{
		1:  {"new N2 offload/rss"},
		3:  {"new N1 hotfix/KB1"},
		5:  {"waived N1 hotfix/KB1"},
		10: {"waiver-ended N1 hotfix/KB1"},
		12: {"node-not-read N1"},
		15: {"node-read-again N1"}, // its drift was reported before
		17: {"new N1 service/W32Time", "new N2 service/W32Time", "new N3 service/W32Time", "severity-changed N1 hotfix/KB1", "requirement-dropped N2 offload/rss"},
		20: {"fixed N1 hotfix/KB1"},
		23: {"new N1 hotfix/KB1"},
		24: {"drift-changed N1 hotfix/KB1"},
		26: {"node-appeared N4", "new N4 service/W32Time"},
		28: {"node-vanished N4"},
		29: {"node-not-read N3", "fixed N1 hotfix/KB1"},
		30: {"node-read-again N3", "new N3 hotfix/KB1"}, // it began while the node was away
	}
	s, nights := openHistory(t), audits()
	for day := 1; day <= 30; day++ {
		got := record(t, s, nights[day], 0, sink("oncall"))["oncall"]
		if diff := cmp.Diff(sorted(want[day]), sorted(got)); diff != "" {
			t.Errorf("night %d (-want +got):\n%s", day, diff)
		}
	}
	pending, err := s.Pending(t.Context(), "month")
	if err != nil || len(pending) != len(want) {
		t.Errorf("%d notices, want %d: one for each night with a change; %v", len(pending), len(want), err)
	}
}

// With a week for reminders, what still drifts is reported again; a sink that wants critical
// drift alone gets nothing else.
func TestMonthReminders(t *testing.T) {
	s, nights := openHistory(t), audits()
	grave := sink("grave")
	grave.Severity = baselines.Critical
	elsewhere := sink("elsewhere")
	elsewhere.Clusters = []string{"D*"}
	got := map[string]map[int][]string{"oncall": {}, "grave": {}}
	for day := 1; day <= 30; day++ {
		for name, news := range record(t, s, nights[day], 7*24*time.Hour, sink("oncall"), grave, elsewhere) {
			got[name][day] = news
		}
	}
	for day, want := range map[int][]string{
		8:  {"still N2 offload/rss"},
		15: {"node-read-again N1", "still N2 offload/rss"},
		16: nil, // drift that was reported on the 10th is not due
		22: nil,
		24: {"drift-changed N1 hotfix/KB1", "still N1 service/W32Time", "still N2 service/W32Time", "still N3 service/W32Time"},
	} {
		if diff := cmp.Diff(sorted(want), sorted(got["oncall"][day])); diff != "" {
			t.Errorf("night %d (-want +got):\n%s", day, diff)
		}
	}
	wantGrave := map[int][]string{
		12: {"node-not-read N1"}, 15: {"node-read-again N1"}, 17: {"new N1 hotfix/KB1"}, 20: {"fixed N1 hotfix/KB1"}, 23: {"new N1 hotfix/KB1"},
		24: {"drift-changed N1 hotfix/KB1"}, 26: {"node-appeared N4"}, 28: {"node-vanished N4"}, 29: {"node-not-read N3", "fixed N1 hotfix/KB1"},
		30: {"node-read-again N3", "new N3 hotfix/KB1"},
	}
	if diff := cmp.Diff(wantGrave, got["grave"]); diff != "" {
		t.Errorf("critical drift (-want +got):\n%s", diff)
	}
}
