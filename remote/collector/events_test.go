package collector

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// printedEvent is a synthetic event as wevtutil prints it.
func printedEvent(provider string, id, record int, at, data string) string {
	return fmt.Sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s'/><EventID>%d</EventID>"+
		"<TimeCreated SystemTime='%s.5000000Z'/><EventRecordID>%d</EventRecordID></System><EventData>%s</EventData></Event>\r\n", provider, id, at, record, data)
}

func printedChannel(enabled bool) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>`+"\r\n"+`<channel name="x" enabled="%t" xmlns="y"></channel>`+"\r\n", enabled)
}

func eventRequest() facts.Request { return facts.Request{EventDays: 7} }

// eventQueries are the queries of eventRequest on healthyNode: cluster, service
// failures, service changes, profile, firewall, starts, start types, secure channel.
func eventQueries() []remote.Command {
	c := &collection{request: eventRequest(), node: &facts.Node{OS: facts.OS{
		Section: facts.Section{At: time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)}, LastBoot: time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC)}}}
	return c.eventCommands()[:8]
}

const runningData = "<Data Name='param1'>Clusterdienst</Data><Data Name='param2'>x</Data><Binary>43006C00750073005300760063002F0034000000</Binary>"

// nodeWithEvents adds synthetic event logs to healthyNode.
func nodeWithEvents() *fakeNode {
	const profile, firewall = "Microsoft-Windows-NetworkProfile", "Microsoft-Windows-Windows Firewall With Advanced Security"
	f := healthyNode()
	for i, text := range []string{
		printedEvent(remote.ProviderCluster, 1135, 903, "2026-11-21T10:00:02", "<Data Name='NodeName'>NODE2</Data>") +
			printedEvent(remote.ProviderCluster, 1177, 902, "2026-11-21T10:00:01", ""),
		printedEvent(remote.ProviderService, 7031, 901, "2026-11-20T10:00:00", "<Data Name='param1'>Clusterdienst</Data>"),
		printedEvent(remote.ProviderService, 7036, 904, "2026-11-21T10:05:00", runningData),
		printedEvent(profile, 10000, 51, "2026-11-20T09:00:00", "<Data Name='Type'>1</Data><Data Name='Category'>2</Data>"),
		printedEvent(firewall, 2010, 12, "2026-11-01T06:31:00", "<Data Name='OldProfile'>4</Data><Data Name='NewProfile'>1</Data>"),
		printedEvent(remote.ProviderKernel, 12, 850, "2026-11-19T06:30:00", ""),
		printedEvent(remote.ProviderService, 7040, 899, "2026-11-19T06:40:00", "<Data Name='param4'>ClusSvc</Data>"),
		printedEvent(remote.ProviderLogon, 5719, 898, "2026-11-19T06:31:00", "<Data>CONTOSO</Data>"),
	} {
		f.prints(eventQueries()[i], text)
	}
	for _, channel := range []string{remote.ChannelSystem, remote.ChannelProfile, remote.ChannelFirewall} {
		f.prints(remote.EventLogConfiguration(channel), printedChannel(true))
		f.prints(remote.OldestEvent(channel), printedEvent("EventLog", 6005, 4, "2025-01-01T00:00:00", ""))
	}
	return f
}

func eventLogs(n *facts.Node) map[string]facts.EventLog {
	e := n.Events
	return map[string]facts.EventLog{"cluster": e.Cluster, "service": e.Service, "profile": e.Profile, "firewall": e.Firewall, "starts": e.Starts,
		"start types": e.StartTypes, "secure channel": e.SecureChannel}
}

func TestEventCommands(t *testing.T) {
	f := nodeWithEvents()
	collect(t, f, eventRequest())
	want := []remote.Command{
		`wevtutil qe "System" "/q:*[System[Provider[@Name='Microsoft-Windows-FailoverClustering'] and TimeCreated[timediff(@SystemTime) <= 604800000]]]" /f:xml /rd:true /c:500`,
		`wevtutil qe "System" "/q:*[System[Provider[@Name='Service Control Manager'] and (EventID=7024 or EventID=7031 or EventID=7034) and TimeCreated[timediff(@SystemTime) <= 604800000]]]" /f:xml /rd:true /c:200`,
		`wevtutil qe "System" "/q:*[System[Provider[@Name='Service Control Manager'] and (EventID=7036) and TimeCreated[timediff(@SystemTime) <= 1917000000]] and EventData[Binary='43006C00750073005300760063002F0031000000' or Binary='43006C00750073005300760063002F0034000000']]" /f:xml /rd:true /c:200`,
		`wevtutil qe "Microsoft-Windows-NetworkProfile/Operational" "/q:*[System[(EventID=4001 or EventID=4002 or EventID=4003 or EventID=10000 or EventID=10001 or EventID=10002) and TimeCreated[timediff(@SystemTime) <= 604800000]]]" /f:xml /rd:true /c:500`,
		`wevtutil qe "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall" "/q:*[System[(EventID=2010) and TimeCreated[timediff(@SystemTime) <= 1917000000]]]" /f:xml /rd:true /c:500`,
		`wevtutil qe "System" "/q:*[System[Provider[@Name='Microsoft-Windows-Kernel-General'] and (EventID=12 or EventID=13) and TimeCreated[timediff(@SystemTime) <= 604800000]]]" /f:xml /rd:true /c:200`,
		`wevtutil qe "System" "/q:*[System[Provider[@Name='Service Control Manager'] and (EventID=7040) and TimeCreated[timediff(@SystemTime) <= 604800000]] and EventData[Data[@Name='param4']='ClusSvc']]" /f:xml /rd:true /c:200`,
		`wevtutil qe "System" "/q:*[System[Provider[@Name='NETLOGON'] and (EventID=5719) and TimeCreated[timediff(@SystemTime) <= 604800000]]]" /f:xml /rd:true /c:200`,
		`wevtutil gl "System" /f:xml`, `wevtutil qe "System" /f:xml /c:1`,
		`wevtutil gl "Microsoft-Windows-NetworkProfile/Operational" /f:xml`, `wevtutil qe "Microsoft-Windows-NetworkProfile/Operational" /f:xml /c:1`,
		`wevtutil gl "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall" /f:xml`, `wevtutil qe "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall" /f:xml /c:1`,
	}
	if diff := cmp.Diff(want, f.runs[1]); diff != "" || len(f.runs) != 2 {
		t.Errorf("%d lines, the second (-want +got):\n%s", len(f.runs), diff)
	}
}

// TestOperationalEvents: the log of the cluster has a window of its own, and is not asked
// for with the others.
func TestOperationalEvents(t *testing.T) {
	const query = `wevtutil qe "Microsoft-Windows-FailoverClustering/Operational" "/q:*[System[(EventID=1650) and TimeCreated[timediff(@SystemTime) <= 259200000]]]" /f:xml /rd:true /c:200`
	f := nodeWithEvents().prints(query, printedEvent(remote.ProviderCluster, 1650, 3, "2026-11-21T10:00:02", "")).
		prints(remote.EventLogConfiguration(remote.ChannelCluster), printedChannel(true)).
		prints(remote.OldestEvent(remote.ChannelCluster), printedEvent(remote.ProviderCluster, 1062, 1, "2025-01-01T00:00:00", ""))
	n := collect(t, f, facts.Request{OperationalDays: 3})
	if log := n.Events.Operational; !log.Complete() || len(log.Events) != 1 || !log.From.Equal(time.Date(2026, 11, 19, 11, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v %+v", log, log.Problem)
	}
	if n.Events.Cluster.State != "" {
		t.Errorf("%+v", n.Events.Cluster)
	}
	request := eventRequest()
	request.OperationalDays = 3
	if n := collect(t, f, request); n.Events.Operational.State != facts.Collected || n.Events.Cluster.State != facts.Collected {
		t.Errorf("with the others: %+v", n.Events)
	}
}

func TestEvents(t *testing.T) {
	n := collect(t, nodeWithEvents(), eventRequest())
	at := func(day, hour, minute, second int) time.Time {
		return time.Date(2026, 11, day, hour, minute, second, 500000000, time.UTC)
	}
	clustersOwn := facts.Event{Provider: remote.ProviderCluster, ID: 1135, Record: 903, At: at(21, 10, 0, 2), Data: []facts.EventData{{Name: "NodeName", Value: "NODE2"}}}
	if diff := cmp.Diff([]facts.Event{clustersOwn, {Provider: remote.ProviderCluster, ID: 1177, Record: 902, At: at(21, 10, 0, 1)}}, n.Events.Cluster.Events); diff != "" {
		t.Errorf("cluster (-want +got):\n%s", diff)
	}
	var ids []int
	for _, e := range n.Events.Service.Events {
		ids = append(ids, e.ID)
	}
	if !slices.Equal(ids, []int{7036, 7031}) || n.Events.Service.Events[0].Binary != "43006C00750073005300760063002F0034000000" {
		t.Errorf("service %+v", n.Events.Service.Events)
	}
	from := time.Date(2026, 11, 15, 11, 0, 0, 0, time.UTC)
	for name, log := range eventLogs(n) {
		if !log.Complete() || log.Source == "" || !log.From.Equal(from) || log.Oldest.Record != 4 || len(log.Events) == 0 {
			t.Errorf("%s: %+v %+v", name, log, log.Problem)
		}
	}
	roundTrip(t, n)
}

// roundTrip checks that a document keeps all facts.
func roundTrip(t *testing.T, n *facts.Node) {
	t.Helper()
	n.Format = facts.Format
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	read, err := facts.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n, read); diff != "" {
		t.Errorf("the document differs (-facts +read):\n%s", diff)
	}
}

func TestEventLogStates(t *testing.T) {
	q := eventQueries()
	cluster, changes, profile := q[0], q[2], q[3]
	wrapped := printedEvent("EventLog", 6005, 4, "2026-11-20T00:00:00", "")
	first := printedEvent("EventLog", 6005, 1, "2026-11-20T00:00:00", "")
	many := strings.Repeat(printedEvent("P", 10000, 9, "2026-11-20T00:00:00", ""), maxEvents)
	foreign := printedEvent(remote.ProviderService, 7036, 905, "2026-11-21T10:06:00", "<Binary>5700650072005300760063002F0034000000</Binary>")
	tests := []struct {
		name     string
		node     *fakeNode
		log      string
		state    facts.State
		kind     string
		complete bool
		events   int
	}{
		{"healthy", nodeWithEvents(), "profile", facts.Collected, "", true, 1},
		{"no event", nodeWithEvents().prints(cluster, ""), "cluster", facts.Collected, "", true, 0},
		{"disabled", nodeWithEvents().prints(remote.EventLogConfiguration(remote.ChannelProfile), printedChannel(false)).prints(profile, ""), "profile", facts.Collected, "", false, 0},
		{"wrapped", nodeWithEvents().prints(remote.OldestEvent(remote.ChannelProfile), wrapped), "profile", facts.Collected, "", false, 1},
		{"young, with its first record", nodeWithEvents().prints(remote.OldestEvent(remote.ChannelProfile), first), "profile", facts.Collected, "", false, 1},
		{"no oldest event", nodeWithEvents().prints(remote.OldestEvent(remote.ChannelProfile), ""), "profile", facts.Collected, "", false, 1},
		{"oldest event not readable", nodeWithEvents().refuses(remote.OldestEvent(remote.ChannelProfile)), "profile", facts.Collected, "", false, 1},
		{"configuration not readable", nodeWithEvents().refuses(remote.EventLogConfiguration(remote.ChannelProfile)), "profile", facts.Collected, "", false, 1},
		{"configuration not understood", nodeWithEvents().prints(remote.EventLogConfiguration(remote.ChannelProfile), "enabled: true"), "profile", facts.Collected, "", false, 1},
		{"cut at the most events", nodeWithEvents().prints(profile, many), "profile", facts.Collected, "", false, maxEvents},
		{"denied", nodeWithEvents().refuses(profile, remote.EventLogConfiguration(remote.ChannelProfile)), "profile", facts.Failed, kindNotCredible, false, 0},
		{"cut off", nodeWithEvents().prints(profile, many[:len(many)-9]), "profile", facts.Failed, "malformed", false, 0},
		{"hostile", nodeWithEvents().prints(profile, "<Event>"+strings.Repeat("<a>", 1<<20)), "profile", facts.Failed, "malformed", false, 0},
		{"no start of the cluster service", nodeWithEvents().prints(changes, ""), "service", facts.Collected, "", true, 1},
		{"the filter is ignored", nodeWithEvents().prints(changes, foreign+printedEvent(remote.ProviderService, 7036, 904, "2026-11-21T10:05:00", runningData)), "service", facts.Collected, "", true, 2},
		{"changes of other services", nodeWithEvents().prints(changes, foreign), "service", facts.Collected, "", true, 1},
		{"the filter is refused", nodeWithEvents().refuses(changes), "service", facts.Failed, kindNotCredible, false, 0},
		{"the shell is refused", nodeWithEvents().fails("run 1", remote.AccessDenied), "firewall", facts.Failed, "access-denied", false, 0},
		{"the second line fails", nodeWithEvents().fails("run 2", remote.Quota), "cluster", facts.Failed, "quota", false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, eventRequest())
			log := eventLogs(n)[tt.log]
			kind := ""
			if log.Problem != nil {
				kind = log.Problem.Kind
			}
			if log.State != tt.state || kind != tt.kind || log.Complete() != tt.complete || len(log.Events) != tt.events {
				t.Errorf("%s with %d events, complete %t, %+v", log.State, len(log.Events), log.Complete(), log.Problem)
			}
			roundTrip(t, n)
		})
	}
}

func TestDeniedEventsSayWhatToDo(t *testing.T) {
	n := collect(t, nodeWithEvents().refuses(eventQueries()[3]), eventRequest())
	if p := n.Events.Profile.Problem; !strings.Contains(p.Hint, "Event Log Readers") || !strings.Contains(p.Message, "unable to find") {
		t.Errorf("problem %+v", p)
	}
}

// Time goes on while a node is read.
func TestEventsWithARunningClock(t *testing.T) {
	n := &facts.Node{Name: "node1"}
	begin := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	now := begin.Add(-time.Second)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	Collect(t.Context(), nodeWithEvents(), n, func(facts.OS) facts.Request { return eventRequest() }, leads, clock, nil)
	for name, log := range eventLogs(n) {
		if log.State != facts.Collected || !log.From.Equal(begin.Add(-7*24*time.Hour)) {
			t.Errorf("%s: from %s, %+v", name, log.From, log.Problem)
		}
	}
}

// Neither a boot that is not known nor one beyond all reason breaks the line.
func TestEventsWithoutBoot(t *testing.T) {
	for _, boot := range []string{"", "0001-01-02T00:00:00Z", "9999-01-01T00:00:00Z"} {
		f := nodeWithEvents()
		f.rows["Win32_OperatingSystem"][0]["LastBootUpTime"] = []string{boot}
		n := collect(t, f, eventRequest())
		if n.Events.Profile.State != facts.Collected {
			t.Errorf("boot %q: %+v", boot, n.Events.Profile.Problem)
		}
		for _, c := range f.runs[1] {
			if strings.Contains(string(c), "<= -") || len(c) > 500 {
				t.Errorf("boot %q: %s", boot, c)
			}
		}
	}
}

// Events need no line of their own beside the packages of a full scan, as many
// as any list of recommended updates has.
func TestBudgetWithEvents(t *testing.T) {
	request := fullRequest()
	request.Topology, request.Members, request.Profiles, request.EventDays = false, false, true, 7
	f := nodeWithEvents()
	for i := range 12 {
		kb := fmt.Sprintf("KB%d", 2600000+i)
		request.KBs = append(request.KBs, kb)
		f.prints(remote.RegFindKeys(remote.KeyPackages, kb), found("Package_for_"+kb+packageTail))
	}
	f.rows["CIM_DataFile"] = append(f.rows["CIM_DataFile"], remote.Row{"Name": {"x"}})
	collect(t, f, request)
	if f.cost() > 20 || len(f.runs) != 2 {
		t.Errorf("%d messages, %d lines: %q", f.cost(), len(f.runs), f.asked)
	}
}
