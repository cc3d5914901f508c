package windows

// Server2016 describes a node that lacks nothing.
func Server2016(name string) *Node {
	n := laterServer(name, OS{Caption: "Microsoft Windows Server 2016 Datacenter", Build: build2016})
	n.update(9418, "5120418")
	return n
}

const build2016 = 14393

func version2016() version {
	return version{build: build2016, preset: "ws2016", describe: Server2016, changes: func(r *release) {
		r.firewallPolicy = 0x21a
		r.defender = true
		r.addColumns("Win32_Service", wmiBool, "DelayedAutoStart")
		r.addColumns("MSCluster_Node", wmiNumber, "StatusInformation")
		r.addColumns("MSCluster_Cluster", wmiNumber, "ClusterFunctionalLevel CrossSiteDelay CrossSiteThreshold "+
			"QuarantineDuration QuarantineThreshold ResiliencyDefaultPeriod ResiliencyLevel S2DEnabled")
		r.clusterDefaults["SameSubnetThreshold"], r.clusterDefaults["CrossSubnetThreshold"] = 10, 20
		r.clusterDefaults["CrossSiteDelay"], r.clusterDefaults["CrossSiteThreshold"] = 1000, 20
		r.clusterDefaults["ClusterFunctionalLevel"], r.clusterDefaults["S2DEnabled"] = 9, 0
		r.clusterDefaults["ResiliencyLevel"], r.clusterDefaults["ResiliencyDefaultPeriod"] = 1, 240
		r.clusterDefaults["QuarantineThreshold"], r.clusterDefaults["QuarantineDuration"] = 3, 7200 // of the duration sources disagree
		// No source says what RouteHistoryLength is from here on: it stays as it was.
	}}
}
