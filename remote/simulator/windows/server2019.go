package windows

// Server2019 describes a node that lacks nothing.
func Server2019(name string) *Node {
	n := laterServer(name, OS{Caption: "Microsoft Windows Server 2019 Datacenter", Build: build2019})
	n.update(9376, octoberUpdate)
	return n
}

const build2019 = 17763

func version2019() version {
	return version{build: build2019, preset: "ws2019", describe: Server2019, changes: func(r *release) {
		r.firewallPolicy = 0x21d
		r.clusterDefaults["SameSubnetThreshold"] = 20
		// Sources disagree whether it is 10 or 11; those of later versions are not known.
		r.clusterDefaults["ClusterFunctionalLevel"] = 11
	}}
}
