package checks

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func onNode(changes ...func(*facts.Node)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) {
		for _, change := range changes {
			change(n)
		}
	}
}

func TestNetworkProfileCurrent(t *testing.T) {
	category := func(c int) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) { n.Profiles.Current.Found[0].Category = c })
	}
	const none = 0x80000001
	firewall := func(events ...facts.Event) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) { happen(&n.Events.Firewall, events...) })
	}
	both := func(n *facts.Node) { // storage becomes a second network for clients
		n.Topology.Networks.Networks[2].Role = facts.RoleBoth
	}
	runCases(t, "network-profile/current", []verdictCase{
		{name: "domain", status: Pass, got: "LAN: domain"},
		{name: "public", status: Drift, got: "LAN: public", change: category(facts.CategoryPublic)},
		{name: "private", status: Drift, got: "LAN: private", change: category(facts.CategoryPrivate)},
		{name: "another number", status: Unknown, missing: "Public, Private or Domain", change: category(3)},
		{name: "accepted", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			category(facts.CategoryPrivate)(n, b)
			b.NetworkProfile.Current.Want = []string{"Domain", "private"}
		}},
		{name: "two rows that differ", status: Unknown, missing: "one profile of LAN", change: onNode(func(n *facts.Node) {
			n.Profiles.Current.Found = append(n.Profiles.Current.Found, facts.ConnectionProfile{InterfaceIndex: 10})
		})},
		{name: "not connected", status: Unknown, missing: "no connected network", change: onNode(func(n *facts.Node) {
			n.Profiles.Current.Found[0].InterfaceIndex = 99
		})},
		{name: "one is public, the other unread", status: Drift, got: "LAN: public", change: onNode(func(n *facts.Node) {
			both(n)
			n.Profiles.Current.Found = n.Profiles.Current.Found[:1]
			n.Profiles.Current.Found[0].Category = facts.CategoryPublic
		})},
		{name: "one is domain, the other unread", status: Unknown, got: "LAN: domain", missing: "the profile of Storage", change: onNode(func(n *facts.Node) {
			both(n)
			n.Profiles.Current.Found = n.Profiles.Current.Found[:1]
		})},
		{name: "public for the cluster alone", status: Pass, got: "LAN: domain", change: onNode(func(n *facts.Node) {
			n.Topology.Networks.Networks[2].Role = facts.RoleClusterOnly
			n.Profiles.Current.Found[1].Category = facts.CategoryPublic
		})},
		{name: "all for the cluster alone", status: NotApplicable, reason: "normally Public", change: onNode(func(n *facts.Node) {
			n.Topology.Networks.Networks[0].Role = facts.RoleClusterOnly
		})},
		{name: "the firewall says otherwise", status: Unknown, missing: "Windows lists it in Domain, and the firewall's newest change since the boot put it in Public", change: firewall(change2010(testFlip, 1, 4))},
		{name: "the firewall says otherwise the other way round", status: Unknown, missing: "put it in Domain", change: then(category(facts.CategoryPublic), firewall(change2010(testFlip, 4, 1)))},
		{name: "the firewall says that it is none", status: Unknown, missing: "put it in no profile", change: firewall(change2010(testFlip, 1, none))},
		{name: "the firewall says the same", status: Pass, change: firewall(change2010(testFlip, 1, 4), change2010(testFlip.Add(time.Second), 4, 1))},
		{name: "public, and the firewall says the same", status: Drift, change: then(category(facts.CategoryPublic), firewall(change2010(testFlip, 1, 4)))},
		{name: "the firewall said otherwise before the boot", status: Pass, change: firewall(change2010(testBoot.Add(-time.Second), 1, 4))},
		{name: "the firewall says otherwise of another adapter", status: Pass, change: firewall(event(testFlip, facts.FirewallChange, "InterfaceGuid", "{9}", "OldProfile", "1", "NewProfile", "4"))},
		{name: "what the firewall says is not understood", status: Unknown, missing: "the meaning of event 2010", change: firewall(change2010(testFlip, 1, 6))},
		{name: "of which adapter is not understood", status: Unknown, missing: "the meaning of event 2010", change: firewall(event(testFlip, facts.FirewallChange, "OldProfile", "1", "NewProfile", "4"))},
		{name: "the firewall's log is not read", status: Unknown, missing: "Firewall was denied", change: onNode(func(n *facts.Node) {
			n.Events.Firewall = facts.EventLog{Section: failed("Firewall")}
		})},
		{name: "public, and the firewall's log is not read", status: Unknown, missing: "Firewall was denied", change: then(category(facts.CategoryPublic), onNode(func(n *facts.Node) {
			n.Events.Firewall = facts.EventLog{Section: failed("Firewall")}
		}))},
		{name: "the firewall's log is turned off", status: Pass, change: onNode(func(n *facts.Node) { n.Events.Firewall.Enabled = new(false) })},
		{name: "adapter unknown", status: Unknown, missing: "the interface index", change: onNode(func(n *facts.Node) { n.Adapters.IP.Found[0].ID = "{9}" })},
		{name: "no topology", status: Unknown, missing: "network interfaces", change: onNode(func(n *facts.Node) { n.Topology = facts.Topology{} })},
		{name: "no cluster", status: NotApplicable, change: onNode(func(n *facts.Node) { n.Services.Found = n.Services.Found[1:] })},
		{name: "perhaps no cluster", status: Unknown, missing: "the services", change: onNode(func(n *facts.Node) { n.Services = facts.Services{} })},
		{name: "the class failed", status: Unknown, missing: "profiles was denied", change: onNode(func(n *facts.Node) {
			n.Profiles.Current = facts.ConnectionProfiles{Section: failed("profiles")}
			happen(&n.Events.Firewall, change2010(testFlip, 4, 1)) // does not replace it
		})},
	})
}

