package windows

import (
	"slices"
	"strings"
	"time"
)

// Server2008R2 describes a node with 2008 R2 SP1 that lacks nothing: it
// is the only member of a cluster of its own and has the recommended updates,
// heartbeat, offload and firewall settings. The updates' ids are real; when
// they were installed, the versions of the files and the firewall rules are
// synthetic. The caller may change the result freely.
func Server2008R2(name string) *Node {
	n := &Node{
		Name:     name,
		Language: "en",
		OS: OS{
			Domain: "contoso.example", Caption: "Microsoft Windows Server 2008 R2 Datacenter ", Build: build2008R2,
			ServicePack: 1, SKU: 8, ProductType: 3, Installation: "full", WindowsDir: `C:\Windows`,
			UpTime: 21 * day, Registered: "Contoso",
		},
		Packages:      map[string]uint32{},
		StockPackages: true,
		Files:         syntheticFiles(),
		Services:      clusterServices(),
		Drivers: []Service{
			{Name: "Tcpip", DisplayName: "TCP/IP Protocol Driver", State: "Running", StartMode: "Boot", Path: `C:\Windows\system32\drivers\tcpip.sys`},
			{Name: "NetFT", DisplayName: "Failover Cluster Virtual Adapter", State: "Running", StartMode: "Manual", Path: `C:\Windows\system32\drivers\netft.sys`},
		},
		Filters:  windowsFilters(),
		TCP:      TCP{Rows: releaseOf(build2008R2).netsh.rows},
		Firewall: clusterFirewall(),
		Cluster:  newCluster(name+"-CLUSTER", []string{name}),

		StockEvents: true,
	}
	n.setTCP("chimney", "disabled")
	n.setTCP("netdma", "disabled")
	for i, kb := range slices.Concat(recommendedUpdates(), otherUpdates()) {
		day := time.Date(2015, time.March, 1+i, 0, 0, 0, 0, time.UTC)
		n.Hotfixes = append(n.Hotfixes, Hotfix{
			ID: "KB" + kb, Description: "Hotfix", InstalledBy: `CONTOSO\patching`, InstalledOn: day.Format("1/2/2006"),
		})
		n.Packages[packageName(kb)] = packageInstalled
	}
	return n
}

// recommendedUpdates are the updates that matter to a 2008 R2 SP1 cluster: the
// members of list article 2545685, and two that it no longer names.
func recommendedUpdates() []string {
	return []string{"3033918", "2972254", "2871803", "2524478", "2559392", "2545850", "2552040", "2550886"}
}

// otherUpdates are further updates that were published for 2008 R2, so that
// the list has the length it has in the field. None of them replaces one of
// the recommended.
func otherUpdates() []string {
	return strings.Fields(`974930 976571 978001 978562 979782 2277439 2294255 2353832 2353808 2446607 2462576
		2485543 2494016 2494036 2494162 2496034 2512715 2520235 2531907 2549448 2549472 2550894 2575625 2578113
		2579052 2580360 2606025 2648385 2637197 2616514 2652013 2673129 2674551 2687741 2741477 2777201 2779069
		2511305 2519736 2525390 2634907 976902 976932 3177467 4490628 4538483 4580970 5028240`)
}

func syntheticFiles() map[string]string {
	return map[string]string{
		`%SystemRoot%\Cluster\clussvc.exe`:            "6.1.7601.22889",
		`%SystemRoot%\Cluster\clusres.dll`:            "6.1.7601.22889",
		`%SystemRoot%\System32\wbem\cluswmi.dll`:      "6.1.7601.22889",
		`%SystemRoot%\System32\drivers\netft.sys`:     "6.1.7601.22000",
		`%SystemRoot%\System32\nlasvc.dll`:            "6.1.7601.22000",
		`%SystemRoot%\System32\ncsi.dll`:              "6.1.7601.22000",
		`%SystemRoot%\System32\nlaapi.dll`:            "6.1.7601.22000",
		`%SystemRoot%\System32\drivers\tcpip.sys`:     "6.1.7601.22080",
		`%SystemRoot%\System32\drivers\csvfilter.sys`: "6.1.7601.22889",
	}
}

const build2008R2 = 7601

func version2008R2() version {
	return version{build: build2008R2, preset: "ws2008r2-sp1", describe: Server2008R2, changes: release2008R2}
}

// release2008R2 is what both service packs have, and what later versions change.
func release2008R2(r *release) {
	r.kernel = "6.1"
	r.stack = 2
	r.firewallPolicy = 0x20a
	r.weightUpdate = "KB2494036"
	r.netsh = netshTCP{
		rows: []TCPRow{
			{"rss", "enabled"}, {"chimney", "automatic"}, {"netdma", "enabled"}, {"dca", "disabled"},
			{"autotuninglevel", "normal"}, {"congestionprovider", "ctcp"}, {"ecncapability", "disabled"},
			{"timestamps", "disabled"},
		},
		// A mistake of Windows, in every language that keeps the label in English.
		spell:      func(label string) string { return strings.Replace(label, "Cache Access", "Cache Acess", 1) },
		splitsDump: true,
	}
	r.clusterDefaults = map[string]int{
		"SameSubnetDelay": 1000, "SameSubnetThreshold": 5, "CrossSubnetDelay": 1000, "CrossSubnetThreshold": 5,
		"PlumbAllCrossSubnetRoutes": 0,
	}
}
