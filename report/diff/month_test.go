package diff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// month is what is true of three nodes in the nights of a month of audits, synthetic.
type month struct {
	drift  map[string]string // what is observed where something drifts, by node and id
	waived map[string]bool   // by node and id
	dark   map[string]bool   // nodes that do not answer
	nodes  []string
	update bool // the baseline is a later one
}

// night is the result of the audit on a day of November.
func (m *month) night(day int) *report.Result {
	s := newScan(m.nodes...)
	if m.update { // it adds a requirement, drops another, and weighs a third otherwise
		s.version = "2"
		for _, n := range m.nodes {
			s.put(n, "service/W32Time", checks.Drift, "stopped")
			s.drop(n, "offload/rss")
		}
	}
	for at, got := range m.drift {
		node, id, _ := strings.Cut(at, " ")
		if m.update && id == "offload/rss" {
			continue
		}
		f := s.put(node, id, checks.Drift, got)
		if m.waived[at] {
			f.Status, f.Waiver = checks.Waived, &checks.Waiver{Reason: "until the driver is replaced", Owner: "platform@contoso.example"}
		}
		if m.update {
			f.Severity = baselines.Critical
		}
	}
	for name := range m.dark {
		s.dark(name)
		s.put("", "quorum/witness", checks.Unknown, "")
	}
	s.Started = fixture.Start.AddDate(0, 0, day-fixture.Start.Day())
	s.Finished = s.Started
	return s.result()
}

// TestMonth audits the nodes every night, and compares each result with that of the
// night before, and now and then with an older one.
func TestMonth(t *testing.T) {
	m := &month{drift: map[string]string{"N2 offload/rss": "disabled"}, waived: map[string]bool{}, dark: map[string]bool{}, nodes: []string{"N1", "N2", "N3"}}
	const at = "N1 hotfix/KB1"
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
	const still = "still N2 offload/rss: drift -> drift"
	want := map[int][]string{ // what changed in the night, but for the drift that stays
		3:  {"new! N1 hotfix/KB1: pass -> drift"},
		5:  {"waived N1 hotfix/KB1: drift -> waived"},
		10: {"waiver-ended! N1 hotfix/KB1: waived -> drift"},
		12: {"node-not-read N1 (1 drift)", "became-unknown  quorum/witness: pass -> unknown"},
		13: {"node-still-not-read N1 (0 drift)"},
		14: {"node-still-not-read N1 (0 drift)"},
		15: {"node-read-again N1 (1 drift)", "known-again N1 hotfix/KB1:  -> drift", "known-again  quorum/witness: unknown -> pass"},
		17: {"severity-changed N1 hotfix/KB1: drift -> drift", "requirement-added N1 service/W32Time:  -> drift", "requirement-added N2 service/W32Time:  -> drift", "requirement-added N3 service/W32Time:  -> drift",
			"requirement-dropped N1 offload/rss: pass -> ", "requirement-dropped N2 offload/rss: drift -> ", "requirement-dropped N3 offload/rss: pass -> "},
		20: {"fixed N1 hotfix/KB1: drift -> pass"},
		23: {"new! N1 hotfix/KB1: pass -> drift"},
		24: {"drift-changed N1 hotfix/KB1: drift -> drift"},
		26: {"node-appeared N4 (1 drift)", "new! N4 service/W32Time:  -> drift"},
		28: {"node-vanished N4 (1 drift)"},
		29: {"node-not-read N3 (1 drift)", "became-unknown  quorum/witness: pass -> unknown", "fixed N1 hotfix/KB1: drift -> pass"},
		30: {"node-read-again N3 (2 drift)", "known-again N3 hotfix/KB1:  -> drift", "known-again  quorum/witness: unknown -> pass", "known-again N3 service/W32Time:  -> drift"},
	}
	nights := map[int]*report.Result{1: m.night(1)}
	for day := 2; day <= 30; day++ {
		if happens := events[day]; happens != nil {
			happens()
		}
		nights[day] = m.night(day)
		d := diff.Compare(nights[day-1], nights[day], diff.Options{})
		if diff := cmp.Diff(want[day], changed(d)); diff != "" {
			t.Errorf("night %d (-want +got):\n%s", day, diff)
		}
		if counts := strings.Contains(strings.Join(want[day], " "), "! "); (d.Exit.Code == report.ExitDrift) != counts {
			t.Errorf("night %d: exit %+v", day, d.Exit)
		}
		if m.drift["N2 offload/rss"] != "" && day < 17 && !strings.Contains(strings.Join(short(d), "\n"), still) {
			t.Errorf("night %d: the drift that stays is not in %q", day, short(d))
		}
	}
	for _, tt := range []struct {
		from, to int
		want     []string
	}{
		{11, 16, nil}, // the node was away for three nights in between
		{2, 11, []string{"new! N1 hotfix/KB1: pass -> drift"}},
		{11, 13, []string{"node-not-read N1 (1 drift)", "became-unknown  quorum/witness: pass -> unknown"}},
		{19, 25, []string{"drift-changed N1 hotfix/KB1: drift -> drift"}}, // it was fixed in between
		{27, 27, nil},
	} {
		if diff := cmp.Diff(tt.want, changed(diff.Compare(nights[tt.from], nights[tt.to], diff.Options{}))); diff != "" {
			t.Errorf("night %d to %d (-want +got):\n%s", tt.from, tt.to, diff)
		}
	}
}

// changed is what a comparison says but for the drift that stayed.
func changed(d *diff.Diff) []string {
	var all []string
	for _, s := range short(d) {
		if !strings.HasPrefix(s, "still ") {
			all = append(all, s)
		}
	}
	return all
}
