package diagnose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// The logs of this file are synthetic.

// idle is what a cluster log has while nothing happens: a line every second, but for a
// pause.
func idle(from, to string, pause ...string) string {
	var b strings.Builder
	at, end := clockTime(from), clockTime(to)
	for ; !at.After(end); at = at.Add(time.Second) {
		if len(pause) == 2 && at.After(clockTime(pause[0])) && at.Before(clockTime(pause[1])) {
			continue
		}
		fmt.Fprintf(&b, "00000a34.00000b38::%s INFO  [DM] the database is current\n", at.Format("2006/01/02-15:04:05.000"))
	}
	return b.String()
}

func clockTime(s string) time.Time {
	at, err := time.Parse("15:04:05", s)
	if err != nil {
		panic(err)
	}
	return at.AddDate(2026, 2, 1)
}

// sorted are lines in the order of their times.
func sorted(parts ...string) string {
	var lines []string
	for _, p := range parts {
		for line := range strings.Lines(p) {
			lines = append(lines, line)
		}
	}
	slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(timeIn(a), timeIn(b)) })
	return strings.Join(lines, "")
}

func timeIn(line string) string {
	_, after, _ := strings.Cut(line, "::")
	return after[:min(len(after), 23)]
}

// at is a line at a time of the day, with milliseconds.
func at(clock, text string) string {
	return "00000a34.00000b38::2026/03/02-" + clock + " INFO  " + text + "\n"
}

// ev is an event at a time of the day.
func ev(clock, provider string, id int, data ...string) string {
	return strings.Join(append([]string{"2026-03-02 " + clock, provider, fmt.Sprint(id)}, data...), "|") + "\n"
}

const (
	clustering = "Microsoft-Windows-FailoverClustering"
	profiles   = "Microsoft-Windows-NetworkProfile"
	scm        = "Service Control Manager"
)

// quiet are event logs of a node in which nothing happens, but that reach over the time.
func quiet(node string, more ...string) []given {
	return []given{
		{path: node + "_System.xml", node: node, text: ev("01:00:00", scm, 7036, "param1=x") + strings.Join(more, "") + ev("05:00:00", scm, 7036, "param1=x")},
		{path: node + "_NetworkProfile.xml", node: node, text: ev("01:00:00", profiles, 4001, "x=1") + ev("05:00:00", profiles, 4001, "x=1")},
	}
}

func clusterLog(node string, parts ...string) given {
	return given{path: node + "_cluster.log", node: node, text: sorted(parts...)}
}

// lostRoute are the lines with which a node loses another.
func lostRoute(clock, own, other string) string {
	return at(clock, "[IM] got event: Remote endpoint 10.0.0."+other+":~3343~ unreachable from 10.0.0."+own+":~3343~") +
		at(clock, "[IM] Marking Route from 10.0.0."+own+":~3343~ to 10.0.0."+other+":~3343~ as down") +
		at(clock, "[IM] Route history 1: Heartbeats counter/threshold: 5/5, Error: Success") +
		at(clock, "[NODE] Node "+own+": n"+other+" node object is closing its connections")
}

