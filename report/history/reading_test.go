package history_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// reading opens a history for reading alone until the end of the test.
func reading(t *testing.T, p history.Place) *history.Store {
	t.Helper()
	s, err := history.OpenForReading(t.Context(), p, 4)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// A history that is open for reading takes no change, and readers see what is recorded
// meanwhile, many at a time.
func TestOpenForReading(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		writer := create(t, p)
		all := nights("dpd")
		recorded(t, writer, all[0])
		recorded(t, writer, all[1])
		s := reading(t, p)
		before, err := s.Version(t.Context())
		if err != nil || before.Runs != 2 || before.Whole != 2 {
			t.Fatalf("%+v, %v", before, err)
		}
		if _, _, err := s.Record(t.Context(), all[2], history.Origin{Scope: "s"}); err == nil {
			t.Error("it takes a run")
		}
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 1}); err == nil {
			t.Error("it is pruned")
		}
		var readers sync.WaitGroup
		for range 16 {
			readers.Go(func() {
				for range 5 {
					if _, err := s.Latest(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		recorded(t, writer, all[2])
		readers.Wait()
		after, err := s.Version(t.Context())
		if err != nil || after.Runs != 3 || after.String() == before.String() {
			t.Errorf("%+v, %v", after, err)
		}
	})
}

// A schema that is not that of this version is left as it is.
func TestReadingNeverMigrates(t *testing.T) {
	onEachText(t, func(t *testing.T, text string) {
		p := place(t, text)
		create(t, p).Close()
		executeAt(t, p, `DELETE FROM clusterdrift_schema WHERE version_id = (SELECT MAX(version_id) FROM clusterdrift_schema)`)
		s, err := history.OpenForReading(t.Context(), p, 1)
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("older: %v", err)
		}
		executeAt(t, p, `INSERT INTO clusterdrift_schema (version_id, is_applied) VALUES (99, TRUE)`)
		if _, err := history.OpenForReading(t.Context(), p, 1); err == nil {
			t.Error("a schema of the future is read")
		}
	})
	if _, err := history.OpenForReading(t.Context(), filePlace(t), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}

// TestLatest records runs of two clusters that are not always looked at together.
func TestLatest(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		for n, names := range [][]string{{"A", "B"}, {"A"}, {"A", "B"}, {"B"}} {
			var clusters []report.Cluster
			for _, name := range names {
				clusters = append(clusters, report.Cluster{Name: name, Nodes: []report.Node{{Name: fmt.Sprintf("%s%d", name, n), State: report.Scanned}}})
			}
			recorded(t, s, resultOf(n, clusters...))
		}
		s = reading(t, p)
		latest, err := s.Latest(t.Context())
		if err != nil || len(latest) != 2 || latest[0].Cluster != "A" || latest[0].Visits != 3 || !latest[0].Started.Equal(night(2)) || !latest[1].Started.Equal(night(3)) {
			t.Fatalf("%+v, %v", latest, err)
		}
		trends, err := s.LastVisits(t.Context(), []string{"A", "B", "C"}, 2)
		if err != nil || len(trends) != 2 || len(trends["A"]) != 2 || !trends["A"][0].Started.Equal(night(1)) || !trends["B"][1].Started.Equal(night(3)) {
			t.Errorf("%+v, %v", trends, err)
		}
		visits, err := s.VisitsOf(t.Context(), trends["A"][1].Run)
		if err != nil || len(visits) != 2 || visits[1].Cluster != "B" {
			t.Errorf("%+v, %v", visits, err)
		}
		r, err := s.ClusterResult(t.Context(), latest[1].Run, "B")
		if err != nil || len(r.Clusters) != 1 || r.Clusters[0].Nodes[0].Name != "B3" {
			t.Errorf("%+v, %v", r, err)
		}
		for _, of := range [][2]string{{latest[1].Run, "A"}, {"000000000000", "A"}} {
			if _, err := s.ClusterResult(t.Context(), of[0], of[1]); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %v", of, err)
			}
		}
		page, err := s.Runs(t.Context(), history.Filter{Limit: 2, Skip: 1})
		if err != nil || len(page) != 2 || !page[0].Started.Equal(night(2)) || !page[1].Started.Equal(night(1)) || len(page[0].Clusters) != 2 {
			t.Errorf("%+v, %v", page, err)
		}
	})
}

// An end of the caller ends the reading.
func TestReadingEnds(t *testing.T) {
	p := filePlace(t)
	create(t, p)
	s := reading(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Latest(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
