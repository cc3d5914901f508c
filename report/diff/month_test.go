package diff_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/history"
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

// at is the finding that comes and goes.
const at = "N1 hotfix/KB1"

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

// TestMonth audits the nodes every night, and compares each result with that of the
// night before, and now and then with an older one.
func TestMonth(t *testing.T) {
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
	nights := audits()
	for day := 2; day <= 30; day++ {
		d := diff.Compare(nights[day-1], nights[day], diff.Options{})
		if diff := cmp.Diff(want[day], changed(d)); diff != "" {
			t.Errorf("night %d (-want +got):\n%s", day, diff)
		}
		if counts := strings.Contains(strings.Join(want[day], " "), "! "); (d.Exit.Code == report.ExitDrift) != counts {
			t.Errorf("night %d: exit %+v", day, d.Exit)
		}
		if day < 17 && !strings.Contains(strings.Join(short(d), "\n"), still) {
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

// A history knows since when drift is there, through the nights in which the node was
// not read, and so whether drift after such a night is new.
func TestMonthWithHistory(t *testing.T) {
	place, err := history.ParsePlace(filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.Create(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	nights := audits()
	runs := map[int]history.Run{}
	said := map[int]string{} // what the report of the night says of earlier ones
	for day := 1; day <= 30; day++ {
		said[day] = withPast(t, s, nights[day], "")
		if runs[day], _, err = s.Record(t.Context(), nights[day], history.Origin{Scope: "month", At: nights[day].Finished}); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range pastOfMonth() {
		if diff := cmp.Diff(want, said[day]); diff != "" {
			t.Errorf("the report of night %d (-want +got):\n%s", day, diff)
		}
		if again := withPast(t, s, nights[day], runs[day].ID); again != said[day] {
			t.Errorf("the report of night %d says %q, and when it is printed again %q", day, said[day], again)
		}
	}
	day := func(n int) string { return fixture.Start.AddDate(0, 0, n-fixture.Start.Day()).Format(time.DateOnly) }
	for _, tt := range []struct {
		before, after int
		node          string
		want          string
	}{
		{3, 4, "N1", "still since " + day(3)},
		{9, 10, "N1", "waiver-ended since " + day(10)},
		{14, 15, "N1", "known-again since " + day(10)}, // it was there before the node was away
		{15, 16, "N1", "still since " + day(10)},
		{22, 23, "N1", "new since " + day(23)},
		{24, 25, "N1", "still since " + day(23)},
		{29, 30, "N3", "new since " + day(30)}, // it passed before the node was away
	} {
		since, err := s.Since(t.Context(), clusterName, runs[tt.after].ID)
		if err != nil {
			t.Fatal(err)
		}
		d := diff.Compare(nights[tt.before], nights[tt.after], diff.Options{Since: func(_, node, id string) (time.Time, bool) {
			at, ok := since[history.Subject{Node: node, ID: id}]
			return at, ok
		}})
		for _, f := range d.Clusters[0].Findings {
			if f.Node != tt.node || f.ID != subject {
				continue
			}
			if got := string(f.Class) + " since " + f.Since.Format(time.DateOnly); got != tt.want {
				t.Errorf("night %d: %s, want %s", tt.after, got, tt.want)
			}
			tt.want = ""
		}
		if tt.want != "" {
			t.Errorf("night %d: %q, want %s", tt.after, short(d), tt.want)
		}
	}
}
