package windows

import "strings"

// Server2008R2RTM describes a node with 2008 R2 without a service pack
// that lacks nothing: the members of list article 980054, those for Server Core
// and for print clusters among them, and one that it does not name. Else it is
// as Server2008R2 and as synthetic.
func Server2008R2RTM(name string) *Node {
	n := Server2008R2(name)
	n.OS.Build, n.OS.ServicePack = build2008R2RTM, 0
	for path := range n.Files {
		n.Files[path] = "6.1.7600.21294"
	}
	n.Hotfixes, n.Packages = nil, map[string]uint32{}
	n.install("6.1", `2552040 2550886 2524478 2559392 2545850 2687646 2685891 2639032 2520235 978309 976571`)
	n.install("6.1", strings.Join(otherUpdates()[4:12], " "))
	return n
}

const build2008R2RTM = 7600

func version2008R2RTM() version {
	return version{build: build2008R2RTM, preset: "ws2008r2-rtm", describe: Server2008R2RTM, changes: release2008R2}
}
