package history_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// The standing of HV01 in the last of some nights: the same before it is recorded, after,
// and when later runs follow.
func TestStandings(t *testing.T) {
	for _, tt := range []struct {
		letters, want string
		run           int // the night of the run that saw it first; -1: none is named
	}{
		{"pddd", "drifting since 2026-03-02", 1},
		{"pdxxd", "drifting since 2026-03-02, not seen in 2 runs since", 1},
		{"pdxud", "drifting since 2026-03-02, not seen in 2 runs since", 1},
		{"pdnd", "drifting since 2026-03-02, not seen in 1 run since", 1},
		{"pdpddxd", "drifting since 2026-03-04, not seen in 1 run since", 3},
		{"pd", "new in this run", -1},
		{"pxxd", "new in this run, not seen in 2 runs before", -1},
		{"xd", "first seen in this run", -1},
		{"ddrd", "first seen in this run", -1},
		{"ddgd", "first seen in this run", -1},
		{"dwd", "no longer waived in this run", -1},
		{"dw", "newly waived", -1},
		{"dwww", "waived since 2026-03-02", 1},
		{"pu", "newly unknown", -1},
		{"puu", "unknown since 2026-03-02", 1},
		{"dp", "", -1},
		{"px", "", -1},
		{"d", "", -1},
	} {
		t.Run(tt.letters, func(t *testing.T) {
			s := create(t, filePlace(t))
			all := nights(tt.letters)
			var runs []history.Run
			for _, r := range all[:len(all)-1] {
				runs = append(runs, recorded(t, s, r))
			}
			last := all[len(all)-1]
			then := standing(t, s, last, "")
			run := recorded(t, s, last)
			now := standing(t, s, last, run.ID)
			recorded(t, s, nights(tt.letters + "p")[len(all)])
			if later := standing(t, s, last, run.ID); !cmp.Equal(then, now) || !cmp.Equal(then, later) {
				t.Errorf("before it was recorded %+v, after %+v, later %+v", then, now, later)
			}
			if got := then.Text(statusOf(last)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			want := ""
			if tt.run >= 0 {
				want = runs[tt.run].ID
			}
			if then != nil && then.Run != want {
				t.Errorf("run %q, want %q", then.Run, want)
			}
		})
	}
}

func standing(t *testing.T, s *history.Store, r *report.Result, run string) *report.Standing {
	t.Helper()
	all, err := s.Standings(t.Context(), r, 0, run)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range r.Clusters[0].Findings {
		if f.Node == "HV01" {
			return all[i]
		}
	}
	return nil
}

func statusOf(r *report.Result) checks.Status {
	for _, f := range r.Clusters[0].Findings {
		if f.Node == "HV01" {
			return f.Status
		}
	}
	return ""
}

// Both databases find the run before, and the trend, in the scope.
func TestBefore(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		all := nights("pdpd")
		scope := history.NamedScope("nightly")
		var runs []history.Run
		for i, r := range all[:3] {
			name := scope.Name
			if i == 1 {
				name = "by hand"
			}
			run, _, err := s.Record(t.Context(), r, history.Origin{Scope: name})
			if err != nil {
				t.Fatal(err)
			}
			runs = append(runs, run)
		}
		for _, tt := range []struct {
			name   string
			result *report.Result
			run    string
			want   string
		}{
			{"not recorded", all[3], "", runs[2].ID},
			{"the last", all[2], runs[2].ID, runs[0].ID},
			{"the first", all[0], runs[0].ID, ""},
		} {
			before, found, err := s.Before(t.Context(), tt.result, scope, tt.run)
			if err != nil || before.ID != tt.want || found != (tt.want != "") {
				t.Errorf("%s: run %q, %t, %v; want %q", tt.name, before.ID, found, err, tt.want)
			}
		}
		if run, found, err := s.Recorded(t.Context(), all[1]); err != nil || !found || run.ID != runs[1].ID {
			t.Errorf("recorded: %+v, %t, %v", run, found, err)
		}
		if run, found, err := s.Recorded(t.Context(), all[3]); err != nil || found {
			t.Errorf("not recorded: %+v, %v", run, err)
		}
		if got := standing(t, s, all[3], "").Text(checks.Drift); got != "new in this run" {
			t.Errorf("the drift is %q", got)
		}
		for most, want := range map[int]string{5: runs[0].ID + runs[2].ID, 1: runs[2].ID} {
			visits, err := s.TrendUntil(t.Context(), all[3], "HV", scope, "", most)
			got := ""
			for _, v := range visits {
				got += v.Run
			}
			if err != nil || got != want {
				t.Errorf("trend of %d: %s, %v; want %s", most, got, err, want)
			}
		}
	})
}

// What a history knows of a result is not part of what it keeps.
func TestRecordsWithoutPast(t *testing.T) {
	s := create(t, filePlace(t))
	r := nights("d")[0]
	first := recorded(t, s, r)
	r.LastRun = &report.LastRun{Run: first.ID}
	r.Clusters[0].Trend = []report.TrendPoint{{Started: night(0)}}
	r.Clusters[0].Nodes[0].Change = report.ChangeNew
	for i := range r.Clusters[0].Findings {
		r.Clusters[0].Findings[i].Standing = &report.Standing{Since: night(0), New: true}
		r.Clusters[0].Findings[i].Change = report.ChangeNew
	}
	if again := recorded(t, s, r); again.ID != first.ID {
		t.Errorf("run %s, and with its past %s", first.ID, again.ID)
	}
	if r.Clusters[0].Findings[0].Standing == nil || r.LastRun == nil {
		t.Error("recording a result has changed it")
	}
}
