package windows

import (
	"fmt"
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
			Domain: "contoso.example", Caption: "Microsoft Windows Server 2008 R2 Datacenter ", Build: 7601,
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
		TCP:      TCP{Rows: DefaultTCPRows(7601)},
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

// packageName is the name under which the servicing store keeps an update.
func packageName(kb string) string {
	return "Package_for_KB" + kb + "~31bf3856ad364e35~amd64~~6.1.1.0"
}

// removeUpdates takes updates off the node without a trace.
func (n *Node) removeUpdates(kbs ...string) {
	for _, kb := range kbs {
		n.Hotfixes = slices.DeleteFunc(n.Hotfixes, func(h Hotfix) bool { return h.ID == "KB"+kb })
		delete(n.Packages, packageName(kb))
	}
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
		2511305 2519736 2525390 2634907 976902 976932 3177467 4490628 4538483 4580970`)
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

func clusterServices() []Service {
	const netsvcs = `C:\Windows\system32\svchost.exe -k netsvcs`
	return []Service{
		{Name: "BFE", DisplayName: "Base Filtering Engine", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "ClusSvc", DisplayName: "Cluster Service", State: "Running", StartMode: "Auto", Path: `C:\Windows\Cluster\clussvc.exe -s`},
		{Name: "Dnscache", DisplayName: "DNS Client", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "eventlog", DisplayName: "Windows Event Log", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "LanmanServer", DisplayName: "Server", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "MpsSvc", DisplayName: "Windows Firewall", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "netprofm", DisplayName: "Network List Service", State: "Running", StartMode: "Manual", Path: netsvcs},
		{Name: "NlaSvc", DisplayName: "Network Location Awareness", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "RemoteRegistry", DisplayName: "Remote Registry", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "TrustedInstaller", DisplayName: "Windows Modules Installer", State: "Stopped", StartMode: "Manual", Path: `C:\Windows\servicing\TrustedInstaller.exe`},
		{Name: "Winmgmt", DisplayName: "Windows Management Instrumentation", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "WinRM", DisplayName: "Windows Remote Management (WS-Management)", State: "Running", StartMode: "Auto", Path: netsvcs},
	}
}

// clusterFirewall has the firewall on in every profile, and the rules of the
// failover clustering feature open in all of them. The ids are those of
// current Windows, the rule strings synthetic.
func clusterFirewall() Firewall {
	on := FirewallProfile{EnableFirewall: new(uint32(1))}
	const service = `App=%SystemRoot%\Cluster\clussvc.exe|Svc=ClusSvc|`
	return Firewall{
		StockRules: true,
		Profiles:   map[string]FirewallProfile{"domain": on, "private": on, "public": on},
		Rules: map[string]string{
			clusterUDPRule:                         allowRule("Protocol=17|LPort=3343|App=System|"),
			"FailoverClustering-ClusSvc-TCP-In":    allowRule("Protocol=6|LPort=3343|" + service),
			"FailoverClustering-ClusSvcRPC-TCP-In": allowRule("Protocol=6|LPort=RPC|" + service),
			"FailoverCluster-FCSRV-TCP-In":         allowRule(`Protocol=6|LPort=RPC|App=%SystemRoot%\System32\fcsrv.exe|`),
			"FailoverCluster-CPREPSRV-TCP-In":      allowRule(`Protocol=6|LPort=RPC|App=%SystemRoot%\System32\cprepsrv.exe|`),
			"CoreNet-ICMP6-NDA-In":                 allowRule("Protocol=58|ICMP6=136:*|App=System|"),
			"CoreNet-ICMP6-NDS-In":                 allowRule("Protocol=58|ICMP6=135:*|App=System|"),
			"CoreNet-ICMP6-NDA-Out":                allowOutRule("Protocol=58|ICMP6=136:*|"),
			"CoreNet-ICMP6-NDS-Out":                allowOutRule("Protocol=58|ICMP6=135:*|"),
		},
	}
}

// clusterUDPRule is the id of the rule for the heartbeat's port.
const clusterUDPRule = "FailoverClustering-NetFt-UDP-In"

func allowRule(tokens string) string {
	return "v2.10|Action=Allow|Active=TRUE|Dir=In|" + tokens + "Name=Synthetic rule|"
}

func allowOutRule(tokens string) string {
	return "v2.10|Action=Allow|Active=TRUE|Dir=Out|" + tokens + "Name=Synthetic rule|"
}

// newCluster describes a cluster with a heartbeat and a production network on
// every node, at the recommended heartbeat settings.
func newCluster(name string, nodes []string) *Cluster {
	c := &Cluster{
		Name: name,
		FQDN: strings.ToLower(name) + ".contoso.example",
		Properties: map[string]int{
			"SameSubnetDelay": 2000, "SameSubnetThreshold": 10, "CrossSubnetDelay": 2000, "CrossSubnetThreshold": 10,
		},
		Networks: []ClusterNetwork{
			{Name: "Heartbeat", Address: "10.20.0.0", Mask: "255.255.255.0", Role: 1, State: 3},
			{Name: "Production", Address: "10.10.0.0", Mask: "255.255.255.0", Role: 3, State: 3},
		},
		Resources: []ClusterResource{
			{ID: syntheticGUID("name", 1), Name: "Cluster Name", Type: "Network Name", Group: "Cluster Group", State: 2},
			{ID: syntheticGUID("address", 1), Name: "Cluster IP Address", Type: "IP Address", Group: "Cluster Group", State: 2},
			{ID: syntheticGUID("disk", 1), Name: "Witness", Type: "Physical Disk", Group: "Cluster Group", State: 2},
		},
	}
	for i := range c.Resources {
		c.Resources[i].Owner = nodes[0]
	}
	for i, node := range nodes {
		c.Nodes = append(c.Nodes, ClusterNode{Name: node})
		for j, network := range c.Networks {
			c.Interfaces = append(c.Interfaces, ClusterInterface{
				Name: node + " - " + network.Name, Node: node, Network: network.Name,
				Adapter:   fmt.Sprintf("Synthetic Gigabit Adapter #%d", j+1),
				AdapterID: syntheticGUID(node, j), Address: fmt.Sprintf("10.%d.0.%d", 20-10*j, 11+i), State: 3,
			})
		}
	}
	return c
}
