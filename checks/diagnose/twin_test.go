package diagnose

import (
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// An event that two logs have is one event, that of the file. Another one at the same
// moment, or of a log that numbers nothing, stays.
func TestEventsOfTwoLogsCountOnce(t *testing.T) {
	at := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	r := embedded()
	n := &facts.Node{Name: "N1"}
	n.Events.Cluster = facts.EventLog{Channel: systemLog, Events: []facts.Event{{Provider: "Microsoft-Windows-FailoverClustering", ID: 1135, Record: 7, At: at, Data: []facts.EventData{{Name: "NodeName", Value: "N2"}}}}}
	file := func(path string, record int64, peer string) *Log {
		s := &logs.Source{Path: path, Kind: logs.EventXML, Node: "N1", Zone: logs.Zone{By: logs.ZoneUTC}}
		l := r.Log(s)
		l.Add(logs.Record{Source: s, Line: record, Time: at, Channel: systemLog, Provider: "Microsoft-Windows-FailoverClustering", EventID: 1135, Data: []logs.Datum{{Name: "NodeName", Value: peer}}})
		return l
	}
	for name, tt := range map[string]struct {
		logs []*Log
		want []string
	}{
		"file and facts":  {[]*Log{r.FactsLog(n), file("n1.xml", 7, "N2")}, []string{"n1.xml"}},
		"two exports":     {[]*Log{file("a.xml", 7, "N2"), file("b.xml", 7, "N2")}, []string{"a.xml"}},
		"another record":  {[]*Log{file("a.xml", 7, "N2"), file("b.xml", 8, "N2")}, []string{"a.xml", "b.xml"}},
		"another node":    {[]*Log{file("a.xml", 7, "N2"), file("b.xml", 7, "N3")}, []string{"a.xml", "b.xml"}},
		"without numbers": {[]*Log{file("a.xml", 0, "N2"), file("b.xml", 0, "N2")}, []string{"a.xml", "b.xml"}},
	} {
		result := r.Diagnose(tt.logs, Options{})
		var got []string
		for _, i := range result.Incidents {
			for _, s := range i.Steps {
				got = append(got, s.File)
			}
		}
		if len(got) != len(tt.want) || got[0] != tt.want[0] || got[len(got)-1] != tt.want[len(tt.want)-1] {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
