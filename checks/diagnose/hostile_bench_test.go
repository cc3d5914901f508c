package diagnose

import (
	"fmt"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// hostileLogs are logs that are made to cost time: very many losses that nothing groups.
var hostileLogs = map[string]func() []*Log{
	"60000 distinct nodes in one minute": func() []*Log { return distinctLosses(60_000, time.Millisecond) },
	"60000 distinct nodes in two weeks":  func() []*Log { return distinctLosses(60_000, 20*time.Second) },
	"400000 lines of losses":             func() []*Log { return lossLines(400_000) },
	"50000 stops and 50000 losses":       stopsAndLosses,
	"one port and one view 50000 times":  samePorts,
}

var hostileStart = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// distinctLosses are events of the loss of a node with another name each.
func distinctLosses(n int, apart time.Duration) []*Log {
	l := embedded().Log(&logs.Source{Path: "N1_System.xml", Node: "N1", Kind: logs.EventXML, Zone: logs.Zone{By: logs.ZoneUTC}})
	for i := range n {
		l.Add(logs.Record{Source: l.Source, Line: int64(i), Time: hostileStart.Add(time.Duration(i) * apart), Provider: clustering, EventID: 1135,
			Data: []logs.Datum{{Name: "NodeName", Value: fmt.Sprintf("H%d", i)}}})
	}
	return []*Log{l}
}

// lossLines are lines of two cluster logs in which the nodes lose many others, again and
// again.
func lossLines(n int) []*Log {
	var all []*Log
	for node := range 2 {
		l := hostileLog(node)
		for i := range n / 2 {
			at := hostileStart.Add(time.Duration(i) * 17 * time.Millisecond)
			l.Add(logs.Record{Source: l.Source, Line: int64(i), Time: at, Text: fmt.Sprintf("Lost connection to node M%d", i*7919%300)})
			l.Add(logs.Record{Source: l.Source, Line: int64(i), Time: at, Text: fmt.Sprintf("Marking Route from 10.0.0.1:~3343~ to 10.0.1.%d:~3343~ as down", i%250)})
		}
		all = append(all, l)
	}
	return all
}

func hostileLog(node int) *Log {
	return embedded().Log(&logs.Source{Path: fmt.Sprintf("N%d_cluster.log", node), Node: fmt.Sprintf("N%d", node), Kind: logs.ClusterLog, Zone: logs.Zone{By: logs.ZoneHeader}})
}

func stopsAndLosses() []*Log {
	var all []*Log
	for node := range 2 {
		l := hostileLog(node)
		for i := range 50_000 {
			text := "[CS] Service Stopping..."
			if i%2 == node {
				text = fmt.Sprintf("Lost connection to node M%d", i)
			}
			l.Add(logs.Record{Source: l.Source, Line: int64(i), Time: hostileStart.Add(time.Duration(i) * 11 * time.Second), Text: text})
		}
		all = append(all, l)
	}
	return all
}

func samePorts() []*Log {
	var all []*Log
	for node := range 2 {
		l := hostileLog(node)
		for i := range 50_000 {
			at := hostileStart.Add(time.Duration(i) * 6 * time.Minute)
			l.Add(logs.Record{Source: l.Source, Line: int64(i), Time: at, Text: "0.0.0.0:~3343~: Accepted inbound connection from remote endpoint 10.0.1.13:~49258~."})
			l.Add(logs.Record{Source: l.Source, Line: int64(i), Time: at, Text: "Node 1: emit view 7"})
		}
		all = append(all, l)
	}
	return all
}

// BenchmarkHostile works out logs that are made to cost time; each is a second of work
// or less.
func BenchmarkHostile(b *testing.B) {
	for name, logsOf := range hostileLogs {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				all := logsOf()
				b.StartTimer()
				embedded().Diagnose(all, Options{})
			}
		})
	}
}