// synthetic are sets of logs, each with the one cause that they show.
func synthetic() map[string][]given {
	sets := map[string][]given{}
	join := func(name string, parts ...[]given) { sets[name] = slices.Concat(parts...) }
	one := func(g ...given) []given { return g }
	all := func() string { return idle("01:55:00", "02:10:00") }
	removed := ev("02:00:05", clustering, 1135, "NodeName=N2")

	join("network-between shown", one(
		clusterLog("N1", all(), lostRoute("02:00:00.100", "1", "2")), clusterLog("N2", all(), lostRoute("02:00:00.300", "2", "1"))),
		quiet("N1", removed), quiet("N2"))
	join("one-sided shown", one(
		clusterLog("N1", all(), lostRoute("02:00:00.100", "1", "2")),
		clusterLog("N2", all(), at("02:00:00.900", "[NODE] Node 2: n1 node object is closing its connections"))),
		quiet("N1"), quiet("N2"))
	join("stood-still shown", one(
		clusterLog("N1", all(), lostRoute("02:00:00.100", "1", "2")),
		clusterLog("N2", idle("01:55:00", "02:10:00", "01:59:50", "02:00:25"), lostRoute("02:00:25.300", "2", "1"))),
		quiet("N1", removed), quiet("N2", ev("01:59:20", scm, 7036, "param1=VSS", "Binary=5600530053002F0034000000")))
	join("adapter-changed shown", one(
		clusterLog("N1", all(), lostRoute("02:00:00.100", "1", "2")),
		clusterLog("N2", all(), at("01:59:54.000", "[NETFTAPI] Signaled NetftLocalRemove event for 10.0.0.2:3343"), lostRoute("02:00:00.300", "2", "1"))),
		quiet("N1"), quiet("N2", ev("01:59:52", "Microsoft-Windows-UserPnp", 20001, "DriverName=net.inf")))
	join("service-stopped shown", one(
		clusterLog("N1", all(), at("02:00:00.500", "[NODE] Node 1: n2 node object is closing its connections")),
		clusterLog("N2", idle("01:55:00", "02:00:00"), at("02:00:00.100", "[CS] Service Stopping..."), idle("02:05:00", "02:10:00"))),
		quiet("N1"), quiet("N2", ev("02:00:00.05", scm, 7040, "param1=Cluster Service", "param4=ClusSvc"), ev("02:00:01", scm, 7036, "param1=Clusterdienst", "Binary=43006C00750073005300760063002F0031000000")))
	var refused strings.Builder
	for i := range 20 {
		refused.WriteString(at(fmt.Sprintf("02:00:%02d.100", i), "[JPM] No connection to node(s) (2). Cannot join yet"))
	}
	join("udp-blocked shown", one(
		clusterLog("N1", all(), refused.String()),
		clusterLog("N2", all(), at("01:59:59.900", "[ACCEPT] Accepted inbound connection from remote endpoint 10.0.0.1:~50001~."))),
		quiet("N1", ev("02:00:30", clustering, 1572, "NodeName=N1")), quiet("N2"))
	join("tcp-refused likely", one(
		clusterLog("N1", all(), at("02:00:00.100", "[CONNECT] Failed to connect to remote endpoint 10.0.0.2:~3343~, status (10060)"), at("02:00:22.100", "[CONNECT] Failed to connect to remote endpoint 10.0.0.2:~3343~, status (10060)")),
		clusterLog("N2", all())),
		quiet("N1"), quiet("N2"))
	join("witness shown", one(
		clusterLog("N1", all()),
		clusterLog("N2", all(), at("02:00:01.000", "[QUORUM] Node 2: One off quorum"), at("02:00:03.000", "[QUORUM] tag (1:2) is better than proposed (1:1)"),
			at("02:01:31.000", "[QUORUM] Node 2: Lost quorum (2)"), at("02:01:31.000", "lost quorum (status = 5925)"))),
		quiet("N1"), quiet("N2", ev("02:00:04", clustering, 1564, "ResourceName=File Share Witness")))
	join("quarantine shown", one(clusterLog("N1", idle("01:00:00", "02:10:00"))),
		quiet("N1", ev("01:20:00", clustering, 1135, "NodeName=N2"), ev("01:40:00", clustering, 1135, "NodeName=N2"),
			ev("02:00:00", clustering, 1135, "NodeName=N2"), ev("02:00:01", clustering, 1672, "NodeName=N2")), one(clusterLog("N2", all(), at("02:00:01.500", "join refused (status = 5985)"))))
	join("resource-first shown", one(
		clusterLog("N1", all(), at("02:00:00.100", "[RES] SQL Server Availability Group <AG>: [hadrag] Lease timeout detected, logging perf counter data"))),
		quiet("N1", ev("02:00:02", clustering, 1069, "ResourceName=AG", "ResourceGroup=AG")))
	return sets
}

