package checks

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The adapters, rules and drivers here are synthetic, as everything of testNode.

func wantOfNetworks(b *baselines.Baseline) {
	for _, subject := range []string{"cluster-only", "dns-registration", "gateway", "interfaces", "one-adapter-per-subnet", "redundancy", "state", "distinct-subnets", clusteredAddress} {
		b.ClusterNetworks = append(b.ClusterNetworks, baselines.ClusterNetwork{Requirement: requirement("cluster-network/" + subject), Subject: subject, Min: new(1)})
	}
	b.Cluster.FunctionalLevel = &baselines.FunctionalLevel{
		Requirement: requirement("cluster/functional-level"), Behind: []baselines.LevelBehind{{Level: 8, Build: 14393}, {Level: 9, Build: 17763}},
	}
	members, name, volumes := requirement("cluster/members"), requirement("cluster/name"), requirement("cluster/shared-volumes")
	b.Cluster.Members, b.Cluster.Name, b.Cluster.SharedVolumes = &members, &name, &volumes
	enabled, restart := requirement("ipv6/enabled"), requirement("pending-reboot/restart")
	b.IPv6 = baselines.IPv6{
		Enabled:            &enabled,
		NeighbourDiscovery: &baselines.NeighbourDiscovery{Requirement: requirement("ipv6/neighbour-discovery"), Rules: []string{"ND-In", "ND-Out"}},
	}
	b.PendingReboot = &restart
	b.Time.Source = &baselines.TimeSource{Requirement: requirement("time/source"), Want: []string{"NT5DS", "AllSync"}}
	b.Time.Skew = &baselines.ClockSkew{Requirement: requirement("time/skew"), MaxSeconds: 300}
	b.Antivirus = baselines.Antivirus{
		Exclusions: &baselines.Exclusions{
			Requirement: requirement("antivirus/exclusions"),
			Paths:       []string{`%SystemRoot%\Cluster`}, Processes: []string{clussvc, "rhs.exe"},
		},
		Products: &baselines.Products{Requirement: requirement("antivirus/products"), Altitude: baselines.Range{Min: 320000, Max: 329998}, Defender: []string{"WdFilter"}},
	}
	for subject, most := range map[string]int{"round-trip": 100, "spread": 20, "loss": 10} {
		b.Latency = append(b.Latency, baselines.Latency{Requirement: requirement("latency/" + subject), Subject: subject, Max: most})
	}
}

