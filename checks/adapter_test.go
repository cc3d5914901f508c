package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// justNode is a change of the node alone.
func justNode(change func(*facts.Node)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { change(n) }
}

func onLAN(change func(*facts.AdapterDriver)) func(*facts.Node, *baselines.Baseline) {
	return justNode(func(n *facts.Node) { change(lanDriver(n)) })
}

// storageToo makes the cluster use the network Storage, too.
func storageToo(n *facts.Node, _ *baselines.Baseline) {
	n.Topology.Networks.Networks[2].Role = facts.RoleBoth
}

func otherStorage(change func(*facts.AdapterDriver)) func(*facts.Node, *baselines.Baseline) {
	return then(storageToo, justNode(func(n *facts.Node) {
		drivers := n.Adapters.Drivers.Found
		change(&drivers[slices.IndexFunc(drivers, func(d facts.AdapterDriver) bool { return d.Name == "Storage" })])
	}))
}

// What all families of adapters have in common is tried on one.
func TestAdapterOffload(t *testing.T) {
	ipv4 := func(value string) func(*facts.AdapterDriver) {
		return func(d *facts.AdapterDriver) { d.Keywords["*TCPConnectionOffloadIPv4"] = value }
	}
	const off = "*TCPConnectionOffloadIPv4 0"
	used := justNode(chimneyOn)
	runCases(t, "adapter-offload/tcp-connection", []verdictCase{
		{name: "off, or not exposed", status: Pass, got: "LAN: " + off},
		{name: "not exposed", status: Pass, got: "LAN: not exposed", change: onLAN(func(d *facts.AdapterDriver) { d.Keywords = nil })},
		{name: "on", status: Drift, got: "LAN: *TCPConnectionOffloadIPv4 1", reason: "LAN: *TCPConnectionOffloadIPv4 is 1; the baseline requires 0", change: then(used, onLAN(ipv4("1")))},
		{name: "no number", status: Unknown, missing: "the value of *TCPConnectionOffloadIPv4", change: onLAN(ipv4("off"))},
		{name: "two adapters", status: Pass, got: "LAN, Storage: " + off, change: storageToo},
		{name: "one of two", status: Drift, got: "LAN: " + off + "; Storage: *TCPConnectionOffloadIPv4 1", change: then(used, otherStorage(ipv4("1")))},
		{name: "one on, one unread", status: Drift, change: then(used, then(onLAN(func(d *facts.AdapterDriver) { d.Detailed = false }), otherStorage(ipv4("1"))))},
		{name: "one unread", status: Unknown, missing: "adapter that carries Storage", change: otherStorage(func(d *facts.AdapterDriver) { d.Detailed = false })},
		{name: "another network", status: Pass, change: justNode(func(n *facts.Node) { n.Adapters.Drivers.Found[1].Keywords["*TCPConnectionOffloadIPv4"] = "1" })},
		{name: "no such driver", status: Unknown, missing: "the driver of the adapter that carries LAN", change: onLAN(func(d *facts.AdapterDriver) { d.ID = "{}" })},
		{name: "two such drivers", status: Unknown, missing: "which of several drivers", change: justNode(func(n *facts.Node) {
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, *lanDriver(n))
		})},
		{name: "drivers failed", status: Unknown, missing: "class was denied", change: justNode(func(n *facts.Node) { n.Adapters.Drivers.Section = failed("class") })},
		{name: "team", status: Unknown, got: "LAN: " + off, missing: "which adapters Synthetic Team rests on", change: onLAN(func(d *facts.AdapterDriver) { d.Description = syntheticTeam })},
		{name: "team by its component", status: Unknown, missing: "rests on", change: onLAN(func(d *facts.AdapterDriver) { d.Component = syntheticTeam })},
		{name: "team that is on", status: Drift, change: then(used, onLAN(func(d *facts.AdapterDriver) { d.Description = syntheticTeam; ipv4("1")(d) }))},
		{name: "in no cluster", status: NotApplicable, reason: "no cluster service", change: justNode(inNoCluster)},
		{name: "perhaps in a cluster", status: Unknown, missing: "services was denied", change: justNode(func(n *facts.Node) { n.Services.Section = failed("services") })},
		{name: "networks unread", status: Unknown, missing: "the role of the network LAN", change: justNode(func(n *facts.Node) { n.Topology.Networks = facts.ClusterNetworks{} })},
	})
	runCases(t, "adapter-offload/rss", []verdictCase{
		{name: "any", status: Pass, got: "LAN: *RSS 1"},
		{name: "of a team", status: Pass, change: onLAN(func(d *facts.AdapterDriver) { d.Description = syntheticTeam })},
		{name: "not legible", status: Unknown, missing: "the value of *RSS", change: onLAN(func(d *facts.AdapterDriver) { d.Keywords["*rss"] = "" })},
	})
}

