package history_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// composed records a result with what a sink is to know and get, and returns what was known
// before, as text.
func composed(t *testing.T, s *history.Store, r *report.Result, now []history.Known, notices []history.Notice) (known []string, err error) {
	t.Helper()
	o := origin(r)
	o.Compose = func(run string, old []history.Known) ([]history.Known, []history.Notice, error) {
		for _, k := range old {
			known = append(known, k.Sink+" "+k.Cluster+" "+string(k.Body))
		}
		return now, notices, nil
	}
	_, _, err = s.Record(t.Context(), r, o)
	return known, err
}

func notice(key, body string) history.Notice {
	return history.Notice{Key: key, Sink: "oncall", Cluster: "HV", Body: []byte(body)}
}

func keys(t *testing.T, s *history.Store, scope string) []string {
	t.Helper()
	all, err := s.Pending(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range all {
		got = append(got, n.Key)
	}
	return got
}

const nightlyScope = "the inventory nodes.yaml"

// TestOutbox writes notices with their runs, and follows them until they are delivered.
func TestOutbox(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		first := nightly(0, readNode("HV01"))
		known, err := composed(t, s, first, []history.Known{{Sink: "oncall", Cluster: "HV", Body: []byte("1")}, {Sink: "mail", Cluster: "HV", Body: []byte("2")}},
			[]history.Notice{notice("a", "body of a"), notice("b", "body of b")})
		if err != nil || known != nil {
			t.Fatalf("%v, %v", known, err)
		}
		// A run that is in the history already writes nothing.
		if _, err := composed(t, s, first, nil, []history.Notice{notice("c", "")}); err != nil {
			t.Fatal(err)
		}
		pending, err := s.Pending(t.Context(), nightlyScope)
		if err != nil || len(pending) != 2 {
			t.Fatalf("%v, %v", pending, err)
		}
		run, err := s.Resolve(t.Context(), "last", history.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		want := history.Notice{ID: pending[0].ID, Key: "a", Scope: nightlyScope, Run: run.ID, Sink: "oncall", Cluster: "HV", Created: first.Finished.Add(time.Second), Body: []byte("body of a")}
		if diff := cmp.Diff(want, pending[0]); diff != "" {
			t.Error(diff)
		}
		if got := keys(t, s, "another scope"); got != nil {
			t.Errorf("in another scope: %v", got)
		}

		next := first.Finished.Add(time.Hour)
		if err := errors.Join(s.Failed(t.Context(), pending[0].ID, next, "it did not answer"), s.Delivered(t.Context(), pending[1].ID, first.Finished)); err != nil {
			t.Fatal(err)
		}
		want.Attempts, want.Next, want.Problem = 1, next, "it did not answer"
		pending, err = s.Pending(t.Context(), nightlyScope)
		if diff := cmp.Diff([]history.Notice{want}, pending); diff != "" || err != nil {
			t.Error(diff, err)
		}

		// The next run sees what is known, and may forget it.
		known, err = composed(t, s, nightly(1, readNode("HV01")), []history.Known{{Sink: "mail", Cluster: "HV"}}, []history.Notice{notice("d", "")})
		if diff := cmp.Diff([]string{"mail HV 2", "oncall HV 1"}, known); diff != "" || err != nil {
			t.Error(diff, err)
		}
		known, err = composed(t, s, nightly(2, readNode("HV01")), nil, nil)
		if diff := cmp.Diff([]string{"oncall HV 1"}, known); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if got := keys(t, s, nightlyScope); !slices.Equal(got, []string{"a", "d"}) {
			t.Errorf("pending: %v", got)
		}

		// What is pending survives the run that gave rise to it; what was delivered goes.
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := composed(t, s, nightly(40, readNode("HV01")), nil, []history.Notice{notice("b", "delivered so long ago that it is new")}); err != nil {
			t.Fatal(err)
		}
		if got := keys(t, s, nightlyScope); !slices.Equal(got, []string{"a", "d"}) {
			t.Errorf("pending after a month: %v", got)
		}
		if _, err := composed(t, s, nightly(41, readNode("HV01")), nil, []history.Notice{notice("b", "")}); err != nil {
			t.Fatal(err)
		}
		if got := keys(t, s, nightlyScope); !slices.Equal(got, []string{"a", "d", "b"}) {
			t.Errorf("pending after the delivered one was removed: %v", got)
		}
	})
}