// TestNetworkProfileWithoutTheClass is Windows Server 2008 R2, where the newest
// firewall event since the boot decides. It numbers profiles in its own way.
func TestNetworkProfileWithoutTheClass(t *testing.T) {
	const none = 0x80000001
	after := testBoot.Add(time.Hour)
	changes := func(events ...facts.Event) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) {
			n.Profiles.Current = facts.ConnectionProfiles{Section: facts.Section{State: facts.Absent}}
			happen(&n.Events.Firewall, events...)
		})
	}
	then := func(change func(*facts.Node), events ...facts.Event) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) { changes(events...)(n, b); change(n) }
	}
	lan := change2010(after, 4, 1)
	runCases(t, "network-profile/current", []verdictCase{
		{name: "domain", status: Pass, got: "LAN: domain", change: changes(lan)},
		{name: "the newest counts", status: Drift, got: "LAN: public", change: changes(change2010(after.Add(time.Minute), 1, 4), lan)},
		{name: "private", status: Drift, got: "LAN: private", change: changes(change2010(after, 4, 2))},
		{name: "none", status: Unknown, missing: "which has none", change: changes(change2010(after, 1, none))},
		{name: "several at once", status: Unknown, missing: "the meaning of event 2010", change: changes(change2010(after, 1, 5))},
		{name: "before the boot", status: Unknown, missing: "since the last boot (2025-12-20 08:00:00 UTC)", change: changes(change2010(testBoot.Add(-time.Second), 4, 1))},
		{name: "another interface", status: Unknown, missing: "on the adapter of LAN", change: changes(event(after, facts.FirewallChange, "InterfaceGuid", "{9}", "OldProfile", "4", "NewProfile", "1"))},
		{name: "not legible", status: Unknown, missing: "the meaning of event 2010", change: changes(lan, event(after.Add(time.Second), facts.FirewallChange, "InterfaceGuid", ""))},
		{name: "of another adapter, not legible", status: Pass, change: changes(lan, event(after, facts.FirewallChange, "InterfaceGuid", "{9}"))},
		{name: "overwritten before", status: Pass, change: then(func(n *facts.Node) { n.Events.Firewall.Oldest.At = after }, lan)},
		{name: "disabled since", status: Unknown, missing: "disabled", change: then(func(n *facts.Node) { n.Events.Firewall.Enabled = new(false) }, lan)},
		{name: "no boot time", status: Unknown, missing: "the time of the last boot", change: then(func(n *facts.Node) { n.OS.LastBoot = time.Time{} }, lan)},
		{name: "unread", status: Unknown, missing: "was denied", change: then(func(n *facts.Node) { n.Events.Firewall = facts.EventLog{Section: failed("Firewall")} })},
	})
}

