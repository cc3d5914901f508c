package windows

import "strings"

// Server2022 describes a node that lacks nothing.
func Server2022(name string) *Node {
	n := laterServer(name, OS{Caption: "Microsoft Windows Server 2022 Datacenter", Build: build2022})
	n.update(5761, octoberUpdate)
	return n
}

const build2022 = 20348

func version2022() version {
	return version{build: build2022, preset: "ws2022", describe: Server2022, changes: func(r *release) {
		r.netsh = netshTCP{
			rows: []TCPRow{
				{"rss", "enabled"}, {"autotuninglevel", "normal"}, {"congestionprovider", "default"},
				{"ecncapability", "disabled"}, {"timestamps", "allowed"}, {"initialrto", "1000"}, {"rsc", "enabled"},
				{"nonsackrttresiliency", "disabled"}, {"maxsynretransmissions", "4"}, {"fastopen", "enabled"},
				{"fastopenfallback", "enabled"}, {"hystart", "enabled"}, {"prr", "enabled"}, {"pacingprofile", "off"},
			},
			spell: func(label string) string { return strings.TrimPrefix(label, "TCP ") },
		}
	}}
}