// What is not delivered is listed and counted by scope and sink, and dropped by ID.
func TestDropNotices(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		of := func(key, sink string) history.Notice {
			return history.Notice{Key: key, Sink: sink, Cluster: "HV", Body: []byte("{}")}
		}
		knows := func(sink string) history.Known { return history.Known{Sink: sink, Cluster: "HV", Body: []byte("1")} }
		if _, err := composed(t, s, nightly(0, readNode("HV01")), []history.Known{knows("oncall"), knows("mail"), knows("quiet")}, []history.Notice{of("a", "oncall"), of("b", "mail"), of("c", "mail"), of("d", "mail")}); err != nil {
			t.Fatal(err)
		}
		all, err := s.Outbox(t.Context(), history.OutboxFilter{})
		if err != nil || len(all) != 4 {
			t.Fatalf("%v, %v", all, err)
		}
		if err := s.Delivered(t.Context(), all[3].ID, night(1)); err != nil {
			t.Fatal(err)
		}
		for filter, want := range map[history.OutboxFilter]string{
			{}: "abc", {Scope: nightlyScope}: "abc", {Sink: "mail"}: "bc", {Scope: nightlyScope, Sink: "oncall"}: "a", {Scope: "another"}: "", {Sink: "quiet"}: "",
		} {
			got := ""
			found, err := s.Outbox(t.Context(), filter)
			for _, n := range found {
				got += n.Key
			}
			if err != nil || got != want {
				t.Errorf("%+v: %q, want %q; %v", filter, got, want, err)
			}
		}
		counts := func(want map[string]int) {
			t.Helper()
			got, err := s.Undelivered(t.Context(), nightlyScope)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		}
		counts(map[string]int{"oncall": 1, "mail": 2, "quiet": 0})
		// One that was delivered is not dropped any more, and neither is one twice.
		dropped, err := s.Drop(t.Context(), all[2].ID, all[3].ID, all[0].ID, all[0].ID, 12345)
		if diff := cmp.Diff([]int64{all[0].ID, all[2].ID}, dropped); diff != "" || err != nil {
			t.Error(diff, err)
		}
		counts(map[string]int{"oncall": 0, "mail": 1, "quiet": 0})
		if got := keys(t, s, nightlyScope); !slices.Equal(got, []string{"b"}) {
			t.Errorf("pending: %v", got)
		}
		// What becomes of a notice that was dropped meanwhile is noted nowhere.
		if err := errors.Join(s.Delivered(t.Context(), all[0].ID, night(1)), s.Failed(t.Context(), all[2].ID, night(1), "no answer")); err != nil {
			t.Error(err)
		}
		if got, err := s.Undelivered(t.Context(), "another"); err != nil || len(got) != 0 {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// A run whose notices cannot be made is not recorded either.
func TestOutboxIsOfTheRun(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		r := with(nightly(0, readNode("HV01")), found("HV01", "hotfix/KB1", checks.Drift))
		o := origin(r)
		o.Compose = func(string, []history.Known) ([]history.Known, []history.Notice, error) {
			return nil, nil, errors.New("the disk of the sink is made of cheese")
		}
		if _, _, err := s.Record(t.Context(), r, o); err == nil {
			t.Error("no error")
		}
		if runs, err := s.Runs(t.Context(), history.Filter{}); err != nil || len(runs) != 0 {
			t.Errorf("%v, %v", runs, err)
		}
		if known, err := composed(t, s, r, nil, nil); err != nil || known != nil {
			t.Errorf("%v, %v", known, err)
		}
	})
}
