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
	runCases(t, "adapter-offload/tcp-connection", []verdictCase{
		{name: "off, or not exposed", status: Pass, got: "LAN: " + off},
		{name: "not exposed", status: Pass, got: "LAN: not exposed", change: onLAN(func(d *facts.AdapterDriver) { d.Keywords = nil })},
		{name: "on", status: Drift, got: "LAN: *TCPConnectionOffloadIPv4 1", reason: "LAN: *TCPConnectionOffloadIPv4 is 1; the baseline asks for 0", change: onLAN(ipv4("1"))},
		{name: "no number", status: Unknown, missing: "the value of *TCPConnectionOffloadIPv4", change: onLAN(ipv4("off"))},
		{name: "two adapters", status: Pass, got: "LAN: " + off + "; Storage: " + off, change: storageToo},
		{name: "one of two", status: Drift, got: "LAN: " + off + "; Storage: *TCPConnectionOffloadIPv4 1", change: otherStorage(ipv4("1"))},
		{name: "one on, one unread", status: Drift, change: then(onLAN(func(d *facts.AdapterDriver) { d.Detailed = false }), otherStorage(ipv4("1")))},
		{name: "one unread", status: Unknown, missing: "adapter that carries Storage", change: otherStorage(func(d *facts.AdapterDriver) { d.Detailed = false })},
		{name: "another network", status: Pass, change: justNode(func(n *facts.Node) { n.Adapters.Drivers.Found[1].Keywords["*TCPConnectionOffloadIPv4"] = "1" })},
		{name: "no such driver", status: Unknown, missing: "the driver of the adapter that carries LAN", change: onLAN(func(d *facts.AdapterDriver) { d.ID = "{}" })},
		{name: "two such drivers", status: Unknown, missing: "which of several drivers", change: justNode(func(n *facts.Node) {
			n.Adapters.Drivers.Found = append(n.Adapters.Drivers.Found, *lanDriver(n))
		})},
		{name: "drivers failed", status: Unknown, missing: "class was denied", change: justNode(func(n *facts.Node) { n.Adapters.Drivers.Section = failed("class") })},
		{name: "team", status: Unknown, got: "LAN: " + off, missing: "which adapters Synthetic Team rests on", change: onLAN(func(d *facts.AdapterDriver) { d.Description = syntheticTeam })},
		{name: "team by its component", status: Unknown, missing: "rests on", change: onLAN(func(d *facts.AdapterDriver) { d.Component = syntheticTeam })},
		{name: "team that is on", status: Drift, change: onLAN(func(d *facts.AdapterDriver) { d.Description = syntheticTeam; ipv4("1")(d) })},
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
		{name: "perhaps", status: Unknown, missing: "rests on a team", change: describe(syntheticSwitch, "b", "")},
		{name: "not described by the driver", status: Unknown, missing: "description of the driver", change: describe("", "b", "c")},
		{name: "not described by TCP/IP", status: Unknown, missing: "the description of the adapter", change: describe("a", "", "c")},
		{name: "not described by the cluster", status: Pass, change: describe("a", "b", "")},
		{name: "no row", status: Unknown, missing: "the one adapter with the addresses of LAN", change: justNode(func(n *facts.Node) { lanAddress(n).ID = "" })},
		{name: "drivers failed", status: Unknown, missing: "class was denied", change: justNode(func(n *facts.Node) { n.Adapters.Drivers.Section = failed("class") })},
		{name: "team, drivers failed", status: Drift, change: then(describe("a", syntheticTeam, "b"), justNode(func(n *facts.Node) { n.Adapters.Drivers.Section = failed("class") }))},
	})
}

// A driver of teams that runs is shown, and no ground for a verdict.
func TestTeamDriverIsEvidence(t *testing.T) {
	f := judgeOne(t, "teaming/cluster", justNode(func(n *facts.Node) { n.Drivers.Found[1].State = "Running" }))
	told := slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return strings.Contains(e.Observed, "the driver SynTeam runs") })
	if f.Status != Pass || !told {
		t.Errorf("%s with %+v", f.Status, f.Evidence)
	}
}