// TestAdapterCapability: what an adapter can do drifts only where Windows is proved to
// make use of it, and passes only where it is proved not to.
func TestAdapterCapability(t *testing.T) {
	on := onLAN(offloading)
	tcp := func(change func(*facts.TCP)) func(*facts.Node, *baselines.Baseline) {
		return then(on, justNode(func(n *facts.Node) { change(&n.TCP) }))
	}
	without := func(tcp *facts.TCP) { tcp.Show.Settings = tcp.Show.Settings[1:] }
	runCases(t, "adapter-offload/tcp-connection", []verdictCase{
		{name: "disabled in Windows", status: Pass, reason: "chimney is disabled", change: on},
		{name: "not in this Windows", status: Pass, reason: "does not support chimney", change: tcp(without)},
		{name: "automatic", status: Drift, change: tcp(func(tcp *facts.TCP) { tcp.Show.Settings[0].Value = "automatic" })},
		{name: "enabled", status: Drift, change: tcp(func(tcp *facts.TCP) { tcp.Show.Settings[0].Value = "enabled" })},
		{name: "not found", status: Unknown, missing: "the value of chimney in force", change: tcp(func(tcp *facts.TCP) { without(tcp); tcp.Show.Complete = false })},
		{name: "not read", status: Unknown, missing: "show was denied", change: tcp(func(tcp *facts.TCP) { tcp.Show.Section = failed("show") })},
		{name: "contradicts itself", status: Unknown, missing: "the value of chimney", change: tcp(func(tcp *facts.TCP) {
			tcp.Show.Settings = append(tcp.Show.Settings, facts.TCPSetting{Key: "chimney", Value: "enabled"})
		})},
		{name: "off in the adapter, Windows unread", status: Pass, change: justNode(func(n *facts.Node) { n.TCP.Show.Section = failed("show") })},
		{name: "nothing in Windows makes use of it", status: Drift, change: then(on, func(_ *facts.Node, b *baselines.Baseline) { b.AdapterOffload[1].Global = "" })},
		{name: "a team, disabled in Windows", status: Unknown, missing: "rests on", change: then(on, onLAN(func(d *facts.AdapterDriver) { d.Description = syntheticTeam }))},
	})
}