// Each set shows its own cause, and no other is shown or likely.
func TestEachCause(t *testing.T) {
	for name, set := range synthetic() {
		t.Run(name, func(t *testing.T) {
			r := diagnosed(t, Options{}, set...)
			want, verdict, _ := strings.Cut(name, " ")
			found := false
			for _, i := range r.Incidents {
				for _, c := range i.Causes {
					sure := c.Verdict == causes.Shown || c.Verdict == causes.Likely
					switch {
					case c.ID == want && string(c.Verdict) == verdict:
						found = true
					case sure:
						t.Errorf("also %s %s on %s", c.ID, c.Verdict, c.Node)
					}
				}
			}
			if !found || t.Failed() {
				dump(t, r)
				t.Errorf("%s is not among %s", name, verdicts(r))
			}
		})
	}
}

// Without one of its logs no cause of a set is surer than with it, and the order of
// the logs changes nothing.
func TestEvidenceTakenAway(t *testing.T) {
	for name, set := range synthetic() {
		whole := diagnosed(t, Options{}, set...)
		shuffled := slices.Clone(set)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got, want := verdicts(diagnosed(t, Options{}, shuffled...)), verdicts(whole); got != want {
			t.Errorf("%s: in another order %s, want %s", name, got, want)
		}
		verdict := certainty(whole)
		for n := range 1 << len(set) {
			var rest []given
			for i, g := range set {
				if n&(1<<i) != 0 {
					rest = append(rest, g)
				}
			}
			if more := rose(verdict, certainty(diagnosed(t, Options{}, rest...))); len(more) > 0 {
				t.Errorf("%s: with %d of %d logs: %s", name, len(rest), len(set), strings.Join(more, ", "))
			}
		}
	}
}

// With facts in which the port is open, the flip is not the cause.
func TestOpenPort(t *testing.T) {
	open := domainOnly("HV02")
	open.Firewall.Local.Rules[0].Profiles = nil
	set := []given{{path: "HV02.txt", node: "HV02", text: fieldReport}}
	for _, tt := range []struct {
		name string
		on   []*facts.Node
		want causes.Verdict
	}{
		{"closed", []*facts.Node{domainOnly("HV02")}, causes.Shown}, {"open", []*facts.Node{open}, causes.Excluded}, {"no facts", nil, causes.Likely},
		{"of another node", []*facts.Node{domainOnly("HV09")}, causes.Likely},
	} {
		r := diagnosed(t, Options{Facts: tt.on}, set...)
		if i := slices.IndexFunc(r.Incidents[0].Causes, func(c Cause) bool { return c.ID == "profile-flip" }); i < 0 || r.Incidents[0].Causes[i].Verdict != tt.want {
			t.Errorf("%s: %s", tt.name, verdicts(r))
		}
	}
}

// The events of facts are evidence for incidents of logs, and incidents where there is
// nothing else.
func TestFactsEvents(t *testing.T) {
	n := domainOnly("HV02")
	start := time.Date(2011, 12, 12, 10, 13, 14, 0, time.UTC)
	event := func(id int, after time.Duration, data ...facts.EventData) facts.Event {
		return facts.Event{Provider: profiles, ID: id, At: start.Add(after), Data: data}
	}
	value := func(name, v string) facts.EventData { return facts.EventData{Name: name, Value: v} }
	n.Events.Profile = facts.EventLog{Section: facts.Section{State: facts.Collected}, Channel: profiles + "/Operational", From: start.Add(-time.Hour), Until: start.Add(time.Hour),
		Events: []facts.Event{event(10000, 11*time.Second, value("Type", "0"), value("Category", "0")), event(10001, 0, value("Type", "1"), value("Category", "2"))}}
	r := embedded()
	s := &logs.Source{Path: "HV02_System.xml", Node: "HV02", Kind: logs.EventXML, Zone: logs.Zone{By: logs.ZoneUTC}}
	l := r.Log(s)
	for _, record := range records(t, s, "2011-12-12 10:13:18|Microsoft-Windows-FailoverClustering|1135|NodeName=HV01\n") {
		l.Add(record)
	}
	if got := verdicts(r.Diagnose([]*Log{r.FactsLog(n), l}, Options{Facts: []*facts.Node{n}})); got != "profile-flip shown on HV02" {
		t.Errorf("with a log: %s", got)
	}
	n.Events.Cluster = facts.EventLog{Channel: systemLog, Events: []facts.Event{{Provider: clustering, ID: 1135, At: start.Add(4 * time.Second), Data: []facts.EventData{value("NodeName", "HV01")}}}}
	if got := verdicts(r.Diagnose([]*Log{r.FactsLog(n)}, Options{Facts: []*facts.Node{n}})); got != "profile-flip likely on HV02" {
		t.Errorf("alone: %s", got)
	}
	if r.FactsLog(domainOnly("HV03")) != nil {
		t.Error("facts without events make a log")
	}
}

