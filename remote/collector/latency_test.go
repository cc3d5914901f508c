package collector

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func clusterInterface(node, network, address string) remote.Row {
	return remote.Row{"Name": {node + " - " + network}, "Node": {node}, "Network": {network}, "Address": {address}, "State": {"3"}}
}

// nodeWithPeers is a synthetic node with two others, of which one is silent on
// the heartbeat network.
func nodeWithPeers() *fakeNode {
	f := healthyNode()
	network := func(name, role string) remote.Row {
		return remote.Row{"Name": {name}, "Role": {role}, "State": {"3"}}
	}
	f.rows["MSCluster_Network"] = []remote.Row{network("Heartbeat", "1"), network("LAN", "3"), network("Storage", "0")}
	f.rows["MSCluster_NetworkInterface"] = []remote.Row{
		clusterInterface("node1", "Heartbeat", "10.0.0.1"), clusterInterface("NODE3", "Heartbeat", "10.0.0.3"),
		clusterInterface("NODE2", "LAN", "fe80::2"), clusterInterface("NODE2", "Heartbeat", "10.0.0.2"), clusterInterface("NODE2", "Storage", "10.9.0.2"),
	}
	f.rows["Win32_PingStatus"] = []remote.Row{
		{"Address": {"10.0.0.2"}, "StatusCode": {"0"}, "ResponseTime": {"0"}},
		{"Address": {"10.0.0.3"}, "StatusCode": {"11010"}},
		{"Address": {"FE80:0::2"}, "StatusCode": {"0"}, "ResponseTime": {"3"}},
	}
	return f
}

func TestLatency(t *testing.T) {
	f := nodeWithPeers()
	n := collect(t, f, facts.Request{PingRounds: 2})
	want := []facts.LatencyPath{
		{To: "NODE2", Network: "Heartbeat", Address: "10.0.0.2", Sent: 2, RoundTrips: []int{0, 0}},
		{To: "NODE2", Network: "LAN", Address: "fe80::2", Sent: 2, RoundTrips: []int{3, 3}},
		{To: "NODE3", Network: "Heartbeat", Address: "10.0.0.3", Sent: 2},
	}
	if diff := cmp.Diff(want, n.Latency.Paths); diff != "" || n.Latency.State != facts.Collected {
		t.Errorf("%+v (-want +got):\n%s", n.Latency.Problem, diff)
	}
	const query = "root/cimv2: SELECT Address,StatusCode,ResponseTime FROM Win32_PingStatus WHERE Timeout=2500 AND (Address='10.0.0.2' OR Address='fe80::2' OR Address='10.0.0.3')"
	if diff := cmp.Diff([]string{query, query}, f.asked[len(f.asked)-2:]); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{facts.ProbeLatency}, n.Probes); diff != "" {
		t.Error(diff)
	}
	roundTrip(t, n)
}

// Whoever does not ask for the probe sends nothing to other nodes.
func TestNoLatencyUnlessProbed(t *testing.T) {
	f := nodeWithPeers()
	n := collect(t, f, fullRequest())
	if n.Latency.State != "" || n.Probes != nil || strings.Contains(strings.Join(f.asked, " "), "Ping") {
		t.Errorf("%+v %v after %q", n.Latency, n.Probes, f.asked)
	}
}

