package history_test

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report/history"
)

func days(t *testing.T, s *history.Store) (all []int) {
	t.Helper()
	runs, err := s.Runs(t.Context(), history.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		day := dayOf(r.Started)
		if !r.Whole {
			day = -day
		}
		all = append(all, day)
	}
	return all
}

func TestPrune(t *testing.T) {
	for _, tt := range []struct {
		name      string
		retention history.Retention
		left      []int // nights, the last first; negative: without reports
		life      string
		since     int
	}{
		{"nothing is old", history.Retention{Before: night(0)}, []int{5, 4, 3, 2, 1, 0}, "0-0 pass changed, 1-1 drift not-observed, 3-3 drift changed, 4-4 pass changed, 5-... drift", 5},
		{"by age", history.Retention{Before: night(3)}, []int{5, 4, 3}, "3-3 drift changed, 4-4 pass changed, 5-... drift", 5},
		{"the last stays", history.Retention{Before: night(100)}, []int{5}, "5-... drift", 5},
		{"so many", history.Retention{Keep: 2}, []int{5, 4}, "4-4 pass changed, 5-... drift", 5},
		{"old and not among so many", history.Retention{Before: night(3), Keep: 5}, []int{5, 4, 3, 2, 1}, "1-1 drift not-observed, 3-3 drift changed, 4-4 pass changed, 5-... drift", 5},
		{"reports", history.Retention{Before: night(3), ReportsOnly: true}, []int{5, 4, 3, -2, -1, 0}, "0-0 pass changed, 1-1 drift not-observed, 3-3 drift changed, 4-4 pass changed, 5-... drift", 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, p history.Place) {
				s := create(t, p)
				for _, r := range nights("pdxdpd") {
					recorded(t, s, r)
				}
				before := len(days(t, s))
				n, err := s.Prune(t.Context(), tt.retention)
				whole := slices.DeleteFunc(slices.Clone(tt.left), func(day int) bool { return day < 0 })
				if tt.retention.ReportsOnly {
					whole = whole[:len(whole)-1] // night 0 has no sign
				}
				if err != nil || n != before-len(whole) {
					t.Errorf("removed %d: %v", n, err)
				}
				if diff := cmp.Diff(tt.left, days(t, s)); diff != "" {
					t.Error(diff)
				}
				checkIndex(t, s, tt.life, tt.since)
				if _, err := s.Reindex(t.Context()); err != nil {
					t.Fatal(err)
				}
				checkIndex(t, s, tt.life, tt.since)
			})
		})
	}
}

func checkIndex(t *testing.T, s *history.Store, life string, first int) {
	t.Helper()
	if got := lifeOf(t, s); got != life {
		t.Errorf("life %s, want %s", got, life)
	}
	if at := since(t, s, "")[history.Subject{Node: "HV01", ID: "hotfix/KB1"}]; dayOf(at) != first {
		t.Errorf("since night %d, want %d", dayOf(at), first)
	}
}

// What lasts since before the runs that were pruned keeps its beginning, also when the index
// is made again.
func TestPruneKeepsBeginnings(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		for _, r := range nights("pddddd") {
			recorded(t, s, r)
		}
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 2}); err != nil {
			t.Fatal(err)
		}
		checkIndex(t, s, "1-... drift", 1)
		if n, err := s.Reindex(t.Context()); err != nil || n != 2 {
			t.Errorf("%d, %v", n, err)
		}
		checkIndex(t, s, "1-... drift", 1)
	})
}