func giveNetworks(n *facts.Node) {
	giveCarriers(n)
	giveClusteredAddresses(n)
	n.Clock = clockAhead(0)
	n.Time = facts.TimeSource{Section: collected("time source"), Own: new("NT5DS")}
	n.Services.Asked = append(n.Services.Asked, facts.TimeService)
	n.Services.Found = append(n.Services.Found, facts.Service{Name: facts.TimeService, State: "Running", StartMode: "Manual"})
	n.IPv6 = facts.IPv6{Section: collected("ipv6")}
	for _, direction := range []string{"out", "in"} {
		r := facts.FirewallRule{ID: "ND-" + direction, Action: "allow", Active: true, Direction: direction, Protocol: 58, Program: "System"}
		n.Firewall.Local.Rules = append(n.Firewall.Local.Rules, r)
	}
	n.Reboot.Signals = append(n.Reboot.Signals, facts.RebootSignal{Name: facts.RebootWindowsUpdate})
	n.Antivirus = facts.Antivirus{
		Local:   facts.Exclusions{Section: collected("exclusions"), Paths: []string{`C:\Windows\Cluster\`}, Processes: []string{"clussvc.exe"}},
		Policy:  facts.Exclusions{Section: collected("policy exclusions"), Processes: []string{`%windir%\cluster\RHS.exe`}},
		Filters: facts.FilterDrivers{Section: collected("filters"), Found: []facts.FilterDriver{{Service: "WdFilter", Altitude: "328010"}, {Service: "luafv", Altitude: "135000"}}},
	}
	n.Probes = []string{facts.ProbeLatency}
	n.Latency = facts.Latency{Section: collected("pings"), Paths: []facts.LatencyPath{
		{To: "N8", Network: "LAN", Address: "10.0.0.8", Sent: 5, RoundTrips: []int{1, 2, 1, 1, 4}},
		{To: "N9", Network: "LAN", Address: "10.0.0.9", Sent: 5, RoundTrips: []int{0, 0, 1, 0, 0}},
	}}
}

// giveCarriers puts every network up, and the node's adapters below them.
func giveCarriers(n *facts.Node) {
	for i := range n.Topology.Networks.Networks {
		n.Topology.Networks.Networks[i].State = 3
	}
	ip := &n.Adapters.IP
	ip.Section = collected("adapter addresses")
	for i := range n.Topology.Interfaces.Interfaces {
		f := &n.Topology.Interfaces.Interfaces[i]
		f.State = 3
		if f.AdapterID == "" {
			f.AdapterID = fmt.Sprintf("{00000000-0000-4000-8000-%012d}", i)
		}
		if f.Node != n.Name {
			continue
		}
		a := adapterOf(n, f.AdapterID)
		a.IPEnabled, a.RegistersInDNS, a.Addresses = true, new(false), []string{f.Address + "/24", "fe80::1/64"}
	}
	ip.Found = append(ip.Found, facts.AdapterAddress{
		ID: "{00000000-0000-4000-8000-00000000beef}", Description: "virtual", Service: "Netft", IPEnabled: true,
		Addresses: []string{"169.254.1.1/16", "fe80::2/64"},
	})
}

// adapterOf is the row of an adapter, which is made when there is none.
func adapterOf(n *facts.Node, id string) *facts.AdapterAddress {
	ip := &n.Adapters.IP
	i := slices.IndexFunc(ip.Found, func(a facts.AdapterAddress) bool { return facts.NormalGUID(a.ID) == facts.NormalGUID(id) })
	if i < 0 {
		i = len(ip.Found)
		ip.Found = append(ip.Found, facts.AdapterAddress{ID: id, Description: fmt.Sprintf("adapter %d", i)})
	}
	return &ip.Found[i]
}

// lanOf is the node's adapter on the network LAN.
func lanOf(n *facts.Node) *facts.AdapterAddress {
	for _, i := range n.Topology.Interfaces.Interfaces {
		if i.Node == n.Name && i.Network == "LAN" {
			return adapterOf(n, i.AdapterID)
		}
	}
	return nil
}

// lanForCluster makes LAN a network for the cluster alone.
func lanForCluster(n *facts.Node) { n.Topology.Networks.Networks[0].Role = 1 }

// secondAdapter adds an adapter with one address.
func secondAdapter(n *facts.Node, address string) {
	n.Adapters.IP.Found = append(n.Adapters.IP.Found, facts.AdapterAddress{
		ID: "{00000000-0000-4000-8000-00000000abcd}", Description: "second", IPEnabled: true, Addresses: []string{address},
	})
}

// atLevel makes the node the only member of a cluster of Windows Server 2016.
func atLevel(n *facts.Node, level int) {
	n.OS.Build = facts.Build2016
	n.ClusterOf.Asked = append(n.ClusterOf.Asked, "ClusterFunctionalLevel")
	n.ClusterOf.Properties["ClusterFunctionalLevel"] = level
	n.Topology.Nodes = facts.ClusterNodes{Section: collected("nodes"), Nodes: []facts.ClusterNode{{Name: n.Name, Build: "14393"}}}
}

// networkSituations have several states each, of families that do not concern
// each other: every situation costs a run for each pair of sections.
func networkSituations() []situation {
	return []situation{
		{name: "one network, IPv6 off, nothing excluded, far away", change: func(n *facts.Node) {
			atLevel(n, 8)
			lanForCluster(n)
			n.Topology.Networks.Networks[1].Role = 0
			n.Topology.Networks.Networks[0].State = 2
			n.Topology.Interfaces.Interfaces[2].State = 2
			n.IPv6.DisabledComponents = new(uint32(0xFF))
			n.Antivirus.Local.Paths = nil
			n.Latency.Paths[0].RoundTrips, n.Latency.Paths[1].RoundTrips = []int{500, 700}, nil
		}},
		{name: "role unknown, no neighbour discovery, files to rename, one answer", change: func(n *facts.Node) {
			atLevel(n, 9)
			n.Topology.Networks.Networks[1].Role = -1
			n.Firewall.Local.Rules = n.Firewall.Local.Rules[:3]
			n.Reboot.Signals[1].Pending = true
			n.Latency.Paths[0].RoundTrips = []int{1}
		}},
		{name: "gateway, two adapters in a subnet, another scanner, not probed", change: func(n *facts.Node) {
			lanForCluster(n)
			atLevel(n, 0)
			lanOf(n).Gateways, lanOf(n).RegistersInDNS = []string{"10.0.0.254"}, new(true)
			secondAdapter(n, "10.0.0.77/24")
			n.Antivirus.Local = facts.Exclusions{Section: facts.Section{State: facts.Absent}}
			n.Antivirus.Filters.Found[0].Service = "srtsp"
			n.Probes, n.Latency = nil, facts.Latency{}
		}},
		{name: "a network for the cluster alone, its address on an adapter", change: func(n *facts.Node) {
			lanForCluster(n)
			bindClustered(n)
		}},
		{name: "a policy sets the node's exclusions aside", change: func(n *facts.Node) { n.Antivirus.Policy.LocalMergeOff = new(1) }},
		{name: "Defender is turned off and excludes nothing", change: func(n *facts.Node) {
			n.Antivirus.Local.Paths, n.Antivirus.Policy.Off, n.Services.Found[2].State = nil, new(1), "Stopped"
		}},
		{name: "another scanner beside a Defender that excludes nothing", change: func(n *facts.Node) {
			n.Antivirus.Local.Paths = nil
			n.Antivirus.Filters.Found = append(n.Antivirus.Filters.Found, facts.FilterDriver{Service: "vendor", Altitude: "321000"})
		}},
	}
}

func networkSections() []section {
	return []section{
		{"ipv6", "IPv6", func(n *facts.Node) facts.Section { return n.IPv6.Section }, func(n *facts.Node, s facts.Section) {
			n.IPv6 = facts.IPv6{Section: answered(s)}
		}},
		{"time source", "Time", func(n *facts.Node) facts.Section { return n.Time.Section }, func(n *facts.Node, s facts.Section) {
			n.Time = facts.TimeSource{Section: s}
		}},
		{"exclusions", "Antivirus", func(n *facts.Node) facts.Section { return n.Antivirus.Local.Section }, func(n *facts.Node, s facts.Section) {
			n.Antivirus.Local = facts.Exclusions{Section: answered(s)}
		}},
		{"policy exclusions", "Antivirus", func(n *facts.Node) facts.Section { return n.Antivirus.Policy.Section }, func(n *facts.Node, s facts.Section) {
			n.Antivirus.Policy = facts.Exclusions{Section: answered(s)}
		}},
		{"filters", "Antivirus", func(n *facts.Node) facts.Section { return n.Antivirus.Filters.Section }, func(n *facts.Node, s facts.Section) {
			n.Antivirus.Filters = facts.FilterDrivers{Section: s}
		}},
		{"latency", "PingRounds", func(n *facts.Node) facts.Section { return n.Latency.Section }, func(n *facts.Node, s facts.Section) {
			n.Latency = facts.Latency{Section: s}
		}},
	}
}

// answered is for settings of which none has to be there: the key that holds
// them is never empty, and the collector records an empty answer as failed.
func answered(s facts.Section) facts.Section {
	if s.State == facts.Collected {
		return failed(s.Source)
	}
	return s
}