func TestLatencyOfManyNodes(t *testing.T) {
	f := nodeWithPeers()
	f.rows["Win32_PingStatus"] = nil
	for i := range maxPinged - 3 {
		address := fmt.Sprintf("10.1.0.%d", i+1)
		f.rows["MSCluster_NetworkInterface"] = append(f.rows["MSCluster_NetworkInterface"], clusterInterface("MORE", "LAN", address))
	}
	for _, i := range f.rows["MSCluster_NetworkInterface"] {
		f.rows["Win32_PingStatus"] = append(f.rows["Win32_PingStatus"], remote.Row{"Address": i["Address"], "StatusCode": {"0"}, "ResponseTime": {"1"}})
	}
	n := collect(t, f, facts.Request{PingRounds: 1})
	if len(n.Latency.Paths) != maxPinged {
		t.Fatalf("%d paths, %+v", len(n.Latency.Paths), n.Latency.Problem)
	}
	for _, query := range f.asked {
		if strings.Count(query, "Address=") > pingsOfQuery {
			t.Errorf("asked %s", query)
		}
	}
	f.rows["MSCluster_NetworkInterface"] = append(f.rows["MSCluster_NetworkInterface"], clusterInterface("MORE", "LAN", "10.1.1.1"))
	if n := collect(t, f, facts.Request{PingRounds: 1}); n.Latency.State != facts.Failed {
		t.Errorf("%+v", n.Latency)
	}
}

func TestLatencyThatCannotBeMeasured(t *testing.T) {
	with := func(class string, rows ...remote.Row) *fakeNode {
		f := nodeWithPeers()
		f.rows[class] = rows
		return f
	}
	alone := with("MSCluster_NetworkInterface", clusterInterface("NODE1", "Heartbeat", "10.0.0.1"))
	peer := func(network, address string) *fakeNode {
		return with("MSCluster_NetworkInterface", clusterInterface("NODE1", "LAN", "10.0.0.1"), clusterInterface("NODE2", network, address))
	}
	noCluster := with("Win32_Service", remote.Row{"Name": {"MpsSvc"}})
	answers := func(rows ...remote.Row) *fakeNode { return with("Win32_PingStatus", rows...) }
	tests := []struct {
		name  string
		node  *fakeNode
		state facts.State
		kind  string
	}{
		{"the only node", alone, facts.Absent, ""},
		{"no cluster", noCluster, facts.Absent, ""},
		{"networks not readable", nodeWithPeers().fails("MSCluster_Network", remote.AccessDenied), facts.Failed, kindNotCredible},
		{"interfaces not readable", nodeWithPeers().fails("MSCluster_NetworkInterface", remote.Fault), facts.Failed, kindNotCredible},
		{"not itself in the cluster", with("MSCluster_NetworkInterface", clusterInterface("NODE2", "LAN", "10.0.0.2")), facts.Failed, kindNotCredible},
		{"no common network", peer("Storage", "10.9.0.2"), facts.Failed, kindNotCredible},
		{"a network that is not listed", peer("Elsewhere", "10.9.0.2"), facts.Failed, kindNotCredible},
		{"no address", peer("LAN", ""), facts.Failed, kindNotCredible},
		{"hostile address", peer("LAN", "10.0.0.2' OR Address='10.0.0.9"), facts.Failed, kindNotCredible},
		{"hostile zone", peer("LAN", "fe80::1%' OR ''='"), facts.Failed, kindNotCredible},
		{"no answer at all", answers(), facts.Failed, kindNotCredible},
		{"an address without an answer", answers(nodeWithPeers().rows["Win32_PingStatus"][:2]...), facts.Failed, kindNotCredible},
		{"an answer without a time", answers(remote.Row{"Address": {"10.0.0.2"}, "StatusCode": {"0"}}), facts.Failed, kindNotCredible},
		{"refused", nodeWithPeers().fails("Win32_PingStatus", remote.AccessDenied), facts.Failed, "access-denied"},
		{"session broken", nodeWithPeers().fails("Win32_PingStatus", remote.Timeout), facts.Failed, "timeout"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, facts.Request{PingRounds: 3, Services: []string{"ClusSvc", "MpsSvc"}})
			kind := ""
			if n.Latency.Problem != nil {
				kind = n.Latency.Problem.Kind
			}
			if n.Latency.State != tt.state || kind != tt.kind || n.Latency.Paths != nil || len(n.Probes) != 1 {
				t.Errorf("%+v %+v, probes %v", n.Latency, n.Latency.Problem, n.Probes)
			}
		})
	}
}