// alike are logs that look like a cause.
type alike struct {
	set  []given
	none string // the cause that is neither shown nor likely
}

func lookalikes() map[string]alike {
	all := idle("01:55:00", "02:10:00")
	return map[string]alike{
		"a service that crashed and was restarted did not stand still": {slices.Concat([]given{
			clusterLog("N1", all, lostRoute("02:00:00.100", "1", "2")),
			clusterLog("N2", idle("01:55:00", "02:10:00", "01:59:50", "02:00:25"), at("02:00:25.000", "[CS] ---------- LOG BEGIN ----------")),
		}, quiet("N1")), "stood-still"},
		"a loss at other times of clocks that nothing compares is not one-sided": {[]given{
			clusterLog("N1", all, lostRoute("02:00:00.100", "1", "2")), clusterLog("N2", all, lostRoute("02:00:35.300", "2", "1")),
		}, "one-sided"},
		"a connection of SQL Server is not one of the cluster": {slices.Concat([]given{
			clusterLog("N1", all, at("02:00:00.100", "[RES] SQL Server <SQL>: [sqsrvres] ODBC Error: could not open a connection (10061)")),
			clusterLog("N2", all)}, quiet("N1"), quiet("N2")), "tcp-refused"},
		"a service that crashed was not stopped by a person": {slices.Concat([]given{clusterLog("N1", all)},
			quiet("N1", ev("02:00:00", scm, 7036, "param1=Cluster Service", "Binary=43006C00750073005300760063002F0031000000"), ev("02:00:01", scm, 7031, "param1=Cluster Service", "param2=1"))), "service-stopped"},
		"a resource that fails after a node was lost did not fail first": {slices.Concat([]given{clusterLog("N1", all)},
			quiet("N1", ev("02:00:00", clustering, 1135, "NodeName=N2"), ev("02:01:10", clustering, 1069, "ResourceName=Disk", "ResourceGroup=G"))), "resource-first"},
		"a resource that fails after heartbeats were missed did not fail first": {slices.Concat([]given{
			clusterLog("N1", all, at("01:59:30.000", "[IM] got event: LocalEndpoint 10.0.0.1:~3343~ has missed two consecutive heartbeats from 10.0.0.2:~3343~"), at("02:00:00.100", "[RHS] Resource AG IsAlive has indicated failure.")),
		}, quiet("N1", ev("02:00:01", clustering, 1069, "ResourceName=Disk", "ResourceGroup=G"))), "resource-first"},
	}
}

// What tells apart what looks alike. Without some of the logs the cause may no longer be
// excluded, and is not shown.
func TestNotTheCause(t *testing.T) {
	for name, tt := range lookalikes() {
		t.Run(name, func(t *testing.T) {
			whole := certainty(diagnosed(t, Options{}, tt.set...))
			if v := whole[tt.none]; v == causes.Shown || v == causes.Likely {
				t.Errorf("%s is %s", tt.none, v)
			}
			for n := range 1 << len(tt.set) {
				var rest []given
				for i, g := range tt.set {
					if n&(1<<i) != 0 {
						rest = append(rest, g)
					}
				}
				if more := rose(whole, certainty(diagnosed(t, Options{}, rest...))); len(more) > 0 {
					t.Errorf("with %d of %d logs: %s", len(rest), len(tt.set), strings.Join(more, ", "))
				}
			}
		})
	}
}

