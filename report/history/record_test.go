package history_test

import (
	"bytes"
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// A recorded run is printed byte for byte as the report was, in every format.
func TestSameInEveryFormat(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		for name, want := range map[string]*report.Result{
			"several": fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Weak()), "none": fixture.Result(), "dark": fixture.Result(fixture.Dark()),
			"starved": fixture.Result(fixture.Starved()), "flips": fixture.Result(fixture.Flipping()), "aged": fixture.Aged(),
		} {
			run := recorded(t, s, want)
			got, err := s.Result(t.Context(), run.ID)
			if err != nil {
				t.Fatal(err)
			}
			want = throughFile(t, want)
			for _, format := range formats.Names() {
				if diff := cmp.Diff(printed(t, format, want), printed(t, format, got)); diff != "" {
					t.Errorf("%s as %s (-then +now):\n%s", name, format, diff)
				}
			}
		}
	})
}

// throughFile is a result as render reads it from its JSON report.
func throughFile(t *testing.T, r *report.Result) *report.Result {
	t.Helper()
	var b bytes.Buffer
	if err := record.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	got, err := record.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func printed(t *testing.T, format string, r *report.Result) string {
	t.Helper()
	render, err := formats.Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := render(&b, r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRecordTwice(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		r := nights("d")[0]
		first := recorded(t, s, r)
		second, added, err := s.Record(t.Context(), r, origin(r))
		if err != nil || added || second.ID != first.ID {
			t.Errorf("%+v, %t, %v", second, added, err)
		}
		runs, err := s.Runs(t.Context(), history.Filter{})
		if err != nil || len(runs) != 1 {
			t.Errorf("%+v, %v", runs, err)
		}
	})
}

func TestRuns(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		for i, r := range nights("pdx") {
			r.Clusters = append(r.Clusters, report.Cluster{Name: "AB", Nodes: []report.Node{readNode("AB01")}, Findings: []report.Finding{found("AB01", "hotfix/KB1", checks.Drift)}})
			if i == 1 {
				r.NodesFrom, r.Clusters = "the command line", r.Clusters[:1]
			}
			r.Conclude(report.Gate{})
			recorded(t, s, r)
		}
		all, err := s.Runs(t.Context(), history.Filter{})
		if err != nil || len(all) != 3 {
			t.Fatalf("%+v, %v", all, err)
		}
		last := all[0]
		want := history.Run{
			ID: last.ID, Scope: "the inventory nodes.yaml", Started: night(2), Finished: all[0].Finished, Recorded: all[0].Recorded, Tool: "1.0.0", Host: "SCANNER",
			Exit: report.Exit{Code: report.ExitDriftIncomplete, Reason: last.Exit.Reason}, Clusters: []string{"AB", "HV"},
			Counts: history.Counts{Nodes: 3, Dark: 1, Drift: 1, Unknown: 1, Pass: 1}, Whole: true,
		}
		if diff := cmp.Diff(want, last); diff != "" {
			t.Errorf("the last (-want +got):\n%s", diff)
		}
		for _, tt := range []struct {
			name   string
			filter history.Filter
			want   []int // of all
		}{
			{"a scope", history.Filter{Scope: "the command line"}, []int{1}},
			{"a cluster", history.Filter{Cluster: "AB"}, []int{0, 2}},
			{"both", history.Filter{Scope: "the command line", Cluster: "AB"}, nil},
			{"a limit", history.Filter{Limit: 2}, []int{0, 1}},
			{"none of that scope", history.Filter{Scope: "x"}, nil},
		} {
			got, err := s.Runs(t.Context(), tt.filter)
			want := []history.Run{}
			for _, i := range tt.want {
				want = append(want, all[i])
			}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
			}
		}
	})
}

func TestResolve(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		var runs []history.Run
		for i, r := range nights("pddp") {
			if i == 3 {
				r.NodesFrom = "the command line"
			}
			runs = append(runs, recorded(t, s, r))
		}
		inventory := history.Filter{Scope: "the inventory nodes.yaml"}
		for _, tt := range []struct {
			name   string
			filter history.Filter
			want   int // of runs; -1: none
			error  string
		}{
			{"last", history.Filter{}, 3, ""},
			{"last", inventory, 2, ""},
			{"last~1", inventory, 1, ""},
			{"last~0", history.Filter{}, 3, ""},
			{"last~4", history.Filter{}, -1, `find run "last~4": the history has only 4 of them`},
			{"last~x", history.Filter{}, -1, `find run "last~x": a run is named by last, last~1, the first digits of its ID or a date such as 2026-11-22`},
			{runs[1].ID, inventory, 1, ""},
			{runs[1].ID[:6], inventory, 1, ""},
			{"000000000000", history.Filter{}, -1, `find run "000000000000": the history has no such run`},
			{"2026-03-02", history.Filter{}, 1, ""},
			{"2026-03-02T01:59:59Z", history.Filter{}, 0, ""},
			{"2026-03-02T02:00:00Z", history.Filter{}, 1, ""},
			{"2026-03-02T03:00:00+01:00", history.Filter{}, 1, ""},
			{"2027-01-01", inventory, 2, ""},
			{"2026-02-28", history.Filter{}, -1, `find run "2026-02-28": the history has no such run`},
			{"", history.Filter{}, -1, `find run "": a run is named by last, last~1, the first digits of its ID or a date such as 2026-11-22`},
		} {
			got, err := s.Resolve(t.Context(), tt.name, tt.filter)
			switch {
			case tt.want < 0:
				if err == nil || err.Error() != tt.error {
					t.Errorf("%s: %v, want %s", tt.name, err, tt.error)
				}
			case err != nil:
				t.Errorf("%s: %v", tt.name, err)
			case got.ID != runs[tt.want].ID:
				t.Errorf("%s: the run of %v, want that of %v", tt.name, got.Started, runs[tt.want].Started)
			}
		}
	})
}

func TestNoHistory(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		_, err := history.Open(t.Context(), p)
		if !errors.Is(err, fs.ErrNotExist) || err.Error() != "open the history "+p.String()+": it does not exist" {
			t.Error(err)
		}
		create(t, p)
		s, err := history.Open(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		_, err = s.Result(t.Context(), "000000000000")
		if !errors.Is(err, fs.ErrNotExist) || err.Error() != "read run 000000000000: the history has no such run" {
			t.Error(err)
		}
	})
}