// TestAdapterMembers: a verdict on a team or a switch of Windows holds whichever of the
// devices without TCP/IP are below it.
func TestAdapterMembers(t *testing.T) {
	over := func(description string, members ...func(*facts.AdapterDriver)) func(*facts.Node, *baselines.Baseline) {
		return justNode(func(n *facts.Node) {
			chimneyOn(n)
			virtual(n, description, "syn")
			below(n, members...)
		})
	}
	embedded := func(_ *facts.Node, b *baselines.Baseline) { b.Teaming[0].SwitchEmbedded = true }
	further := func(description, component string) func(*facts.Node, *baselines.Baseline) {
		return then(over(syntheticSwitch, asIs), justNode(func(n *facts.Node) {
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, facts.AdapterDriver{
				Key: "0099", ID: "{99}", Description: description, Component: component, Characteristics: new(0x81),
			})
		}))
	}
	const which = "which adapters " + syntheticSwitch + " rests on"
	runCases(t, "adapter-offload/tcp-connection", []verdictCase{
		{name: "all as asked", status: Pass, got: "LAN, LAN over NIC 1, LAN over NIC 2: *TCPConnectionOffloadIPv4 0", change: over(syntheticSwitch, asIs, asIs)},
		{name: "all otherwise", status: Drift, reason: "LAN over NIC 2: *TCPConnectionOffloadIPv4 is 1", change: over(syntheticSwitch, offloading, offloading)},
		{name: "one otherwise", status: Unknown, missing: which, change: over(syntheticSwitch, offloading, asIs)},
		{name: "one not read", status: Unknown, missing: "the settings of", change: over(syntheticSwitch, asIs, func(d *facts.AdapterDriver) { d.Detailed = false })},
		{name: "one otherwise, one not read", status: Unknown, missing: which, change: over(syntheticSwitch, offloading, func(d *facts.AdapterDriver) { d.Detailed = false })},
		{name: "one that TCP/IP is not known of", status: Unknown, missing: which, change: then(over(syntheticSwitch, offloading), justNode(func(n *facts.Node) {
			n.Adapters.IP.Found = n.Adapters.IP.Found[:len(n.Adapters.IP.Found)-1]
		}))},
		{name: "none in sight", status: Unknown, missing: which, change: over(syntheticSwitch)},
		{name: "none in sight, the team is in the switch", status: NotApplicable, reason: "is part of it", change: then(over(syntheticSwitch), embedded)},
		{name: "none in sight, a team of Windows", status: Unknown, missing: "rests on", change: then(over(syntheticOwnTeam), embedded)},
		{name: "none in sight, a team beside the switch", status: Unknown, missing: "rests on", change: then(embedded, then(over(syntheticSwitch), justNode(func(n *facts.Node) {
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, facts.AdapterDriver{ID: "{98}", Description: syntheticOwnTeam, Component: "syn"})
		})))},
		{name: "in sight, the team is in the switch", status: Drift, change: then(over(syntheticSwitch, offloading), embedded)},
		{name: "a team of Windows", status: Pass, change: over(syntheticOwnTeam, asIs, asIs)},
		{name: "a team of another maker", status: Unknown, missing: "rests on", change: over(syntheticTeam, asIs, asIs)},
		{name: "a virtual adapter that no list knows", status: Unknown, missing: "rests on", change: over("Unheard of", asIs, asIs)},
		{name: "a tunnel beside", status: Pass, change: further("Tunnel", syntheticTunnel)},
		{name: "a port beside", status: Pass, change: further(syntheticSwitch+" #2", "syn")},
		{name: "an adapter beside that no list knows", status: Unknown, missing: "whether Unheard of is below LAN", change: further("Unheard of", "unheard")},
		{name: "a team of another maker beside", status: Unknown, missing: "is below LAN", change: further(syntheticTeam, "syn")},
		{name: "addresses not read", status: Unknown, missing: "was denied", change: then(over(syntheticSwitch, asIs), justNode(func(n *facts.Node) { n.Adapters.IP.Section = failed("ip") }))},
		{name: "a device with TCP/IP is not below", status: Pass, change: then(over(syntheticSwitch, asIs, offloading), justNode(func(n *facts.Node) {
			n.Adapters.IP.Found[len(n.Adapters.IP.Found)-1].IPEnabled = true
		}))},
	})
	runCases(t, "adapter-power/power-down", []verdictCase{
		{name: "of those below", status: Pass, got: "LAN over NIC 1: 24", change: then(over(syntheticSwitch, asIs), onLAN(func(d *facts.AdapterDriver) { d.PnPCapabilities = nil }))},
		{name: "of all below", status: Drift, change: over(syntheticOwnTeam, func(d *facts.AdapterDriver) { d.PnPCapabilities = new(0) })},
	})
	runCases(t, "driver/known", []verdictCase{
		{name: "of those below", status: Unknown, missing: "the version", change: over(syntheticSwitch, func(d *facts.AdapterDriver) { d.Version = "" })},
		{name: "below a team of another maker", status: Unknown, missing: "rests on", change: over(syntheticTeam)},
	})
}

func TestDriver(t *testing.T) {
	runCases(t, "driver/known", []verdictCase{
		{name: "known", status: Pass, got: "LAN: 8.4.1.1 of 5-28-2008, Synthetic"},
		{name: "no version", status: Unknown, missing: "the version of the driver", change: onLAN(func(d *facts.AdapterDriver) { d.Version = "" })},
		{name: "no date, no provider", status: Unknown, got: "LAN: 8.4.1.1", missing: "the provider", change: onLAN(func(d *facts.AdapterDriver) { d.Date, d.Provider = "", "" })},
		{name: "no details", status: Unknown, missing: "the settings", change: onLAN(func(d *facts.AdapterDriver) { d.Detailed = false })},
	})
	version := func(v string) func(*facts.Node, *baselines.Baseline) {
		return onLAN(func(d *facts.AdapterDriver) { d.Version, d.Date = v, "" })
	}
	least := func(v string) func(*facts.Node, *baselines.Baseline) {
		return func(_ *facts.Node, b *baselines.Baseline) { b.Drivers[1].Min = v }
	}
	called := onLAN(func(d *facts.AdapterDriver) { d.Description = "Another" })
	runCases(t, "driver/site", []verdictCase{
		{name: "later", status: Pass},
		{name: "the same", status: Pass, change: version("8.2.0.0")},
		{name: "the same, shorter", status: Pass, change: version("8.2")},
		{name: "as numbers", status: Pass, change: version("8.10.0")},
		{name: "earlier", status: Drift, reason: "version 8.1.9.9 is below 8.2.0.0", change: version("8.1.9.9")},
		{name: "no number", status: Unknown, missing: "the version of the driver", change: version("8.x")},
		{name: "one number", status: Unknown, missing: "has not four numbers", change: version("9")},
		{name: "no version", status: Unknown, missing: "the version of the driver", change: version("")},
		{name: "no floor", status: Unknown, missing: "a version to compare with", change: least("70000.1")},
		{name: "called so by the cluster", status: Pass, change: called},
		{name: "another adapter", status: NotApplicable, reason: "no adapter of a cluster network is called synthetic 1000", change: then(called, justNode(func(n *facts.Node) {
			n.Topology.Interfaces.Interfaces[0].Adapter = "Another"
		}))},
	})
}

