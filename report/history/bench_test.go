package history_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// runsVariable says how many nights of 64 nodes the measured history has. PostgreSQL is
// measured where it is set.
const runsVariable = "CLUSTERDRIFT_HISTORY_RUNS"

func benchRuns() int {
	if n, err := strconv.Atoi(os.Getenv(runsVariable)); err == nil && n >= 2 {
		return n
	}
	return 20
}

// BenchmarkHistory measures what is done with a history that has grown over years: by the
// time it takes, and by the time that this process and the server compute for it.
func BenchmarkHistory(b *testing.B) {
	grown := map[string]*history.Store{"sqlite": createStore(b, filepath.Join(b.TempDir(), "history.db"))}
	if url, why := benchURL(b); why == "" {
		grown["postgres"] = createStore(b, url)
	} else {
		b.Log("PostgreSQL is not measured: ", why)
	}
	f := grow(b, grown, benchRuns())
	for _, name := range []string{"sqlite", "postgres"} {
		if s := grown[name]; s != nil {
			b.Run(name, func(b *testing.B) { measure(b, s, f.copy()) })
		}
	}
}

func benchURL(b *testing.B) (url, why string) {
	b.Helper()
	if os.Getenv(runsVariable) == "" {
		return "", "set " + runsVariable
	}
	return startedURL(b)
}

func createStore(b *testing.B, text string) *history.Store {
	b.Helper()
	s, err := history.Create(b.Context(), place(b, text))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	return s
}

// Of the nights of a history that is measured, the first packedNights and the last ones
// have their own reports, and the others have those of the first.
const (
	packedNights = 32
	lastNights   = 2
)

// grow gives each store the same nights, and returns the fleet as it was in the last.
func grow(b *testing.B, stores map[string]*history.Store, nights int) *fleet {
	b.Helper()
	f := newFleet(1)
	var growing []*history.Growth
	for _, s := range stores {
		growing = append(growing, history.NewGrowth(s))
	}
	var first []history.Night
	for n := range nights {
		r := f.next(n)
		var night history.Night
		if n < packedNights || n >= nights-lastNights {
			var err error
			if night, err = history.PackedNight(r); err != nil {
				b.Fatal(err)
			}
			first = append(first, night)
		} else {
			night = history.LikeNight(r, n, first[n%packedNights])
		}
		for _, g := range growing {
			if err := g.Add(b.Context(), night, origin(r)); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, g := range growing {
		if err := g.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return f
}

// measured is one thing that is done.
type measured struct {
	name string
	do   func() error
}

func measure(b *testing.B, s *history.Store, f *fleet) {
	st, err := s.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d runs, %d spans, %d bytes, %d bytes a run, %d of them reports", st.Runs, st.Spans, st.Bytes, st.PerRun, st.ReportBytes/int64(st.Runs))
	last, err := s.Resolve(b.Context(), "last", history.Filter{})
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range readings(b, s, last) {
		b.Run(m.name, func(b *testing.B) {
			from := cpuTime()
			for b.Loop() {
				if err := m.do(); err != nil {
					b.Fatal(err)
				}
			}
			reportCPU(b, from)
		})
	}
	b.Run("record", func(b *testing.B) {
		from := cpuTime()
		for b.Loop() {
			b.StopTimer()
			before := cpuTime()
			r := f.next(f.nights)
			from += cpuTime() - before
			b.StartTimer()
			if _, added, err := s.Record(b.Context(), r, origin(r)); err != nil || !added {
				b.Fatal(added, err)
			}
		}
		reportCPU(b, from)
	})
}

func reportCPU(b *testing.B, from time.Duration) {
	b.ReportMetric(float64(cpuTime()-from)/1e6/float64(b.N), "cpu-ms/op")
}

func readings(b *testing.B, s *history.Store, last history.Run) []measured {
	const cluster = "CLUSTER03"
	ctx := b.Context()
	return []measured{
		{"list", func() error { _, err := s.Runs(ctx, history.Filter{}); return err }},
		{"list-50", func() error { _, err := s.Runs(ctx, history.Filter{Limit: 50}); return err }},
		{"life", func() error {
			spans, err := s.Life(ctx, cluster, history.Subject{Node: "HV0304", ID: "hotfix/KB4000259"})
			if len(spans) == 0 && err == nil {
				err = errors.New("no spans")
			}
			return err
		}},
		{"trend", func() error { _, err := s.Trend(ctx, cluster); return err }},
		{"since", func() error { _, err := s.Since(ctx, cluster, ""); return err }},
		{"since-of-run", func() error { _, err := s.Since(ctx, cluster, last.ID); return err }},
		{"last-read", func() error { _, err := s.LastRead(ctx, cluster); return err }},
		{"resolve", func() error { _, err := s.Resolve(ctx, "last~1", history.Filter{}); return err }},
		{"result", func() error { _, err := s.Result(ctx, last.ID); return err }},
		{"last-diff", func() error { return lastDiff(b, s) }},
		{"stats", func() error { _, err := s.Stats(ctx); return err }},
	}
}

// lastDiff compares the last two runs.
func lastDiff(b *testing.B, s *history.Store) error {
	runs, err := s.Runs(b.Context(), history.Filter{Limit: 2})
	if err != nil {
		return err
	}
	after, err := s.Result(b.Context(), runs[0].ID)
	if err != nil {
		return err
	}
	before, err := s.Result(b.Context(), runs[1].ID)
	if err != nil {
		return err
	}
	if d := diff.Compare(before, after, diff.Options{Before: runs[1].ID, After: runs[0].ID}); d.Counts.Compared < fleetNodes*fleetFindings {
		return fmt.Errorf("compared %d findings", d.Counts.Compared)
	}
	return nil
}
