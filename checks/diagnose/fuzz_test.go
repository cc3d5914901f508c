package diagnose

import (
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// FuzzDiagnose: no text of a log or an event makes a diagnosis panic, and the order of
// two logs does not change it.
func FuzzDiagnose(f *testing.F) {
	f.Add("[NODE] Node 1: n2 node object is closing its connections", "lost quorum (status = 5925)", "NodeName", "N2", 1135, int64(1000))
	f.Add("[SV] Securing route from (:~3343~) to remote  (:~48450~).", "Reconnector from epoch 3 to epoch 4 waited 9999999999999999999999 so far.", "Binary", "43006C0", 7036, int64(-5))
	f.Add("Heartbeats counter/threshold: 99999999999999999999/5", "<Delay>999999999999</Delay>", "Type", "1", 10001, int64(1)<<50)
	f.Add("Graceful shutdown reported by node (), reason ServiceStopReason::X", "[CS] Service Stopping...", "", "", 1074, int64(0))
	f.Fuzz(func(t *testing.T, one, two, name, value string, id int, ms int64) {
		at := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
		after := at.Add(time.Duration(ms%1_000_000_000) * time.Millisecond)
		work := func(order bool) string {
			a := embedded().Log(&logs.Source{Path: "a.log", Node: value, Kind: logs.ClusterLog, Zone: logs.Zone{By: logs.ZoneAssumed}, Nodes: map[int]string{1: one, 2: two}})
			b := embedded().Log(&logs.Source{Path: "b.xml", Kind: logs.EventXML, Zone: logs.Zone{By: logs.ZoneUTC}})
			for _, r := range []logs.Record{{Time: at, Text: one, Raw: one}, {Time: after, Text: two, Raw: two, Line: 2}, {Time: at, Text: two}} {
				a.Add(r)
			}
			for _, provider := range []string{"Microsoft-Windows-FailoverClustering", "Service Control Manager", "Microsoft-Windows-NetworkProfile", "USER32"} {
				b.Add(logs.Record{Time: after, Provider: provider, EventID: id, Data: []logs.Datum{{Name: name, Value: value}}, Text: one, Level: logs.Warning})
			}
			all := []*Log{a, b}
			if order {
				all = []*Log{b, a}
			}
			return verdicts(embedded().Diagnose(all, Options{}))
		}
		if first, second := work(false), work(true); first != second {
			t.Errorf("%s, in another order %s", first, second)
		}
	})
}