func TestAdapterPower(t *testing.T) {
	set := func(value *int) func(*facts.Node, *baselines.Baseline) {
		return onLAN(func(d *facts.AdapterDriver) { d.PnPCapabilities = value })
	}
	runCases(t, "adapter-power/power-down", []verdictCase{
		{name: "not allowed", status: Pass, got: "LAN: 24"},
		{name: "not allowed either", status: Pass, got: "LAN: 280", change: set(new(280))},
		{name: "allowed", status: Drift, got: "LAN: 16", reason: "LAN: Windows may", change: set(new(16))},
		{name: "not set", status: Unknown, got: "LAN: not set", missing: "by default", change: set(nil)},
		{name: "of no known meaning", status: Unknown, got: "LAN: 99", missing: "what PnPCapabilities 99", change: set(new(99))},
		{name: "not accepted", status: Drift, got: "LAN: 99", change: then(set(new(99)), func(_ *facts.Node, b *baselines.Baseline) { b.AdapterPower.Allowing = nil })},
		{name: "no details", status: Unknown, missing: "the settings", change: onLAN(func(d *facts.AdapterDriver) { d.Detailed = false })},
		{name: "team", status: Unknown, missing: "rests on", change: onLAN(func(d *facts.AdapterDriver) { d.Description = "a synthetic team" })},
	})
}

func TestTeaming(t *testing.T) {
	describe := func(byDriver, byIP, byCluster string) func(*facts.Node, *baselines.Baseline) {
		return justNode(func(n *facts.Node) {
			lanAddress(n).Description, lanDriver(n).Description = byIP, byDriver
			n.Topology.Interfaces.Interfaces[0].Adapter = byCluster
		})
	}
	only := justNode(clusterOnly)
	runCases(t, "teaming/cluster-only", []verdictCase{
		{name: "no such network", status: NotApplicable, reason: "for the cluster alone"},
		{name: "no team", status: Pass, got: `LAN: Synthetic 1000 Adapter, PCI\ven_ffff&dev_0001, Synthetic 1000 Adapter #2`, change: only},
		{name: "team", status: Drift, reason: "LAN rests on a team: My Synthetic TEAM #1", change: then(only, describe("My Synthetic TEAM #1", "a", "b"))},
		{name: "in no cluster", status: NotApplicable, reason: "no cluster service", change: then(only, justNode(inNoCluster))},
	})
	runCases(t, "teaming/cluster", []verdictCase{
		{name: "no team", status: Pass},
		{name: "by its component", status: Drift, reason: "LAN rests on a team: synthetic team", change: onLAN(func(d *facts.AdapterDriver) { d.Component = "synthetic team" })},
		{name: "by TCP/IP", status: Drift, reason: "LAN rests on a team: Synthetic Team", change: describe("a", syntheticTeam, "b")},
		{name: "by the cluster", status: Drift, change: describe("a", "b", syntheticTeam)},
		{name: "not described by the driver", status: Unknown, missing: "description of the driver", change: describe("", "b", "c")},
		{name: "not described by TCP/IP", status: Unknown, missing: "the description of the adapter", change: describe("a", "", "c")},
		{name: "not described by the cluster", status: Pass, change: describe("a", "b", "")},
		{name: "no row", status: Unknown, missing: "the one adapter with the addresses of LAN", change: justNode(func(n *facts.Node) { lanAddress(n).ID = "" })},
		{name: "drivers failed", status: Unknown, missing: "class was denied", change: justNode(func(n *facts.Node) { n.Adapters.Drivers.Section = failed("class") })},
		{name: "team, drivers failed", status: Drift, change: then(describe("a", syntheticTeam, "b"), justNode(func(n *facts.Node) { n.Adapters.Drivers.Section = failed("class") }))},
	})
}

