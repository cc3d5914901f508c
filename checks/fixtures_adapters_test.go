package checks

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The adapters, drivers and teams here are synthetic, as everything of testNode.
const (
	syntheticAdapter = "Synthetic 1000 Adapter"
	syntheticTeam    = "Synthetic Team"
	syntheticSwitch  = "Synthetic Switch Adapter" // may rest on a team
	syntheticOwnTeam = "Synthetic Multiplexor"    // of Windows
	syntheticTunnel  = "syn_tunnel"               // the component of a virtual adapter that is not a team
)

func wantOfAdapters(b *baselines.Baseline) {
	netft := requirement("netft/adapter")
	b.NetFT = &netft
	b.AdapterOffload = []baselines.AdapterOffload{
		{Requirement: requirement("adapter-offload/rss"), Subject: "rss", Keywords: []string{"*RSS"}, Want: []string{"any"}},
		{
			Requirement: requirement("adapter-offload/tcp-connection"), Subject: "tcp-connection",
			Keywords: []string{"*TCPConnectionOffloadIPv4", "*TCPConnectionOffloadIPv6"}, Want: []string{"0"}, Global: "chimney",
		},
	}
	b.Drivers = []baselines.Driver{
		{Requirement: requirement("driver/known"), Subject: "known"},
		{Requirement: requirement("driver/site"), Subject: "site", Adapter: "synthetic 1000", Min: "8.2.0.0"},
		{Requirement: requirement("driver/inbox"), Subject: "inbox", NotFrom: []string{"Microsoft"}, Own: []string{`vmbus\`}},
		{
			Requirement: requirement("driver/queues"), Subject: "queues", Devices: []string{"ven_ffff"}, Service: "syn1000", Min: "8.2.0.0",
			UnlessOff: []string{"*VMQ"},
		},
		{
			Requirement: requirement("driver/buffers"), Subject: "buffers", Devices: []string{"synthetic 1000"},
			Least: []baselines.LeastSetting{{Keyword: "MaxRxRing1Length", Min: 4096}},
		},
	}
	b.AdapterPower = &baselines.AdapterPower{Requirement: requirement("adapter-power/power-down"), Want: []int{24, 280}, Allowing: []int{0, 16}}
	for _, subject := range []string{"cluster", "cluster-only"} {
		b.Teaming = append(b.Teaming, baselines.Teaming{
			Requirement: requirement("teaming/" + subject), Subject: subject,
			Descriptions: []string{syntheticTeam, syntheticOwnTeam}, Maybe: []string{syntheticSwitch}, NotTeams: []string{syntheticTunnel},
			MembersWithoutIP: []string{syntheticSwitch, syntheticOwnTeam}, Drivers: []string{"SynTeam"},
		})
	}
}

func giveAdapters(n *facts.Node) {
	drivers, ip := &n.Adapters.Drivers, &n.Adapters.IP
	drivers.Section, ip.Section = collected("adapter class"), collected("adapter addresses")
	for _, i := range n.Topology.Interfaces.Interfaces {
		if i.Node != n.Name {
			continue
		}
		id := facts.NormalGUID(i.AdapterID)
		drivers.Found = append(drivers.Found, facts.AdapterDriver{
			Key: "0007", ID: id, Name: i.Network, Description: syntheticAdapter, Component: `PCI\ven_ffff&dev_0001`,
			Characteristics: new(0x84), Detailed: true, Further: true, Version: "8.4.1.1", Date: "5-28-2008", Provider: "Synthetic",
			Keywords:        map[string]string{"*rss": "1", "*JumboPacket": "1514", "*TCPConnectionOffloadIPv4": "0", "MaxRxRing1Length": "4096"},
			PnPCapabilities: new(24),
		})
		ip.Found = append(ip.Found, facts.AdapterAddress{ID: id, Description: syntheticAdapter + " #2", Service: "syn1000", IPEnabled: true})
	}
	ip.Found = append(ip.Found, facts.AdapterAddress{
		ID: "{0000000A-0000-4000-8000-00000000BEEF}", Description: "Synthetic Virtual Adapter", Service: "Netft", IPEnabled: true,
		Addresses: []string{"169.254.1.1/16"},
	})
	n.Drivers = facts.Drivers{Section: collected("system drivers"), Asked: []string{"NetFT", "SynTeam"}, Found: []facts.Service{
		{Name: "NetFT", State: "Running", StartMode: "Manual"}, {Name: "SynTeam", State: "Stopped", StartMode: "Manual"},
	}}
}

// lanDriver is the driver of the node's adapter on the network LAN.
func lanDriver(n *facts.Node) *facts.AdapterDriver {
	drivers := n.Adapters.Drivers.Found
	return &drivers[slices.IndexFunc(drivers, func(d facts.AdapterDriver) bool { return d.Name == "LAN" })]
}

// lanAddress is its row among the addresses.
func lanAddress(n *facts.Node) *facts.AdapterAddress {
	rows, id := n.Adapters.IP.Found, lanDriver(n).ID
	return &rows[slices.IndexFunc(rows, func(a facts.AdapterAddress) bool { return a.ID == id })]
}

// clusterOnly makes LAN a network for the cluster alone.
func clusterOnly(n *facts.Node) { n.Topology.Networks.Networks[0].Role = facts.RoleClusterOnly }

func withoutIP(n *facts.Node) {
	for i, a := range n.Adapters.IP.Found {
		n.Adapters.IP.Found[i].IPEnabled = a.IPEnabled && a.Service != "Netft"
	}
}

func withoutNetFT(n *facts.Node) {
	n.Adapters.IP.Found = slices.DeleteFunc(n.Adapters.IP.Found, func(a facts.AdapterAddress) bool { return a.Service == "Netft" })
}

// chimneyOn lets Windows make use of what the adapters can do.
func chimneyOn(n *facts.Node) { n.TCP.Show.Settings[0].Value = "automatic" }

// virtual makes the adapter of LAN one that no device backs.
func virtual(n *facts.Node, description, component string) {
	d := lanDriver(n)
	d.Description, d.Component, d.Characteristics = description, component, new(0x81)
	lanAddress(n).Description = description
}

// below adds devices that have lost TCP/IP, as those below a team or a switch of Windows.
func below(n *facts.Node, changes ...func(*facts.AdapterDriver)) {
	for i, change := range changes {
		d := facts.AdapterDriver{
			Key: fmt.Sprintf("002%d", i), ID: fmt.Sprintf("{0000000B-0000-4000-8000-%012d}", i), Name: fmt.Sprintf("NIC %d", i+1),
			Description: syntheticAdapter, Component: `PCI\ven_ffff&dev_0001`, Characteristics: new(0x84), Detailed: true, Further: true,
			Version: "8.4.1.1", Date: "5-28-2008", Provider: "Synthetic",
			Keywords: map[string]string{"*TCPConnectionOffloadIPv4": "0"}, PnPCapabilities: new(24),
		}
		n.Adapters.IP.Found = append(n.Adapters.IP.Found, facts.AdapterAddress{ID: d.ID, Description: d.Description})
		change(&d)
		n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, d)
	}
}

func asIs(*facts.AdapterDriver) {}

func offloading(d *facts.AdapterDriver) { d.Keywords["*TCPConnectionOffloadIPv4"] = "1" }

// inNoCluster takes the cluster service away.
func inNoCluster(n *facts.Node) {
	n.Services.Found = slices.DeleteFunc(n.Services.Found, func(s facts.Service) bool { return s.Name == facts.ClusterService })
}

func adapterSituations() []situation {
	return []situation{
		{name: "adapters as they should not be", change: func(n *facts.Node) {
			clusterOnly(n)
			withoutIP(n)
			chimneyOn(n)
			d := lanDriver(n)
			d.Keywords["*TCPConnectionOffloadIPv4"], d.Version, d.PnPCapabilities = "1", "8.1", new(0)
			lanAddress(n).Description = syntheticTeam
		}},
		{name: "adapters that say little", change: func(n *facts.Node) {
			clusterOnly(n)
			d := lanDriver(n)
			d.Keywords, d.Version, d.PnPCapabilities, d.Description = nil, "", nil, syntheticSwitch
		}},
		{name: "a team", change: func(n *facts.Node) { lanDriver(n).Description = syntheticTeam }},
		{name: "a capability that nothing uses", change: func(n *facts.Node) { offloading(lanDriver(n)) }},
		{name: "a virtual adapter of an unknown name", change: func(n *facts.Node) {
			clusterOnly(n)
			virtual(n, "Unheard of", "unheard")
		}},
		{name: "a virtual switch", change: func(n *facts.Node) {
			clusterOnly(n)
			virtual(n, syntheticSwitch, "syn_port")
			below(n, asIs, asIs)
		}},
		{name: "a virtual switch of a Windows with teams in it", change: func(n *facts.Node) {
			clusterOnly(n)
			n.OS.Build = facts.Build2019
			virtual(n, syntheticSwitch, "syn_port")
			below(n, asIs, asIs)
		}},
		{name: "a team of Windows over adapters that offload", change: func(n *facts.Node) {
			chimneyOn(n)
			virtual(n, syntheticOwnTeam, "syn_multiplexor")
			below(n, offloading, offloading)
		}},
		{name: "a team of Windows over adapters that differ", change: func(n *facts.Node) {
			chimneyOn(n)
			virtual(n, syntheticOwnTeam, "syn_multiplexor")
			below(n, offloading, asIs)
		}},
		{name: "no virtual adapter", change: func(n *facts.Node) {
			withoutNetFT(n)
			n.Drivers.Found[0].State, n.Drivers.Found[1].State = "Stopped", "Running"
		}},
		{name: "in no cluster", change: inNoCluster},
	}
}

func adapterSections() []section {
	return []section{
		{"adapter drivers", "Adapters", func(n *facts.Node) facts.Section { return n.Adapters.Drivers.Section }, func(n *facts.Node, s facts.Section) {
			n.Adapters.Drivers = facts.AdapterDrivers{Section: s}
		}},
		{"adapter details", "Adapters", func(n *facts.Node) facts.Section { return n.Adapters.Drivers.Section }, func(n *facts.Node, s facts.Section) {
			n.Adapters.Drivers.Section = s
			for i, d := range n.Adapters.Drivers.Found {
				n.Adapters.Drivers.Found[i] = facts.AdapterDriver{Key: d.Key, ID: d.ID, Name: d.Name, Description: d.Description, Component: d.Component, Characteristics: d.Characteristics}
			}
		}},
		{"adapter components", "Adapters", func(n *facts.Node) facts.Section { return n.Adapters.Drivers.Section }, func(n *facts.Node, s facts.Section) {
			n.Adapters.Drivers.Section = s
			for i := range n.Adapters.Drivers.Found {
				n.Adapters.Drivers.Found[i].Component = ""
			}
		}},
		{"adapter characteristics", "Adapters", func(n *facts.Node) facts.Section { return n.Adapters.Drivers.Section }, func(n *facts.Node, s facts.Section) {
			n.Adapters.Drivers.Section = s
			for i := range n.Adapters.Drivers.Found {
				n.Adapters.Drivers.Found[i].Characteristics = nil
			}
		}},
		{"adapter addresses", "Adapters", func(n *facts.Node) facts.Section { return n.Adapters.IP.Section }, func(n *facts.Node, s facts.Section) {
			n.Adapters.IP = facts.AdapterAddresses{Section: s}
		}},
		{"system drivers", "Drivers", func(n *facts.Node) facts.Section { return n.Drivers.Section }, func(n *facts.Node, s facts.Section) { n.Drivers = facts.Drivers{Section: s} }},
		{"system drivers found", "Drivers", func(n *facts.Node) facts.Section { return n.Drivers.Section }, func(n *facts.Node, s facts.Section) {
			n.Drivers = facts.Drivers{Section: s, Asked: n.Drivers.Asked}
		}},
	}
}
