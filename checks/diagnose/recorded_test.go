package diagnose

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The lines of this file are in the image of a published case: an adapter's driver was
// replaced on SVR13, and SVR14 then lost the race for the witness. They have no date.
const (
	svr14 = `21:16:17.256 INFO  [ACCEPT] 0.0.0.0:~3343~: Accepted inbound connection from remote endpoint 10.0.1.13:~49183~.
21:17:43.284 INFO  [IM] got event: LocalEndpoint 10.0.1.14:~3343~ has missed two consecutive heartbeats from 10.0.1.13:~3343~
21:17:46.284 INFO  [ACCEPT] 0.0.0.0:~3343~: Accepted inbound connection from remote endpoint 10.0.1.13:~49258~.
21:17:51.284 INFO  [IM] got event: Remote endpoint 10.0.1.13:~3343~ unreachable from 10.0.1.14:~3343~
21:17:51.284 INFO  [RGP] node 1: Node Disconnected 2 000000010
21:17:51.909 WARN  [QUORUM] Node 1 CompareAndSetWitnessTag: witness tag (87:87:7) is better than proposed tag (87:86:6).
21:17:51.909 ERR   Quorum lost because failed to update witness epoch after node failure (status = 5925)
`
	svr13 = `21:16:19.733 INFO  Shutdown lock acquired, proceeding with shutdown
21:17:41.708 DBG   [NETFTAPI] Signaled NetftLocalRemove event for fe80::1
21:17:41.724 INFO  [IM] got event: Remote endpoint 10.0.1.14:~3343~ unreachable from 10.0.1.13:~3343~
21:17:41.724 INFO  [RGP] node 2: Node Disconnected 1 000000100
21:17:42.347 INFO  [RGP] node 2: GoSingleton
21:17:47.289 INFO  [SV] New real route: local (10.0.1.13:~49258~) to remote SVR14 (10.0.1.14:~3343~).
21:17:49.021 INFO  [CS] Service Stopped...
`
)

func TestAdapterAndWitness(t *testing.T) {
	r := diagnosed(t, Options{}, given{path: "SVR13_cluster.log", node: "SVR13", text: svr13}, given{path: "SVR14_cluster.log", node: "SVR14", text: svr14})
	if got, want := verdicts(r), "adapter-changed likely on SVR13, witness likely on SVR14"; got != want {
		dump(t, r)
		t.Errorf("got %s, want %s", got, want)
	}
	found := false
	for _, c := range r.Clocks {
		if c.Node == "SVR14" && c.Ahead == -1005 && c.Pairs == 1 && c.Uncertain && strings.HasPrefix(c.Proof, "one pair only") {
			found = true
		}
	}
	if !found {
		t.Errorf("the clocks are %+v", r.Clocks)
	}
}

// A policy stopped the service; the log of Windows Server 2022 names its node in the stop.
func TestPolicy(t *testing.T) {
	const log = `00002f48.0000364c::2024/08/12-17:26:53.682 DBG   [NODE] Node 1: eating message sent to the dead node 2
00002f48.0000364c::2024/08/12-17:26:53.682 INFO  [CS] Service Stopping...
00002f48.00002c9c::2024/08/12-17:26:53.682 INFO  [CORE] Graceful shutdown reported by node sqlnode01, reason ServiceStopReason::ServiceShutdown, nodeIsUp false (payload 327681)
`
	if got, want := verdicts(diagnosed(t, Options{}, given{path: "case.log", text: log})), "service-stopped likely on SQLNODE01"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// UDP 3343 is blocked at a join, in the words of Windows Server 2008 R2.
func TestBlockedJoin(t *testing.T) {
	const log = `00001344.0000043c::2010/07/27-12:54:42.832 WARN  cxl::ConnectWorker::operator (): GracefulClose(1226)' because of 'channel to remote endpoint 10.0.0.27:~3343~ is closed'
00001344.00001b8c::2010/07/27-12:54:43.815 WARN  [JPM] Node 3: No connection to node(s) (2). Cannot join yet
00001344.0000043c::2010/07/27-12:54:44.813 WARN  [JPM] Node 3: No connection to node(s) (2). Cannot join yet
00001344.00001b8c::2010/07/27-12:54:45.827 WARN  [JPM] Node 3: No connection to node(s) (2). Cannot join yet
`
	if got, want := verdicts(diagnosed(t, Options{}, given{path: "join.log", text: log})), "udp-blocked likely on node 3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A restart of Windows is planned: no incident.
func TestPlanned(t *testing.T) {
	stop := clusterLog("N2", idle("01:55:00", "02:00:00"), at("02:00:00.100", "[CS] Service Stopping..."), idle("02:05:00", "02:10:00"))
	r := diagnosed(t, Options{}, append(quiet("N2", ev("01:59:58", "USER32", 1074, "param1=msiexec.exe")), stop)...)
	if len(r.Incidents) != 0 || len(r.Planned) != 1 || r.Exit.Code != ExitNone {
		t.Errorf("%s; planned %+v, exit %+v", verdicts(r), r.Planned, r.Exit)
	}
}

// Three nights at two: the pattern and the node that begins.
func TestPattern(t *testing.T) {
	var one, two string
	for _, day := range []string{"02", "03", "04"} {
		one += "00000a34.00000b38::2026/03/" + day + "-02:00:05.000 INFO  [NODE] Node 1: n2 node object is closing its connections\n"
		two += "00000a34.00000b38::2026/03/" + day + "-02:00:01.000 INFO  [IM] Marking Route from 10.0.0.2:~3343~ to 10.0.0.1:~3343~ as down\n"
	}
	r := diagnosed(t, Options{}, given{path: "N1.log", node: "N1", text: one}, given{path: "N2.log", node: "N2", text: two})
	if len(r.Patterns) < 2 || r.Patterns[0] != "3 of 3 begin on N2" || r.Patterns[1] != "all begin within 10 minutes of 02:00 UTC" {
		t.Errorf("%d incidents, patterns %q", len(r.Incidents), r.Patterns)
	}
}

// A page that quotes a log and events names no node: it is one of those of the facts.
func TestUnnamedNode(t *testing.T) {
	open := domainOnly("HV03")
	open.Firewall.Local.Rules[0].Profiles = nil
	set := []given{{path: "page.txt", text: keepAlive}, {path: "page.txt", text: fieldReport}}
	for _, tt := range []struct {
		name string
		on   []*facts.Node
		want string
	}{
		{"closed on all", []*facts.Node{domainOnly("HV01"), domainOnly("HV02")}, "profile-flip shown on (page); netft-link likely on (page)"},
		{"closed on some", []*facts.Node{domainOnly("HV01"), open}, "profile-flip likely on (page); netft-link likely on (page)"},
		{"no facts", nil, "profile-flip likely on (page); netft-link likely on (page)"},
	} {
		if got := verdicts(diagnosed(t, Options{Facts: tt.on}, set...)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