// TestUnlistedTeams: only an adapter that a device backs proves by its names that it is
// not a team.
func TestUnlistedTeams(t *testing.T) {
	unheard := func(component string, flags *int) func(*facts.Node, *baselines.Baseline) {
		return justNode(func(n *facts.Node) {
			virtual(n, "Unheard of", component)
			lanDriver(n).Characteristics = flags
		})
	}
	const whether = "whether Unheard of, which carries LAN, rests on a team"
	runCases(t, "teaming/cluster", []verdictCase{
		{name: "virtual", status: Unknown, missing: whether, change: unheard("unheard", new(0x81))},
		{name: "virtual, with the component of a device", status: Unknown, missing: whether, change: unheard(`pci\ven_ffff&dev_0001`, new(0x81))},
		{name: "enumerated by software", status: Unknown, missing: whether, change: unheard("unheard", new(0x2))},
		{name: "virtual, and known as no team", status: Pass, change: unheard(syntheticTunnel, new(0x81))},
		{name: "a device", status: Pass, change: unheard("unheard", new(0x84))},
		{name: "a device by its component", status: Pass, change: unheard(`PCI\ven_ffff&dev_0001`, nil)},
		{name: "nothing proves a device", status: Unknown, missing: whether, change: unheard("unheard", nil)},
		{name: "no component", status: Unknown, missing: "the component of the adapter that carries LAN", change: unheard("", new(0x84))},
	})
	port := func(n *facts.Node) { virtual(n, syntheticSwitch, "syn_port") }
	on := func(build int, members ...func(*facts.AdapterDriver)) func(*facts.Node, *baselines.Baseline) {
		return justNode(func(n *facts.Node) {
			n.OS.Build = build
			port(n)
			below(n, members...)
		})
	}
	beside := func(component string) func(*facts.Node, *baselines.Baseline) {
		return then(on(facts.Build2012R2, asIs), justNode(func(n *facts.Node) {
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, facts.AdapterDriver{ID: "{99}", Description: "Beside", Component: component})
		}))
	}
	embedded := func(_ *facts.Node, b *baselines.Baseline) {
		for i := range b.Teaming {
			b.Teaming[i].SwitchEmbedded = true
		}
	}
	runCases(t, "teaming/cluster", []verdictCase{
		{name: "a switch before 2016", status: Pass, reason: "no adapter of the node is a team", change: on(facts.Build2012R2, asIs, asIs)},
		{name: "a switch from 2016 on", status: Unknown, missing: "rests on a team", change: on(facts.Build2016, asIs, asIs)},
		{name: "a switch of an unknown build", status: Unknown, missing: "rests on a team", change: on(0, asIs, asIs)},
		{name: "a switch over the one device", status: Pass, reason: "one adapter alone", change: on(facts.Build2016, asIs)},
		{name: "a switch that may have a team in it", status: NotApplicable, reason: "is part of it", change: then(on(facts.Build2016, asIs, asIs), embedded)},
		{name: "a team beside the switch", status: Unknown, missing: "rests on a team", change: then(beside(syntheticOwnTeam), embedded)},
		{name: "an adapter beside that may be a team", status: Unknown, missing: "rests on a team", change: then(beside("unheard"), embedded)},
		{name: "an adapter beside without a component", status: Unknown, missing: "rests on a team", change: then(beside(""), embedded)},
		{name: "a tunnel beside", status: Pass, change: beside(syntheticTunnel)},
		{name: "a switch of another maker", status: Unknown, missing: "rests on a team", change: then(on(facts.Build2012R2, asIs), func(_ *facts.Node, b *baselines.Baseline) { b.Teaming[0].MembersWithoutIP = nil })},
	})
}

// A driver of teams that runs is shown, and no ground for a verdict.
func TestTeamDriverIsEvidence(t *testing.T) {
	f := judgeOne(t, "teaming/cluster", justNode(func(n *facts.Node) { n.Drivers.Found[1].State = "Running" }))
	reported := slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return strings.Contains(e.Observed, "the driver SynTeam runs") })
	if f.Status != Pass || !reported {
		t.Errorf("%s with %+v", f.Status, f.Evidence)
	}
}
