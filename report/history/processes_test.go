package history_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// A test that needs other processes starts its own program again with these in its
// environment: where the history is, and which runs to record.
const (
	childPlace = "HISTORY_TEST_PLACE"
	childFrom  = "HISTORY_TEST_FROM"
	childCount = "HISTORY_TEST_COUNT"
)

// fleetWriters are the processes that record at the same time, each its own nights: 0, 4, 8.
const fleetWriters = 4

func TestMain(m *testing.M) {
	if code, child := runChild(); child {
		os.Exit(code)
	}
	code := m.Run()
	stopServer()
	os.Exit(code)
}

// runChild records nights as a process of its own; false: this is not one.
func runChild() (code int, child bool) {
	text := os.Getenv(childPlace)
	if text == "" {
		return 0, false
	}
	if scope := os.Getenv(childScope); scope != "" {
		return holdLock(text, scope), true
	}
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	count, _ := strconv.Atoi(os.Getenv(childCount))
	if err := recordNights(text, from, count); err != nil {
		fmt.Fprintln(os.Stderr, err)
		var ours *history.Error
		if !errors.As(err, &ours) {
			return 3, true
		}
		return 2, true
	}
	return 0, true
}

// recordNights records so many nights and prints the ID of each.
func recordNights(text string, from, count int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	p, err := history.ParsePlace(text)
	if err != nil {
		return err
	}
	s, err := history.Create(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	f := newFleet(uint64(from))
	for n := range count {
		r := f.next(from + n*fleetWriters)
		run, _, err := s.Record(ctx, r, origin(r))
		if err != nil {
			return err
		}
		fmt.Println(run.ID)
	}
	return nil
}

// child is a process that records nights of a fleet.
func child(ctx context.Context, program, place string, from, count int) *exec.Cmd {
	c := exec.CommandContext(ctx, program)
	c.Env = append(os.Environ(), childPlace+"="+place, childFrom+"="+strconv.Itoa(from), childCount+"="+strconv.Itoa(count))
	return c
}

func self(t *testing.T) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// onlyLong skips a test that takes minutes.
func onlyLong(t *testing.T) {
	t.Helper()
	if os.Getenv("CLUSTERDRIFT_LONG") == "" {
		t.Skip("part of the long run: set CLUSTERDRIFT_LONG")
	}
}

// checkWhole reads every run, and compares the index with one that is made anew.
func checkWhole(t *testing.T, s *history.Store) int {
	t.Helper()
	runs, err := s.Runs(t.Context(), history.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range runs {
		r, err := s.Result(t.Context(), run.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Clusters) != fleetClusters || r.Counts.Nodes.Total != run.Counts.Nodes || r.Counts.Drift != run.Counts.Drift {
			t.Errorf("run %s is not whole: %d clusters, %+v", run.ID, len(r.Clusters), run.Counts)
		}
	}
	before := index(t, s)
	if _, err := s.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := index(t, s); before != after {
		t.Errorf("the index differs from one that is made anew:\n%s\n%s", before, after)
	}
	return len(runs)
}

// index is since when each finding is what it is, and the lives of some.
func index(t *testing.T, s *history.Store) string {
	t.Helper()
	text := ""
	for c := range fleetClusters {
		cluster := fmt.Sprintf("CLUSTER%02d", c)
		all, err := s.Since(t.Context(), cluster, "")
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, at := range all {
			sum += at.Unix()
		}
		spans, err := s.Life(t.Context(), cluster, history.Subject{Node: fmt.Sprintf("HV%02d01", c), ID: "hotfix/KB4000259"})
		if err != nil {
			t.Fatal(err)
		}
		text += fmt.Sprintln(cluster, len(all), sum, spans)
	}
	return text
}
