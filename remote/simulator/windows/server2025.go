package windows

// Server2025 describes a node that lacks nothing.
func Server2025(name string) *Node {
	n := laterServer(name, OS{Caption: "Microsoft Windows Server 2025 Datacenter", Build: build2025})
	n.update(33650, octoberUpdate)
	return n
}

const build2025 = 26100

func version2025() version {
	return version{build: build2025, preset: "ws2025", describe: Server2025, changes: func(*release) {}}
}
