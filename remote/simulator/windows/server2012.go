package windows

// Server2012 describes a node that lacks nothing, with the members of
// list article 2784261 and a monthly rollup of October 2025.
func Server2012(name string) *Node {
	n := laterServer(name, OS{Caption: "Microsoft Windows Server 2012 Datacenter", Build: build2012})
	n.install("6.2", `5066875 3185280 3062586 3018489 3048474 3004098 2916993 2929869 2913695 2878635 2894464 2838043
		2803748 2770917`)
	n.Cluster.Properties = raisedThresholds()
	return n
}

// raisedThresholds are the heartbeat settings recommended for 2012 and 2012 R2.
func raisedThresholds() map[string]int {
	return map[string]int{"SameSubnetThreshold": 10, "CrossSubnetThreshold": 20, "RouteHistoryLength": 20}
}

const build2012 = 9200

func version2012() version {
	return version{build: build2012, preset: "ws2012", describe: Server2012, changes: func(r *release) {
		r.kernel = "6.2"
		r.stack = 3
		r.firewallPolicy = 0x214
		r.weightUpdate = ""
		r.netsh = netshTCP{rows: []TCPRow{
			{"rss", "enabled"}, {"chimney", "disabled"}, {"netdma", "disabled"}, {"dca", "disabled"},
			{"autotuninglevel", "normal"}, {"congestionprovider", "default"}, {"ecncapability", "enabled"},
			{"timestamps", "disabled"}, {"initialrto", "3000"}, {"rsc", "enabled"},
			{"nonsackrttresiliency", "disabled"}, {"maxsynretransmissions", "2"}, {"fastopen", "disabled"},
		}}
		r.standardCimv2 = true
		r.addColumns("Win32_OperatingSystem", wmiBool, "PortableOperatingSystem")
		r.addColumns("MSCluster_Cluster", wmiNumber, "DynamicQuorumEnabled MinimumNeverPreemptPriority "+
			"MinimumPreemptorPriority PreventQuorum RouteHistoryLength")
		r.addColumns("MSCluster_Node", wmiNumber, "DynamicWeight NodeDrainStatus NodeWeight")
		r.clusterDefaults["RouteHistoryLength"], r.clusterDefaults["DynamicQuorumEnabled"] = 10, 1
	}}
}