func TestConsistencyNetworkProfile(t *testing.T) {
	public := func(n *facts.Node) { n.Profiles.Current.Found[0].Category = facts.CategoryPublic }
	heartbeat := func(n *facts.Node) { n.Topology.Networks.Networks[2].Role = facts.RoleClusterOnly }
	alone := func(category int) func(*facts.Node) {
		return func(n *facts.Node) { heartbeat(n); n.Profiles.Current.Found[1].Category = category }
	}
	unread := func(n *facts.Node) { n.Profiles = facts.NetworkProfiles{} }
	runClusterCases(t, "consistency/network-profile", []clusterCase{
		{verdictCase{name: "alike though public", status: Pass, got: "2 nodes agree"}, []func(*facts.Node){public, public}},
		{verdictCase{name: "odd one out", status: Drift, got: "LAN: N2 public (the majority, 2 nodes, has domain)"}, []func(*facts.Node){same, public, same}},
		{verdictCase{name: "for the cluster alone", status: Drift, got: "Storage: N2 domain; N1 public (no majority)"}, []func(*facts.Node){alone(0), alone(2)}},
		{verdictCase{name: "unread", status: Unknown, missing: "N2: the profiles of the connected networks"}, []func(*facts.Node){same, unread}},
		{verdictCase{name: "outside", status: Pass, got: "2 nodes agree", reason: "N3: the node has no cluster service"}, []func(*facts.Node){same, same, func(n *facts.Node) { n.Services.Found = n.Services.Found[1:] }}},
	})
}

func TestBesideProfiles(t *testing.T) {
	f := judgeOne(t, "network-profile/current", onNode(func(n *facts.Node) {
		happen(&n.Events.Profile, network(testFlip, 10001, 1, 2), network(testFlip.Add(time.Second), 10000, 0, 0))
	}))
	var got []string
	for _, e := range f.Evidence {
		got = append(got, e.Observed)
	}
	want := []string{
		`LAN: LAN is connected to "corp.example", category Domain`,
		`known networks, of which the registry names no adapter: "corp.example" Domain (of the domain)`,
		`2025-12-28 10:13:15 UTC: connected to "corp.example", unmanaged, Public (event 10000)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWorkgroup is a cluster without a domain, which Windows Server 2016 introduced.
func TestWorkgroup(t *testing.T) {
	on := func(build int, joined *bool, category int) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) {
			n.OS.Build, n.OS.PartOfDomain = build, joined
			for i := range n.Profiles.Current.Found {
				n.Profiles.Current.Found[i].Category = category
			}
		})
	}
	accept := func(n *facts.Node, b *baselines.Baseline) { b.NetworkProfile.Current.Want = []string{"private"} }
	noProfiles := onNode(func(n *facts.Node) { n.Profiles.Current = facts.ConnectionProfiles{Section: failed("profiles")} })
	workgroup := on(facts.Build2025, new(false), facts.CategoryPrivate)
	runCases(t, "network-profile/current", []verdictCase{
		{name: "private", status: NotApplicable, reason: "in a workgroup", change: workgroup},
		{name: "public", status: NotApplicable, change: on(facts.Build2016, new(false), facts.CategoryPublic)},
		{name: "private is accepted", status: Pass, change: then(workgroup, accept)},
		{name: "private is required", status: Drift, change: then(on(facts.Build2016, new(false), facts.CategoryPublic), accept)},
		{name: "in a domain", status: Drift, change: on(facts.Build2025, new(true), facts.CategoryPrivate)},
		{name: "not asked", status: Unknown, missing: "whether the node has joined a domain", change: on(facts.Build2025, nil, facts.CategoryPrivate)},
		{name: "recognised all the same", status: Unknown, missing: "lists a network in the Domain category", change: on(facts.Build2025, new(false), facts.CategoryDomain)},
		{name: "recognised", status: Pass, change: on(facts.Build2025, nil, facts.CategoryDomain)},
		{name: "the profiles are not read", status: Unknown, missing: "profiles was denied", change: then(workgroup, noProfiles)},
		{name: "before 2016", status: Drift, change: on(facts.Build2012R2, new(false), facts.CategoryPrivate)},
	})
	runCases(t, "network-profile/flips", []verdictCase{
		{name: "private", status: NotApplicable, reason: "in a workgroup", change: workgroup},
		{name: "flipped all the same", status: Drift, change: then(workgroup, onNode(flipped))},
		{name: "the profiles are not read", status: Unknown, change: then(workgroup, noProfiles)},
		{name: "before 2016", status: Pass, change: on(facts.Build2012R2, new(false), facts.CategoryPrivate)},
	})
}
