package windows

// The presets are made after Server2008R2: the only member of a cluster of its
// own, and nothing that a baseline asks of their version of Windows is lacking. The
// caller may change them freely. The ids of updates are real unless they start with
// KB9; when they were installed, and the revisions of packages, are synthetic.

// laterServer describes a node of a version after 2008 R2, without updates. Its
// services, firewall rules and networks are those of every version; heartbeats are
// at their defaults.
func laterServer(name string, os OS) *Node {
	n := Server2008R2(name)
	os.Domain, os.SKU, os.ProductType, os.Installation = n.OS.Domain, n.OS.SKU, n.OS.ProductType, n.OS.Installation
	os.WindowsDir, os.UpTime, os.Registered = n.OS.WindowsDir, n.OS.UpTime, n.OS.Registered
	n.OS = os
	n.Hotfixes, n.Packages, n.Files = nil, map[string]uint32{}, nil
	r := os.release()
	n.TCP = TCP{Rows: r.netsh.rows}
	if r.defender {
		n.Defender = recommendedExclusions()
		n.Filters["WdFilter"] = "328010"
		n.Services = append(n.Services, defenderService())
	}
	// From 2016 on no default of the history is certain.
	n.Cluster.Properties = map[string]int{"RouteHistoryLength": 40}
	return n
}

func clusterServices() []Service {
	const netsvcs = `C:\Windows\system32\svchost.exe -k netsvcs`
	return []Service{
		{Name: "BFE", DisplayName: "Base Filtering Engine", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "ClusSvc", DisplayName: "Cluster Service", State: "Running", StartMode: "Auto", Path: `C:\Windows\Cluster\clussvc.exe -s`},
		{Name: "Dnscache", DisplayName: "DNS Client", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "eventlog", DisplayName: "Windows Event Log", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "LanmanServer", DisplayName: "Server", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "LanmanWorkstation", DisplayName: "Workstation", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "MpsSvc", DisplayName: "Windows Firewall", State: "Running", StartMode: "Auto", Path: netsvcs},
		{Name: "netprofm", DisplayName: "Network List Service", State: "Running", StartMode: "Manual", Path: netsvcs},
		{Name: "W32Time", DisplayName: "Windows Time", State: "Running", StartMode: "Manual", Path: netsvcs},
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

// setTCP changes the value of a row.
func (n *Node) setTCP(key, value string) {
	for i := range n.TCP.Rows {
		if n.TCP.Rows[i].Key == key {
			n.TCP.Rows[i].Value = value
		}
	}
}
