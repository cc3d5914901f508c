package diagnose

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// given is a log of a test: lines of a cluster log, or events.
type given struct {
	path, node string
	zone       logs.ZoneBy // "": UTC by the header
	text       string
}

var plain = regexp.MustCompile(`^(?:[0-9a-f]+\.[0-9a-f]+::)?((?:\d{4}/\d\d/\d\d-)?\d\d:\d\d:\d\d\.\d{3}) +(INFO|WARN|ERR|DBG) +(?:\[[^\] ]+\]?:? ?)?(.*)$`)

// records reads the lines of a test. An event is "time|provider|id|name=value|...".
func records(t testing.TB, s *logs.Source, text string) []logs.Record {
	t.Helper()
	var all []logs.Record
	number := int64(0)
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		r := logs.Record{Source: s, Line: number, Raw: line}
		if m := plain.FindStringSubmatch(line); m != nil {
			stamp := m[1]
			if len(stamp) < 20 { // as the readers give a time without a date
				stamp = "0001/01/01-" + stamp
			}
			at, err := time.Parse("2006/01/02-15:04:05.000", stamp)
			if err != nil {
				t.Fatal(err)
			}
			r.Time, r.Text = at, m[3]
		} else if parts := strings.Split(line, "|"); len(parts) > 2 {
			at, err := time.Parse("2006-01-02 15:04:05.999", parts[0])
			if err != nil {
				t.Fatal(err)
			}
			r.Time, r.Provider = at, parts[1]
			r.EventID, _ = strconv.Atoi(parts[2])
			for _, p := range parts[3:] {
				if name, value, ok := strings.Cut(p, "="); ok {
					r.Data = append(r.Data, logs.Datum{Name: name, Value: value})
				} else {
					r.Text = p
				}
			}
		} else {
			continue
		}
		all = append(all, r)
	}
	return all
}

var embedded = sync.OnceValue(func() *Recogniser {
	c, err := causes.Load()
	if err != nil {
		panic(err)
	}
	return NewRecogniser(c)
})

// diagnosed runs the logs of a test through.
func diagnosed(t testing.TB, o Options, all ...given) *Result {
	t.Helper()
	r := embedded()
	var read []*Log
	for _, g := range all {
		s := &logs.Source{Path: g.path, Node: g.node, Kind: logs.ClusterLog, Zone: logs.Zone{By: logs.ZoneHeader}}
		if g.zone != "" {
			s.Zone.By = g.zone
		}
		if strings.Contains(g.text, "|") {
			s.Kind = logs.EventXML
		}
		l := r.Log(s)
		for _, record := range records(t, s, g.text) {
			s.Records++
			l.Add(record)
		}
		read = append(read, l)
	}
	return r.Diagnose(read, o)
}

// verdicts are "cause verdict" of each incident.
func verdicts(r *Result) string {
	var all []string
	for _, i := range r.Incidents {
		var one []string
		for _, c := range i.Causes {
			s := fmt.Sprintf("%s %s on %s", c.ID, c.Verdict, c.Node)
			if c.Verdict != causes.Excluded {
				one = append(one, s)
			}
		}
		all = append(all, strings.Join(one, ", "))
	}
	return strings.Join(all, "; ")
}

func dump(t *testing.T, r *Result) {
	for _, i := range r.Incidents {
		t.Logf("%s %v", i.Title, i.Nodes)
		for _, c := range i.Causes {
			t.Logf(" %s %s %s missing %q", c.ID, c.Verdict, c.Title, c.Missing)
			for _, s := range c.Signs {
				t.Logf("   %s (against %t) %s %s %d", s.Holds, s.Against, s.Text, s.Detail, len(s.Steps))
			}
		}
		for _, s := range i.Steps {
			t.Logf("   %s %s %s %d %t", s.At.Format("15:04:05.000"), s.Node, s.Text, s.Count, s.First)
		}
	}
	t.Logf("%+v %q %q %+v", r.Exit, r.Missing, r.Patterns, r.Clocks)
}

const keepAlive = `00003728.000017c8::2011/12/19-12:39:48.993 WARN  [NETFT] Failed to send keep-alive ioctl to NetFT: 0xd0000001
00003728.00001654::2011/12/19-12:39:49.507 WARN  [NETFT] Failed to send keep-alive ioctl to NetFT: 0xd0000001
00003728.00001654::2011/12/19-12:39:49.975 INFO  [Reconnector- Reconnector from epoch 3 to epoch 4 waited 28.000 so far.
00003728.000017c8::2011/12/19-12:39:50.022 WARN  [NETFT] Failed to send keep-alive ioctl to NetFT: 0xd0000001
00003728.00004150::2011/12/19-12:39:51.988 INFO  [Reconnector-] Reconnector from epoch 3 to epoch 4 waited 30.000 so far.
00003728.000034f8::2011/12/19-12:39:52.175 INFO  [ACCEPT] Accepted inbound connection from remote endpoint :~48450~.
00003728.00002a08::2011/12/19-12:39:52.206 ERR   node was pruned out by the membership manager (status = 5892), executing OnStop
`