// Another service with such a name is not the cluster service.
func TestOtherService(t *testing.T) {
	set := slices.Concat([]given{clusterLog("N1", idle("01:55:00", "02:10:00"))}, quiet("N1", ev("02:00:00", scm, 7031, "param1=Oracle Cluster Service Watchdog", "param2=1")))
	if r := diagnosed(t, Options{}, set...); len(r.Incidents) > 0 {
		t.Error(r.Incidents[0].Title)
	}
	set = slices.Concat([]given{clusterLog("N1", idle("01:55:00", "02:10:00"))}, quiet("N1", ev("02:00:00", scm, 7031, "param1=Cluster Service", "param2=1")))
	if r := diagnosed(t, Options{}, set...); len(r.Incidents) != 1 {
		t.Errorf("%d incidents", len(r.Incidents))
	}
}

// A health check of SQL Server that failed is an incident of a resource.
func TestHealthCheck(t *testing.T) {
	for _, line := range []string{
		"[RES] SQL Server Availability Group <AG>: [hadrag] SQL server service is not alive",
		"[RES] SQL Server Availability Group: [hadrag] Failure detected, diagnostics heartbeat is lost",
		"[RHS] Resource AG IsAlive has indicated failure.",
	} {
		r := diagnosed(t, Options{}, slices.Concat([]given{clusterLog("N1", idle("01:55:00", "02:10:00"), at("02:00:00.100", line))}, quiet("N1"))...)
		if got := verdicts(r); !strings.HasPrefix(got, "resource-first ") {
			t.Errorf("%s: %s", line, got)
		}
	}
}

// The firewall of today does not show that the port was open then.
func TestFactsOfLater(t *testing.T) {
	open := domainOnly("HV02")
	open.Firewall.Local.Rules[0].Profiles = nil
	open.Firewall.Local.At = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	r := diagnosed(t, Options{Facts: []*facts.Node{open}}, given{path: "HV02.txt", node: "HV02", text: fieldReport})
	if got := verdicts(r); !strings.Contains(got, "profile-flip likely") {
		t.Error(got)
	}
}

// A firewall that was read days before or after the incident does not show how it was
// then, whichever way it is set.
func TestFactsOfAnotherDay(t *testing.T) {
	incident := time.Date(2011, 12, 12, 10, 13, 18, 0, time.UTC)
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{
		{-26 * time.Hour, "profile-flip likely on HV02"}, {-20 * time.Hour, "profile-flip shown on HV02"},
		{20 * time.Hour, "profile-flip shown on HV02"}, {26 * time.Hour, "profile-flip likely on HV02"}, {15 * 365 * 24 * time.Hour, "profile-flip likely on HV02"},
	} {
		n := domainOnly("HV02")
		n.Firewall.Local.At = incident.Add(tt.after)
		if got := verdicts(diagnosed(t, Options{Facts: []*facts.Node{n}}, given{path: "HV02.txt", node: "HV02", text: fieldReport})); got != tt.want {
			t.Errorf("%s after: %s", tt.after, got)
		}
	}
}

// A service that ended with an error of the cluster was not stopped in order, in any
// language.
func TestCrashInGerman(t *testing.T) {
	for _, status := range []string{"%%5925", "%%5892"} {
		set := slices.Concat([]given{clusterLog("N1", idle("01:55:00", "02:10:00"))},
			quiet("N1", ev("02:00:00", scm, 7036, "param1=Clusterdienst", "Binary=43006C00750073005300760063002F0031000000"), ev("02:00:01", scm, 7024, "param1=Clusterdienst", "param2="+status)))
		for _, i := range diagnosed(t, Options{}, set...).Incidents {
			for _, c := range i.Causes {
				if c.ID == "service-stopped" && c.Verdict != causes.Excluded {
					t.Errorf("%s: %s", status, c.Verdict)
				}
			}
		}
	}
}

