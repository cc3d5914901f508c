package diagnose

import (
	"fmt"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// busy are the logs of nodes that lose each other every hour.
func busy(nodes, hours int) []*Log {
	var all []*Log
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for n := range nodes {
		l := embedded().Log(&logs.Source{Path: fmt.Sprintf("N%d_cluster.log", n), Node: fmt.Sprintf("N%d", n), Kind: logs.ClusterLog, Zone: logs.Zone{By: logs.ZoneHeader}})
		for h := range hours {
			for m := range nodes {
				if m == n {
					continue
				}
				for i := range 5 {
					at := start.Add(time.Duration(h)*time.Hour + time.Duration(i*12)*time.Second)
					l.Add(logs.Record{Source: l.Source, Line: int64(h*100 + i), Time: at, Text: fmt.Sprintf("Lost connection to node N%d", m)})
					l.Add(logs.Record{Source: l.Source, Line: int64(h*100 + i), Time: at, Text: fmt.Sprintf("Marking Route from 10.0.0.%d:~3343~ to 10.0.0.%d:~3343~ as down", n, m)})
				}
			}
		}
		all = append(all, l)
	}
	return all
}

// BenchmarkDiagnose works out two weeks of eight nodes that lose each other every hour.
func BenchmarkDiagnose(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		all := busy(8, 24*14)
		b.StartTimer()
		if r := embedded().Diagnose(all, Options{}); len(r.Incidents) == 0 {
			b.Fatal("no incident")
		}
	}
}

// BenchmarkAdd looks through lines of which most say nothing.
func BenchmarkAdd(b *testing.B) {
	l := embedded().Log(&logs.Source{Path: "N1_cluster.log", Node: "N1", Kind: logs.ClusterLog})
	r := logs.Record{Source: l.Source, Time: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Text: "[CHANNEL 10.0.0.2:~3343~]/recv: Message 4711 of 300 bytes, the tag is 7:7:7"}
	b.SetBytes(int64(len(r.Text)))
	for b.Loop() {
		l.Add(r)
	}
}
