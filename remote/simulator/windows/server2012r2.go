package windows

// Server2012R2 describes a node that lacks nothing, with the members of
// list article 2920151 for any cluster and a monthly rollup of October 2025.
func Server2012R2(name string) *Node {
	n := laterServer(name, OS{Caption: "Microsoft Windows Server 2012 R2 Datacenter", Build: build2012R2})
	n.install("6.3", "5066873 4284815 3137728 3179574 3172614 3091057 3013769 3000850 2919355")
	n.Cluster.Properties = raisedThresholds()
	return n
}

const build2012R2 = 9600

func version2012R2() version {
	return version{build: build2012R2, preset: "ws2012r2", describe: Server2012R2, changes: func(r *release) {
		r.kernel = "6.3"
		r.firewallPolicy = 0x216
	}}
}