// The events of a service that do not carry its real name are known by the name that
// other events of the log give it in the language of the node.
func TestServiceNameLearned(t *testing.T) {
	const running, stopped = "Binary=43006C00750073005300760063002F0034000000", "Binary=43006C00750073005300760063002F0031000000"
	stop := ev("02:00:00", scm, 7036, "param1=Clusterdienst", "param2=beendet", stopped)
	for name, tt := range map[string]struct{ events, want string }{
		"a stop":                         {stop, "service-stopped shown on N1"},
		"a crash":                        {stop + ev("02:00:01", scm, 7034, "param1=Clusterdienst", "param2=1"), ""},
		"a crash that is restarted":      {stop + ev("02:00:01", scm, 7031, "param1=Clusterdienst", "param2=1", "param3=60000"), ""},
		"a crash as text":                {stop + ev("02:00:01", scm, 7034, "Dienst \"Clusterdienst\" wurde unerwartet beendet. Dies ist bereits 1 Mal vorgekommen."), ""},
		"a crash, the name is in 7040":   {ev("01:30:00", scm, 7040, "param1=Clusterdienst", "param4=ClusSvc") + stop + ev("02:00:01", scm, 7034, "param1=Clusterdienst", "param2=1"), ""},
		"a crash of another service":     {stop + ev("02:00:01", scm, 7034, "param1=Clusterdienst-Agent", "param2=1"), "service-stopped shown on N1"},
		"a stop without data":            {ev("01:30:00", scm, 7036, "param1=Clusterdienst", "param2=ausgeführt", running) + ev("01:40:00", scm, 7036, "param1=Spooler", "param2=beendet", "Binary=530070002F0031000000") + ev("02:00:00", scm, 7036, "param1=Clusterdienst", "param2=beendet"), "service-stopped shown on N1"},
		"a state that no event explains": {ev("01:30:00", scm, 7036, "param1=Clusterdienst", "param2=ausgeführt", running) + ev("02:00:00", scm, 7036, "param1=Clusterdienst", "param2=beendet"), ""},
		"a name that no event explains":  {ev("02:00:00", scm, 7036, "param1=Clusterdienst", "param2=beendet"), ""},
	} {
		log := clusterLog("N1", idle("01:55:00", "02:10:00"))
		if got := verdicts(diagnosed(t, Options{}, slices.Concat([]given{log}, quiet("N1", tt.events))...)); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

// Where no log tells of the witness, the facts say whether the cluster had one and the
// node a vote; when they are of another time, they say nothing.
func TestQuorumFacts(t *testing.T) {
	loss := clockTime("02:00:00")
	one, zero := 1, 0
	none, witness := "", "{guid}"
	cluster := func(id *string, after time.Duration, votes ...*int) *facts.Node {
		read := facts.Section{State: facts.Collected, At: loss.Add(after)}
		n := &facts.Node{Name: "n2.contoso.example"}
		n.OS.HostName = "N2"
		n.Quorum.Config = facts.QuorumConfig{Section: read, ID: id, Type: "Physical Disk"}
		n.Topology.Nodes.Section = read
		for i, v := range votes {
			n.Topology.Nodes.Nodes = append(n.Topology.Nodes.Nodes, facts.ClusterNode{Name: fmt.Sprintf("N%d", i+1), Weight: v})
		}
		return n
	}
	set := slices.Concat([]given{clusterLog("N2", idle("01:55:00", "02:10:00"), at("02:00:00.000", "lost quorum (status = 5925)"))}, quiet("N2"))
	for name, tt := range map[string]struct {
		facts *facts.Node
		want  bool
	}{
		"no witness, two votes":            {cluster(&none, -time.Hour, &one, &one), true},
		"no witness, read after":           {cluster(&none, time.Hour, &one, &one), true},
		"no witness, read days after":      {cluster(&none, 50*time.Hour, &one, &one), false},
		"no witness, three votes":          {cluster(&none, -time.Hour, &one, &one, &one), false},
		"no witness, votes not known":      {cluster(&none, -time.Hour, &one, nil), false},
		"no vote":                          {cluster(&witness, -time.Hour, &one, &zero, &one), true},
		"no vote, read days before":        {cluster(&witness, -50*time.Hour, &one, &zero, &one), false},
		"a vote and a witness":             {cluster(&witness, -time.Hour, &one, &one), false},
		"a witness that was not asked for": {cluster(nil, -time.Hour, &one, &one), false},
		"no facts":                         {nil, false},
	} {
		o := Options{Findings: []Finding{{ID: "quorum/witness", Status: "drift", Got: "2 votes, no witness"}, {ID: "quorum/votes", Status: "pass"}}}
		if tt.facts != nil {
			o.Facts = []*facts.Node{tt.facts}
		}
		r := diagnosed(t, o, set...)
		i := slices.IndexFunc(r.Incidents[0].Causes, func(c Cause) bool { return c.ID == "witness" })
		if (i >= 0) != tt.want {
			t.Errorf("%s: %s", name, verdicts(r))
		}
		if i >= 0 {
			if c := r.Incidents[0].Causes[i]; c.Verdict != causes.Likely || !slices.Equal(c.Findings, o.Findings) {
				t.Errorf("%s: %s, %+v", name, c.Verdict, c.Findings)
			}
		}
	}
}

// verdictOn is the verdict on a cause over all incidents; empty: it is not considered.
func verdictOn(r *Result, cause string) causes.Verdict { return certainty(r)[cause] }

// A node that joins without a change of a firewall was not kept out by one.
func TestJoinedAfterwards(t *testing.T) {
	const firewallLog = "Microsoft-Windows-Windows Firewall With Advanced Security"
	all := idle("01:55:00", "02:15:00")
	var refused strings.Builder
	for i := range 20 {
		refused.WriteString(at(fmt.Sprintf("02:00:%02d.100", i), "[JPM] Node 1: No connection to node(s) (2). Cannot join yet"))
	}
	accepted := clusterLog("N2", all, at("01:59:59.900", "[ACCEPT] Accepted inbound connection from remote endpoint 10.0.0.1:~50001~."))
	view := at("02:01:00.000", "[RGP] Node 1: New View is <ViewChanged joiners=(1) downers=() newView=2(1 2) oldView=1(2)>")
	for name, tt := range map[string]struct {
		own, events string
		want        causes.Verdict
	}{
		"it never joined":                   {"", "", causes.Shown},
		"it joined":                         {view, "", causes.Possible},
		"it joined, by an event":            {"", ev("02:01:00", clustering, 1062, "ClusterName=C"), causes.Possible},
		"it joined when a rule was there":   {view, ev("02:00:50", firewallLog, 2004, "RuleName=UDP 3343"), causes.Shown},
		"a rule came after it had joined":   {view, ev("02:01:50", firewallLog, 2004, "RuleName=UDP 3343"), causes.Possible},
		"another node joined, not this one": {at("02:01:00.000", "[RGP] Node 1: New View is <ViewChanged joiners=(3) downers=() newView=2(1 3) oldView=1(1)>"), "", causes.Shown},
	} {
		set := slices.Concat([]given{clusterLog("N1", all, refused.String(), tt.own), accepted}, quiet("N1", tt.events), quiet("N2"))
		if got := verdictOn(diagnosed(t, Options{}, set...), "udp-blocked"); got != tt.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// An event of a driver that the catalogue does not know leaves open whether an adapter
// was changed; it rules nothing out.
func TestUnknownDriver(t *testing.T) {
	all := idle("01:55:00", "02:10:00")
	set := func(log string, events ...string) []given {
		return slices.Concat([]given{clusterLog("N1", all, lostRoute("02:00:00.100", "1", "2")), clusterLog("N2", all, log, lostRoute("02:00:00.300", "2", "1"))}, quiet("N1"), quiet("N2", events...))
	}
	gone := at("01:59:54.000", "[NETFTAPI] Signaled NetftLocalRemove event for 10.0.0.2:3343")
	unknown := ev("01:59:52", "mlx5", 129, "x=1")
	sign := func(r *Result) Answer {
		for _, c := range r.Incidents[0].Causes {
			if c.ID == "adapter-changed" {
				return c.Signs[1].Holds
			}
		}
		return ""
	}
	r := diagnosed(t, Options{}, set(gone, unknown)...)
	if got := verdictOn(r, "adapter-changed"); got != causes.Likely || sign(r) != Unknown {
		t.Errorf("with an interface that went away: %s, %s", got, sign(r))
	}
	if got := verdictOn(diagnosed(t, Options{}, set("", unknown)...), "adapter-changed"); got != causes.Possible {
		t.Errorf("alone: %s", got)
	}
	for name, event := range map[string]string{"none": "", "of Windows": ev("01:59:52", "Microsoft-Windows-DNS-Client", 1014, "x=1"), "long before": ev("01:30:00", "mlx5", 129, "x=1")} {
		if got := verdictOn(diagnosed(t, Options{}, set("", event)...), "adapter-changed"); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A node that is paused for minutes loses the others when it goes on: one incident.
func TestOnePause(t *testing.T) {
	paused := idle("01:55:00", "02:20:00", "01:59:50", "02:03:00")
	set := slices.Concat([]given{clusterLog("N1", idle("01:55:00", "02:20:00"), lostRoute("02:00:00.100", "1", "2")), clusterLog("N2", paused, lostRoute("02:03:00.300", "2", "1"))}, quiet("N1"), quiet("N2"))
	r := diagnosed(t, Options{}, set...)
	if len(r.Incidents) != 1 || !strings.Contains(verdicts(r), "stood-still shown on N2") {
		t.Errorf("%d incidents: %s", len(r.Incidents), verdicts(r))
	}
	set[1] = clusterLog("N2", idle("01:55:00", "02:20:00"), lostRoute("02:03:00.300", "2", "1"))
	if r := diagnosed(t, Options{}, set...); len(r.Incidents) != 2 {
		t.Errorf("without a pause: %d incidents", len(r.Incidents))
	}
}

// A flip that was over before the loss is not its cause; that another network is back
// in the Domain profile does not end it.
func TestFlipThatWasOver(t *testing.T) {
	for guid, want := range map[string]bool{"{A}": false, "{B}": true} {
		r := diagnosed(t, Options{}, given{path: "N2.xml", node: "N2", text: ev("02:00:00", profiles, 10001, "Guid={A}", "Type=1") + ev("02:00:05", profiles, 10000, "Guid={A}", "Type=0", "Category=0") +
			ev("02:00:20", profiles, 10000, "Guid="+guid, "Type=1", "Category=2") + ev("02:00:45", clustering, 1135, "NodeName=N1")})
		if got := verdicts(r); strings.Contains(got, "profile-flip") != want {
			t.Errorf("%s back: %s", guid, got)
		}
	}
}

// Secrets in a line are masked.
func TestSecretsInLines(t *testing.T) {
	for text, want := range map[string]string{
		"connect with password=Hunter2! Pwd=S3cr3t; to it": "connect with password=*** Pwd=***; to it",
		`AccountKey="a b", sig=xyz&x=1`:                    `AccountKey=***, sig=***&x=1`,
		"keep-alive ioctl 0xd0000001, passed: 3":           "keep-alive ioctl 0xd0000001, passed: 3",
	} {
		if got := withoutSecrets(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// What a node missed before its log begins is not known: a loss is not one-sided for it.
func TestLogBeginsLate(t *testing.T) {
	for begin, want := range map[string]causes.Verdict{"01:55:00": causes.Shown, "01:59:58": ""} {
		set := slices.Concat([]given{
			clusterLog("N1", idle("01:55:00", "02:10:00"), lostRoute("02:00:00.100", "1", "2")),
			clusterLog("N2", idle(begin, "02:10:00"), at("02:00:00.900", "[NODE] Node 2: n1 node object is closing its connections")),
		}, quiet("N1"), quiet("N2"))
		if got := verdictOn(diagnosed(t, Options{}, set...), "one-sided"); got != want {
			t.Errorf("with a log from %s on: %q, want %q", begin, got, want)
		}
	}
}
