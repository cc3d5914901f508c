package diagnose

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// A log in local time is moved by events that another has in UTC. One pair alone may be
// a coincidence, and is said.
func TestZoneProof(t *testing.T) {
	lost := func(clock string) string {
		return at(clock+".100", "[NODE] Node 1: Lost connection to node N2")
	}
	removed := func(clock string) string { return ev(clock+".3", clustering, 1135, "NodeName=N2") }
	const first = "N1_cluster.log:1 and N1_System.xml:1 are the same event"
	for _, tt := range []struct {
		name, local, utc string
		zone, proof      string
		assumed          bool
	}{
		{"two pairs", lost("10:00:00") + lost("10:20:00"), removed("02:00:00") + removed("02:20:00"), "UTC+08:00", first, false},
		{"one pair", lost("10:00:00"), removed("02:00:00"), "UTC", "no log states the zone of these times, and too few events of other logs agree on one: UTC+08:00 by 1 event (" + first + ")", true},
		{"two pairs of one moment", lost("10:00:00") + at("10:00:01.000", "[NODE] Node 1: Lost connection to node N3"),
			removed("02:00:00") + ev("02:00:01", clustering, 1135, "NodeName=N3"), "UTC", "no log states the zone of these times, and too few events of other logs agree on one: UTC+08:00 by 1 event (" + first + ")", true},
		{"pairs that contradict each other", lost("10:00:00") + lost("10:20:00"), removed("02:00:00") + removed("04:20:00"), "UTC", "no log states the zone of these times, and too few events of other logs agree on one: " +
			"UTC+06:00 by 1 event (N1_cluster.log:2 and N1_System.xml:2 are the same event), UTC+08:00 by 1 event (" + first + ")", true},
		{"more against fewer", lost("10:00:00") + lost("10:20:00"), removed("02:00:00") + removed("02:20:00") + removed("04:20:00"), "UTC+08:00",
			first + "; other pairs contradict it: UTC+06:00 by 1 event (N1_cluster.log:2 and N1_System.xml:3 are the same event)", false},
	} {
		r := diagnosed(t, Options{}, given{path: "N1_cluster.log", node: "N1", zone: "assumed", text: tt.local}, given{path: "N1_System.xml", node: "N1", zone: logs.ZoneUTC, text: tt.utc})
		if c := r.Clocks[0]; c.Zone != tt.zone || c.Proof != tt.proof || c.Assumed != tt.assumed {
			t.Errorf("%s: %+v", tt.name, c)
		}
	}
}

// A zone that a log or the user states, and that other logs contradict, counts; the
// contradiction is said.
func TestZoneContradicted(t *testing.T) {
	local := at("10:00:00.100", "[NODE] Node 1: Lost connection to node N2") + at("10:20:00.100", "[NODE] Node 1: Lost connection to node N2")
	utc := ev("02:00:00", clustering, 1135, "NodeName=N2") + ev("02:20:00", clustering, 1135, "NodeName=N2")
	for by, want := range map[logs.ZoneBy]string{logs.ZoneHeader: "the log says so", logs.ZoneStated: "it was stated"} {
		r := diagnosed(t, Options{}, given{path: "N1_cluster.log", node: "N1", zone: by, text: local}, given{path: "N1_System.xml", node: "N1", zone: logs.ZoneUTC, text: utc})
		want += ", but other logs contradict it: by 2 events they are UTC+08:00, as N1_cluster.log:1 and N1_System.xml:1 are the same event"
		if len(r.Clocks) != 1 || r.Clocks[0].Zone != "UTC" || r.Clocks[0].Proof != want {
			t.Errorf("%s: %+v", by, r.Clocks)
		}
	}
	offset := 8 * time.Hour
	l := embedded().Log(&logs.Source{Path: "N1_cluster.log", Node: "N1", Kind: logs.ClusterLog, Zone: logs.Zone{By: logs.ZoneHeader}, Ignored: &offset})
	if r := embedded().Diagnose([]*Log{l}, Options{}); len(r.Clocks) != 1 || r.Clocks[0].Proof != "the log says so; that it was stated as UTC+08:00 was not used" {
		t.Errorf("%+v", r.Clocks)
	}
}

// Pairs of lines move a clock when two or more agree, and more agree than not.
func TestSkew(t *testing.T) {
	type connection struct {
		clock string
		ahead time.Duration
	}
	for _, tt := range []struct {
		name             string
		pairs            []connection
		moved, uncertain bool
		proof            string
	}{
		{"two that agree", []connection{{"02:00:00", 2 * time.Second}, {"02:01:00", 2100 * time.Millisecond}}, true, false, "N1.log:2 and N2.log:2 are the connection from port 50001"},
		{"one", []connection{{"02:00:00", 2 * time.Second}}, false, true, "one pair only, so the clock was not moved: N1.log:1 and N2.log:1 are the connection from port 50000"},
		{"two that do not", []connection{{"02:00:00", 2 * time.Second}, {"02:01:00", 20 * time.Second}}, false, true,
			"the pairs contradict each other by up to 18s, so the clock was not moved: N1.log:2 and N2.log:2 are the connection from port 50001"},
		{"three of four", []connection{{"02:00:00", 2 * time.Second}, {"02:01:00", 2 * time.Second}, {"02:02:00", 2 * time.Second}, {"02:03:00", 90 * time.Second}}, true, true,
			"N1.log:3 and N2.log:3 are the connection from port 50002; 1 of 4 pairs contradict it, by up to 1m28s"},
	} {
		var one, two strings.Builder
		for i, p := range tt.pairs {
			port := fmt.Sprint(50000 + i)
			one.WriteString(at(p.clock+".000", "[ACCEPT] 0.0.0.0:~3343~: Accepted inbound connection from remote endpoint 10.0.0.2:~"+port+"~."))
			two.WriteString(at(clockTime(p.clock).Add(p.ahead).Format("15:04:05.000"), "[SV] New real route: local (10.0.0.2:~"+port+"~) to remote N1 (10.0.0.1:~3343~)."))
		}
		r := diagnosed(t, Options{}, given{path: "N1.log", node: "N1", text: one.String()}, given{path: "N2.log", node: "N2", text: two.String()})
		c := r.Clocks[0]
		if c.Moved != tt.moved || c.Uncertain != tt.uncertain || c.Proof != tt.proof || c.Pairs != len(tt.pairs) {
			t.Errorf("%s: %+v", tt.name, c)
		}
	}
}
