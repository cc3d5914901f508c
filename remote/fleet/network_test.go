package fleet_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// networkNodes are HV01, HV02 with its flip, and a current node.
func networkNodes() []*windows.Node {
	nodes := windows.FieldReport(password)[:2]
	current := windows.Server2019("CURRENT")
	current.Account = nodes[0].Account
	nodes[1].RoundTrips = map[string]int{"10.20.0.11": 700, "10.10.0.13": -1}
	return append(nodes, current)
}

func scanNetworks(t *testing.T, nodes []*windows.Node, change func(*facts.Request)) (*simulator.Farm, []*facts.Node) {
	t.Helper()
	f, jobs := farm(t, nodes, simulator.Options{})
	for i := range jobs {
		full := jobs[i].Plan
		jobs[i].Plan = func(os facts.OS) facts.Request {
			r := full(os)
			change(&r)
			return r
		}
	}
	return f, fleet.Scan(t.Context(), jobs, options(4))
}

func TestEventsAndProfiles(t *testing.T) {
	f, read := scanNetworks(t, networkNodes(), func(r *facts.Request) { r.EventDays, r.Profiles = 7, true })
	for _, n := range read {
		for _, log := range []facts.EventLog{n.Events.Cluster, n.Events.Service, n.Events.Profile, n.Events.Firewall} {
			if !log.Complete() {
				t.Errorf("%s: %s: %+v %+v", n.Name, log.Channel, log, log.Problem)
			}
		}
		current := facts.Absent
		if n.Name == "CURRENT" {
			current = facts.Collected
		}
		if n.Profiles.Current.State != current || n.Profiles.Known.State != facts.Collected || len(n.Profiles.Known.Found) != 1 {
			t.Errorf("%s: %+v", n.Name, n.Profiles)
		}
		for _, a := range n.Profiles.Current.Found {
			if a.Category != facts.CategoryDomain {
				t.Errorf("%s: %+v", n.Name, a)
			}
		}
		if newest := n.Events.Firewall.Events[0]; newest.Data[3] != (facts.EventData{Name: "NewProfile", Value: "1"}) {
			t.Errorf("%s: the firewall's newest event is %+v", n.Name, newest)
		}
		removed := slices.ContainsFunc(n.Events.Cluster.Events, func(e facts.Event) bool { return e.ID == 1135 })
		if removed != (n.Name == "HV02") {
			t.Errorf("%s: events of the cluster %+v", n.Name, n.Events.Cluster.Events)
		}
		if lines := len(f.Stats(n.Name).Commands); lines != 2 {
			t.Errorf("%s: %d lines", n.Name, lines)
		}
	}
}

// Every node measures, not only those that read the cluster-wide facts.
func TestLatencyOfAFarm(t *testing.T) {
	nodes := networkNodes()[:2]
	nodes = append(nodes, windows.FieldReport(password)[2])
	_, read := scanNetworks(t, nodes, func(r *facts.Request) { r.PingRounds = 2 })
	for _, n := range read {
		if n.Latency.State != facts.Collected || len(n.Latency.Paths) != 14 || !slices.Equal(n.Probes, []string{facts.ProbeLatency}) {
			t.Fatalf("%s: probes %v, %d paths, %+v", n.Name, n.Probes, len(n.Latency.Paths), n.Latency.Problem)
		}
		for _, p := range n.Latency.Paths {
			want := []int{1, 1}
			switch {
			case p.To == "HV08", n.Name == "HV02" && p.Address == "10.10.0.13":
				want = nil
			case n.Name == "HV02" && p.Address == "10.20.0.11":
				want = []int{700, 700}
			}
			if p.Sent != 2 || !slices.Equal(p.RoundTrips, want) {
				t.Errorf("%s: %+v, want %v", n.Name, p, want)
			}
		}
	}
}

// A log that has wrapped, that is off or that is empty proves nothing.
func TestEventLogsThatProveNothing(t *testing.T) {
	const profile = "Microsoft-Windows-NetworkProfile/Operational"
	recent := windows.Event{Ago: time.Hour, Provider: "Microsoft-Windows-NetworkProfile", ID: 4001}
	for name, channel := range map[string]windows.Channel{
		"wrapped": {Name: profile, Recent: []windows.Event{recent}}, "disabled": {Name: profile, Disabled: true}, "empty": {Name: profile},
	} {
		n := windows.FieldReport(password)[0]
		n.StockEvents, n.Channels = false, []windows.Channel{channel}
		_, read := scanNetworks(t, []*windows.Node{n}, func(r *facts.Request) { r.EventDays = 7 })
		events := read[0].Events
		if events.Profile.State != facts.Collected || events.Profile.Complete() || len(events.Profile.Events) != len(channel.Recent) {
			t.Errorf("%s: %+v", name, events.Profile)
		}
		if s := events.Service; s.State != facts.Collected || s.Complete() || len(s.Events) != 0 {
			t.Errorf("%s: a System log without events: %+v", name, s)
		}
	}
}
