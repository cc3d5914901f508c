package history_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// benchRuns is how many nights of 64 nodes the measured history has: 2,000 in the long
// run, or as many as CLUSTERDRIFT_HISTORY_RUNS says.
func benchRuns() int {
	if n, err := strconv.Atoi(os.Getenv("CLUSTERDRIFT_HISTORY_RUNS")); err == nil {
		return n
	}
	if os.Getenv("CLUSTERDRIFT_LONG") != "" {
		return 2000
	}
	return 20
}

// BenchmarkHistory measures what is done with a history that has grown over years.
func BenchmarkHistory(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		p, err := history.ParsePlace(filepath.Join(b.TempDir(), "history.db"))
		if err != nil {
			b.Fatal(err)
		}
		measure(b, p)
	})
	b.Run("postgres", func(b *testing.B) { measure(b, serverPlace(b)) })
}

func measure(b *testing.B, p history.Place) {
	s, err := history.Create(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	f := newFleet(1)
	nights := benchRuns()
	for n := range nights {
		r := f.next(n)
		if _, _, err := s.Record(b.Context(), r, origin(r)); err != nil {
			b.Fatal(err)
		}
	}
	st, err := s.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d runs, %d spans, %d bytes, %d bytes a run, %d of them reports", st.Runs, st.Spans, st.Bytes, st.PerRun, st.ReportBytes/int64(st.Runs))
	last, err := s.Resolve(b.Context(), "last", history.Filter{})
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range []struct {
		name string
		do   func() error
	}{
		{"list", func() error { _, err := s.Runs(b.Context(), history.Filter{}); return err }},
		{"list-50", func() error { _, err := s.Runs(b.Context(), history.Filter{Limit: 50}); return err }},
		{"life", func() error {
			_, err := s.Life(b.Context(), "CLUSTER03", history.Subject{Node: "HV0304", ID: "hotfix/KB4000259"})
			return err
		}},
		{"trend", func() error { _, err := s.Trend(b.Context(), "CLUSTER03"); return err }},
		{"since", func() error { _, err := s.Since(b.Context(), "CLUSTER03", ""); return err }},
		{"since-of-run", func() error { _, err := s.Since(b.Context(), "CLUSTER03", last.ID); return err }},
		{"last-read", func() error { _, err := s.LastRead(b.Context(), "CLUSTER03"); return err }},
		{"resolve", func() error { _, err := s.Resolve(b.Context(), "last~1", history.Filter{}); return err }},
		{"result", func() error { _, err := s.Result(b.Context(), last.ID); return err }},
		{"stats", func() error { _, err := s.Stats(b.Context()); return err }},
	} {
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				if err := m.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("record", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r := f.next(nights)
			nights++
			b.StartTimer()
			if _, _, err := s.Record(b.Context(), r, origin(r)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