func TestPrunedRunHasNoResult(t *testing.T) {
	s := create(t, filePlace(t))
	var runs []history.Run
	for _, r := range nights("pdp") {
		runs = append(runs, recorded(t, s, r))
	}
	if _, err := s.Prune(t.Context(), history.Retention{ReportsOnly: true}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Result(t.Context(), runs[0].ID)
	if err == nil || errors.Is(err, fs.ErrNotExist) || err.Error() != "read run "+runs[0].ID+": its reports were pruned" {
		t.Error(err)
	}
	// An older run cannot be put before those without reports.
	older := nights("d")[0]
	older.Started = night(-1)
	if _, _, err := s.Record(t.Context(), older, origin(older)); err == nil || !strings.HasPrefix(err.Error(), "record the run: reports of later runs of the cluster were pruned") {
		t.Error(err)
	}
	if len(days(t, s)) != 3 {
		t.Error("part of the run was recorded")
	}
}

func TestReindex(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		for _, r := range nights("pdduxdwdxxpgdrd") {
			recorded(t, s, r)
		}
		life, then := lifeOf(t, s), since(t, s, "")
		if n, err := s.Reindex(t.Context()); err != nil || n != 15 {
			t.Errorf("%d, %v", n, err)
		}
		if got := lifeOf(t, s); got != life {
			t.Errorf("life %s, want %s", got, life)
		}
		if diff := cmp.Diff(then, since(t, s, "")); diff != "" {
			t.Error(diff)
		}
	})
}

// What is exported from one history and imported into another is the same there.
func TestExportImport(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		from, to := create(t, filePlace(t)), create(t, p)
		for _, r := range nights("pdduxdwd") {
			recorded(t, from, r)
		}
		var document bytes.Buffer
		if n, left, err := from.Export(t.Context(), &document, history.Filter{}); n != 8 || len(left) != 0 || err != nil {
			t.Fatal(n, left, err)
		}
		lines := strings.SplitAfter(document.String(), "\n")
		for i, want := range [][2]int{{3, 0}, {5, 3}, {0, 8}} {
			part := document.String()
			if i == 0 {
				part = strings.Join(lines[2:5], "")
			}
			added, known, err := to.Import(t.Context(), strings.NewReader(part))
			if added != want[0] || known != want[1] || err != nil {
				t.Fatalf("added %d, known %d, %v; want %v", added, known, err, want)
			}
		}
		var again bytes.Buffer
		if _, _, err := to.Export(t.Context(), &again, history.Filter{}); err != nil || again.String() != document.String() {
			t.Errorf("%v (-first +again):\n%s", err, cmp.Diff(document.String(), again.String()))
		}
		if want, got := lifeOf(t, from), lifeOf(t, to); want != got {
			t.Errorf("life %s, want %s", got, want)
		}
	})
}

func TestImportRefuses(t *testing.T) {
	s := create(t, filePlace(t))
	const head = `{"history_format":1,"id":"0123456789ab","scope":"x","recorded":"2026-03-01T02:00:00Z","report":`
	for _, tt := range []struct{ line, want string }{
		{"x", "line 1: it is not a run of an exported history"},
		{"\n{}", "line 2: it is not a run of an exported history"},
		{strings.Replace(head, "0123456789ab", "' OR 1=1", 1) + "{}}", "line 1: it is not a run of an exported history"},
		{strings.Replace(head, ":1", ":2", 1) + "{}}", "line 1: it has format 2, and this version reads up to 1"},
		{head + "{}}", "line 1: its report: it is not a result of clusterdrift"},
		{head + `{"format":99,"clusters":[],"exit":{}}}`, "line 1: its report: the result has format 99, and this version reads up to 2: use a newer version of the program"},
	} {
		added, known, err := s.Import(t.Context(), strings.NewReader(tt.line))
		if added+known != 0 || err == nil || err.Error() != tt.want {
			t.Errorf("%.40s: %v, want %s", tt.line, err, tt.want)
		}
	}
}

func TestStats(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		for _, r := range nights("pdxdp") {
			recorded(t, s, r)
		}
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 3, ReportsOnly: true}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Stats(t.Context())
		if err != nil || got.Bytes < 1000 || got.ReportBytes < 100 || got.ReportBytes > got.Bytes || got.PerRun != got.Bytes/5 {
			t.Errorf("%+v, %v", got, err)
		}
		got.Bytes, got.ReportBytes, got.PerRun = 0, 0, 0
		if diff := cmp.Diff(history.Stats{Runs: 5, Whole: 3, First: night(0), Last: night(4), Clusters: 1, Nodes: 2, Spans: 5}, got); diff != "" {
			t.Error(diff)
		}
	})
}