const lostQuorum = `0000ab34.00004e64::2014/06/10-07:54:34.099 DBG   [NETFTAPI] Signaled NetftRemoteUnreachable event, local address 10.1.1.1:3343 remote address 10.1.1.2:3343
0000ab34.00004b38::2014/06/10-07:54:34.099 INFO  [IM] got event: Remote endpoint 10.1.1.2:~3343~ unreachable from 10.1.1.1:~3343~
0000ab34.00004b38::2014/06/10-07:54:34.099 INFO  [NDP] All routes for route (virtual) local fe80::1:~0~ to remote fe80::2:~0~ are down
0000ab34.00007328::2014/06/10-07:54:34.099 INFO  [CORE] Node 8: executing node 12 failed handlers on a dedicated thread
0000ab34.00007328::2014/06/10-07:54:34.099 INFO  [NODE] Node 8: n12 node object is closing its connections
0000ab34.00004b38::2014/06/10-07:54:34.099 INFO  [IM] Route history 1: Old: 05.936, Message: Response, Heartbeats counter/threshold: 5/5, Error: Success
0000ab34.00007328::2014/06/10-07:54:34.100 INFO    <Delay>1000</Delay>
0000ab34.00007328::2014/06/10-07:54:34.100 INFO    <Threshold>5</Threshold>
0000ab34.0000a7c0::2014/06/10-07:54:38.433 ERR   [QUORUM] Node 8: Lost quorum (3 4 5 6 7 8)
0000ab34.0000a7c0::2014/06/10-07:54:38.433 ERR   lost quorum (status = 5925)
`

// The events of the field report, as text of one node whose name it leaves out.
const fieldReport = `2011-12-12 10:13:14|Microsoft-Windows-NetworkProfile|10001|Network Disconnected Type: Managed State: Disconnected Category: Domain Authenticated
2011-12-12 10:13:18|Microsoft-Windows-FailoverClustering|1135|Cluster node 'CONTOSONODE1' was removed from the active failover cluster membership.
2011-12-12 10:13:24|Microsoft-Windows-NetworkProfile|4001|Entered State: Identifying
2011-12-12 10:13:25|Microsoft-Windows-NetworkProfile|10000|Network Connected Name: Identifying... Type: Unmanaged State: Connected,IPV4 (Local) Category: Public
2011-12-12 10:13:27|Microsoft-Windows-NetworkProfile|10000|Network Connected Name: Unidentified network Type: Unmanaged Category: Public
2011-12-12 10:19:46|Microsoft-Windows-NetworkProfile|10000|Network Connected Type: Managed State: Connected,IPV4 (Internet) Category: Domain Authenticated
2011-12-12 10:21:22|Service Control Manager|7036|The Cluster Service service entered the running state.
`

func domainOnly(name string) *facts.Node {
	on := 1
	n := &facts.Node{Name: name, OS: facts.OS{Section: facts.Section{State: facts.Collected}, HostName: name, Version: "6.1.7601", Build: 7601, ProductType: 3, WindowsDir: `C:\Windows`}}
	n.Firewall.Local = facts.FirewallStore{Section: facts.Section{State: facts.Collected, At: time.Date(2011, 12, 12, 9, 0, 0, 0, time.UTC)},
		Profiles: []facts.FirewallProfile{{Name: "domain", EnableFirewall: &on, DefaultInboundAction: &on}, {Name: "private", EnableFirewall: &on, DefaultInboundAction: &on}, {Name: "public", EnableFirewall: &on, DefaultInboundAction: &on}},
		Rules:    []facts.FirewallRule{{ID: "r", Action: "allow", Active: true, Direction: "in", Protocol: 17, Profiles: []string{"domain"}, LocalPorts: []string{"3343"}, Program: "System"}}}
	n.Firewall.Policy.State, n.Firewall.MDM.State = facts.Absent, facts.Absent
	return n
}

func TestFieldReport(t *testing.T) {
	r := diagnosed(t, Options{Facts: []*facts.Node{domainOnly("HV02")}}, given{path: "HV02.txt", node: "HV02", text: fieldReport}, given{path: "b.log", node: "HV03", text: keepAlive})
	dump(t, r)
	if got, want := verdicts(r), "profile-flip shown on HV02; netft-link likely on HV03"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLostQuorum(t *testing.T) {
	r := diagnosed(t, Options{}, given{path: "c.log", text: lostQuorum})
	dump(t, r)
	if got, want := verdicts(r), "network-between possible on node 8"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
