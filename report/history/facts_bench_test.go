package history_test

import (
	"fmt"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// BenchmarkKeepFacts records runs of 64 nodes one after the other, with their facts. Every
// 20th node has another firewall each night; of the others only times and counters change.
// It reports how many bytes the facts of a run add for each node, the first run apart, and
// how many the database has grown by.
func BenchmarkKeepFacts(b *testing.B) {
	const nodes = 64
	s, err := history.Create(b.Context(), place(b, b.TempDir()+"/history.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	night := func(n int) {
		var listed []report.Node
		var read []*facts.Node
		for i := range nodes {
			rules := 0
			if i%20 == 0 {
				rules = n
			}
			name := fmt.Sprintf("HV%02d", i)
			listed, read = append(listed, readNode(name)), append(read, factsNode(n, name, rules))
		}
		r := nightly(n, listed...)
		r.Conclude(report.Gate{})
		if _, _, err := s.Record(b.Context(), r, withFacts(r, read...)); err != nil {
			b.Fatal(err)
		}
	}
	bytes := func() (facts, all int64) {
		st, err := s.Stats(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		return st.FactsBytes, st.Bytes
	}
	night(0)
	first, whole := bytes()
	n := 0
	for b.Loop() {
		n++
		night(n)
	}
	last, all := bytes()
	b.ReportMetric(float64(first)/nodes, "first-B/node")
	b.ReportMetric(float64(last-first)/float64(n*nodes), "B/node")
	b.ReportMetric(float64(all-whole)/float64(n*nodes), "all-B/node") // with its report and the rows
}
