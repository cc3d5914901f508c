package checks

import (
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Times of the synthetic logs: the node was started on testBoot and read when
// collected says.
var (
	testBoot = time.Date(2025, 12, 20, 8, 0, 0, 0, time.UTC)
	testFlip = time.Date(2025, 12, 28, 10, 13, 14, 0, time.UTC)
)

func wantOfEvents(b *baselines.Baseline) {
	b.NetworkProfile = baselines.NetworkProfile{
		Current: &baselines.CurrentProfile{Requirement: requirement("network-profile/current"), Want: []string{"domain"}},
		Flips:   &baselines.ProfileFlips{Requirement: requirement("network-profile/flips"), Days: 30, Minutes: 5},
	}
	b.Events = []baselines.Event{{
		Requirement: requirement("event/node-removed"), Subject: "node-removed", Provider: clusteringProvider,
		IDs: []int{nodeRemoved}, Days: 30, RelatedTo: []string{"network-profile/flips"},
	}, {
		Requirement: requirement("event/service-ended"), Subject: "service-ended", Provider: serviceProvider,
		IDs: []int{facts.ServiceCrashed, facts.ServiceTerminated, facts.ServiceState}, Days: 30,
	}, {
		Requirement: requirement("event/reconfigured"), Subject: "reconfigured", Provider: serviceProvider,
		IDs: []int{facts.ServiceStartType}, Stops: 2, Days: 30,
	}, {
		Requirement: requirement("event/secure-channel"), Subject: "secure-channel", Provider: logonProvider,
		IDs: []int{facts.NoSecureChannel}, Days: 30,
	}, {
		Requirement: requirement("event/heartbeats-missed"), Subject: "heartbeats-missed", Provider: clusteringProvider,
		Channel: facts.OperationalChannel, IDs: []int{facts.HeartbeatsMissed}, Days: 30,
	}}
	b.Consistency = append(b.Consistency, baselines.Consistency{
		Requirement: requirement("consistency/network-profile"), Subject: "network-profile",
	})
}

// giveEvents gives the node adapters that carry the cluster's networks, all in
// Domain, and logs in which nothing happened but the start of the cluster service.
func giveEvents(n *facts.Node) {
	n.OS.LastBoot = testBoot
	n.Adapters.IP.Section = collected("addresses")
	n.Profiles.Current.Section, n.Profiles.Known.Section = collected("profiles"), collected("known networks")
	n.Profiles.Known.Found = []facts.KnownNetwork{{ID: "{1}", Name: "corp.example", Category: new(2), Managed: new(1)}}
	for i := range n.Topology.Interfaces.Interfaces {
		on := &n.Topology.Interfaces.Interfaces[i]
		if on.AdapterID == "" {
			on.AdapterID = fmt.Sprintf("{00000000-0000-0000-0000-%012d}", i+1)
		}
		if isNode(n, on.Node) {
			n.Adapters.IP.Found = withIndex(n.Adapters.IP.Found, facts.NormalGUID(on.AdapterID), 10+i)
			n.Profiles.Current.Found = append(n.Profiles.Current.Found, facts.ConnectionProfile{
				InterfaceIndex: 10 + i, Alias: on.Network, Network: "corp.example", Category: facts.CategoryDomain,
			})
		}
	}
	n.Events = facts.Events{
		Cluster: testLog("System"), Service: testLog("System"),
		Profile: testLog("Microsoft-Windows-NetworkProfile/Operational"), Firewall: testLog("Firewall"), Starts: testLog("System"),
		StartTypes: testLog("System"), SecureChannel: testLog("System"), Operational: testLog(facts.OperationalChannel),
	}
	happen(&n.Events.Starts, windowsEvent(testBoot.Add(-2*time.Minute), facts.WindowsEnding), windowsEvent(testBoot, facts.WindowsStarted))
	happen(&n.Events.Service, service7036(testBoot, 4))
}

// withIndex sets the index of an adapter, which may be there already.
func withIndex(all []facts.AdapterAddress, id string, index int) []facts.AdapterAddress {
	i := slices.IndexFunc(all, func(a facts.AdapterAddress) bool { return facts.NormalGUID(a.ID) == id })
	if i < 0 {
		all, i = append(all, facts.AdapterAddress{ID: id, IPEnabled: true}), len(all)
	}
	all[i].InterfaceIndex = index
	return all
}

func testLog(channel string) facts.EventLog {
	s := collected("log " + channel)
	return facts.EventLog{
		Section: s, Channel: channel, From: s.At.AddDate(0, 0, -30), Until: s.At, Enabled: new(true),
		Oldest: &facts.Event{Record: 7, At: s.At.AddDate(0, 0, -90)},
	}
}

// happen adds synthetic events to a log.
func happen(log *facts.EventLog, events ...facts.Event) { log.Events = append(log.Events, events...) }

func event(at time.Time, id int, data ...string) facts.Event {
	e := facts.Event{Provider: clusteringProvider, ID: id, At: at}
	for i := 0; i < len(data); i += 2 {
		e.Data = append(e.Data, facts.EventData{Name: data[i], Value: data[i+1]})
	}
	return e
}

// network is an event of NetworkProfile; its names are synthetic.
func network(at time.Time, id, kind, category int) facts.Event {
	return event(at, id, "Name", "corp.example", "Type", fmt.Sprint(kind), "Category", fmt.Sprint(category))
}

// change2010 is a change of the profile of the interface that carries LAN on N1.
func change2010(at time.Time, from, to int) facts.Event {
	return event(at, facts.FirewallChange, "InterfaceGuid", "{00000000-0000-0000-0000-000000000001}", "InterfaceName", "LAN 1",
		"OldProfile", fmt.Sprint(from), "NewProfile", fmt.Sprint(to))
}

// service7036 is the cluster service entering a state.
func service7036(at time.Time, state int) facts.Event {
	e := event(at, facts.ServiceState, "param1", "Clusterdienst", "param2", "beendet")
	e.Provider, e.Binary = serviceProvider, fmt.Sprintf("43006C00750073005300760063002F003%d000000", state)
	return e
}

// windowsEvent is a start or a shutdown of Windows.
func windowsEvent(at time.Time, id int) facts.Event {
	e := event(at, id)
	e.Provider = "Microsoft-Windows-Kernel-General"
	return e
}

// stoppedAt stops the cluster service at some times, and starts it a minute later.
func stoppedAt(times ...time.Time) func(*facts.Node) {
	return func(n *facts.Node) {
		for _, at := range times {
			happen(&n.Events.Service, service7036(at, 1), service7036(at.Add(2*time.Minute), 4))
		}
	}
}

// startTypeOf is a change of the start type of a service.
func startTypeOf(name string) facts.Event {
	e := event(testFlip, facts.ServiceStartType, "param1", "x", "param2", "auto start", "param3", "disabled", "param4", name)
	e.Provider = serviceProvider
	return e
}

// serviceEnded is an unexpected end of a service.
func serviceEnded(at time.Time, name string) facts.Event {
	e := event(at, facts.ServiceCrashed, "param1", name, "param2", "1")
	e.Provider = serviceProvider
	return e
}

// flipped leaves Domain for Public for a while, by the firewall's account.
func flipped(n *facts.Node) {
	happen(&n.Events.Firewall, change2010(testFlip, 1, 4), change2010(testFlip.Add(time.Minute), 4, 1))
	happen(&n.Events.Cluster, event(testFlip.Add(4*time.Second), nodeRemoved, "NodeName", "N2"))
}

func eventSituations() []situation {
	return []situation{
		{name: "flipped", change: flipped},
		{name: "network flipped with the cluster", change: func(n *facts.Node) {
			happen(&n.Events.Profile, network(testFlip, 10001, 1, 2), network(testFlip.Add(time.Second), 10000, 0, 0), network(testFlip.Add(time.Minute), 10000, 1, 2))
			happen(&n.Events.Cluster, event(testFlip, quorumLost))
			happen(&n.Events.Service, service7036(testFlip.Add(9*time.Second), 1))
		}},
		{name: "reconnected", change: func(n *facts.Node) {
			happen(&n.Events.Profile, network(testFlip, 10001, 1, 2), network(testFlip.Add(time.Second), 10000, 0, 0), network(testFlip.Add(time.Minute), 10000, 1, 2))
		}},
		{name: "public", change: func(n *facts.Node) {
			n.Profiles.Current.Found[0].Category = facts.CategoryPublic
			happen(&n.Events.Firewall, change2010(testBoot.Add(time.Minute), 4, 1))
		}},
		{name: "2008 R2", change: func(n *facts.Node) {
			n.Profiles.Current = facts.ConnectionProfiles{Section: facts.Section{State: facts.Absent}}
			happen(&n.Events.Firewall, change2010(testBoot.Add(time.Minute), 4, 1), change2010(testBoot.Add(-time.Hour), 1, 4))
		}},
		{name: "for the cluster alone", change: func(n *facts.Node) {
			n.Topology.Networks.Networks[0].Role = facts.RoleClusterOnly
			n.Profiles.Current.Found[0].Category = facts.CategoryPublic
		}},
		{name: "service ended", change: func(n *facts.Node) {
			n.OS.Language = 1033
			happen(&n.Events.Service, serviceEnded(testFlip, "Cluster Service"), serviceEnded(testFlip, "Print Spooler"))
		}},
		{name: "the cluster service was stopped twice", change: stoppedAt(testFlip, testFlip.Add(time.Hour))},
		{name: "the cluster service was stopped with Windows", change: func(n *facts.Node) {
			stoppedAt(testFlip, testBoot.Add(-4*time.Minute))(n)
			happen(&n.Events.SecureChannel, facts.Event{Provider: logonProvider, ID: facts.NoSecureChannel, At: testFlip})
		}},
		{name: "the cluster service was reconfigured, heartbeats were missed", change: func(n *facts.Node) {
			happen(&n.Events.StartTypes, startTypeOf("ClusSvc"))
			happen(&n.Events.Operational, event(testFlip, facts.HeartbeatsMissed))
		}},
		{name: "a service ended", change: func(n *facts.Node) {
			n.OS.Language = 1033
			happen(&n.Events.Service, serviceEnded(testFlip, "Print Spooler"))
		}},
		{name: "the firewall contradicts", change: func(n *facts.Node) { happen(&n.Events.Firewall, change2010(testFlip, 1, 4)) }},
		{name: "the firewall contradicts the other way round", change: func(n *facts.Node) {
			n.Profiles.Current.Found[0].Category = facts.CategoryPublic
			happen(&n.Events.Firewall, change2010(testFlip, 4, 1))
		}},
		{name: "several profiles at once", change: func(n *facts.Node) { happen(&n.Events.Firewall, change2010(testFlip, 1, 6)) }},
		{name: "in a workgroup", change: func(n *facts.Node) {
			n.OS.Build, n.OS.PartOfDomain = facts.Build2016, new(false)
			for i := range n.Profiles.Current.Found {
				n.Profiles.Current.Found[i].Category = facts.CategoryPrivate
			}
		}},
		{name: "public in a domain", change: func(n *facts.Node) {
			n.OS.Build, n.OS.PartOfDomain = facts.Build2016, new(true)
			n.Profiles.Current.Found[0].Category = facts.CategoryPublic
		}},
		{name: "a shutdown", change: func(n *facts.Node) {
			at := testBoot.Add(-time.Hour)
			happen(&n.Events.Starts, windowsEvent(at, facts.WindowsEnding), windowsEvent(at.Add(20*time.Minute), facts.WindowsStarted))
			happen(&n.Events.Firewall, change2010(at.Add(-time.Minute), 1, 4), change2010(at.Add(21*time.Minute), 4, 1))
		}},
		{name: "still public", change: func(n *facts.Node) {
			read := n.Events.Profile.At
			happen(&n.Events.Profile, network(read.Add(-time.Minute), 10001, 1, 2), network(read.Add(-50*time.Second), 10000, 0, 0))
		}},
		{name: "a young Windows", change: func(n *facts.Node) {
			n.OS.Installed = testBoot.Add(-time.Hour)
			for _, log := range []*facts.EventLog{&n.Events.Cluster, &n.Events.Service, &n.Events.Profile, &n.Events.Firewall, &n.Events.Starts} {
				log.Oldest = &facts.Event{Record: 1, At: n.OS.Installed.Add(time.Minute)}
			}
		}},
		{name: "logs that were cleared", change: func(n *facts.Node) {
			for _, log := range []*facts.EventLog{&n.Events.Cluster, &n.Events.Service, &n.Events.Starts} {
				log.Oldest = &facts.Event{Provider: "Microsoft-Windows-Eventlog", ID: facts.LogCleared, Record: 1, At: testBoot.Add(time.Minute)}
			}
		}},
		{name: "removed by a restart", change: func(n *facts.Node) {
			happen(&n.Events.Cluster, event(testBoot.Add(-time.Minute), nodeRemoved, "NodeName", "N2"))
		}},
		{name: "the cluster service of a German node ended", change: func(n *facts.Node) {
			n.OS.Language, n.Services.Found[0].DisplayName = 1031, "Clusterdienst"
			happen(&n.Events.Service, serviceEnded(testFlip, "Clusterdienst"))
		}},
		{name: "another service of a German node ended", change: func(n *facts.Node) {
			n.OS.Language, n.Services.Found[0].DisplayName = 1031, "Clusterdienst"
			happen(&n.Events.Service, serviceEnded(testFlip, "Druckwarteschlange"))
		}},
		{name: "logs overwritten", change: func(n *facts.Node) {
			for _, log := range []*facts.EventLog{&n.Events.Cluster, &n.Events.Firewall} {
				log.Oldest.At = testFlip
			}
		}},
	}
}

func eventSections() []section {
	log := func(name string, of func(*facts.Node) *facts.EventLog) section {
		return section{name, "EventDays", func(n *facts.Node) facts.Section { return of(n).Section }, func(n *facts.Node, s facts.Section) {
			*of(n) = facts.EventLog{Section: s}
		}}
	}
	return []section{
		log("cluster events", func(n *facts.Node) *facts.EventLog { return &n.Events.Cluster }),
		log("service events", func(n *facts.Node) *facts.EventLog { return &n.Events.Service }),
		log("profile events", func(n *facts.Node) *facts.EventLog { return &n.Events.Profile }),
		log("firewall events", func(n *facts.Node) *facts.EventLog { return &n.Events.Firewall }),
		log("start types", func(n *facts.Node) *facts.EventLog { return &n.Events.StartTypes }),
		log("secure channel", func(n *facts.Node) *facts.EventLog { return &n.Events.SecureChannel }),
		{"operational events", "OperationalDays", func(n *facts.Node) facts.Section { return n.Events.Operational.Section }, func(n *facts.Node, s facts.Section) {
			n.Events.Operational = facts.EventLog{Section: s}
		}},
		log("starts", func(n *facts.Node) *facts.EventLog { return &n.Events.Starts }),
		{"current profiles", "Profiles", func(n *facts.Node) facts.Section { return n.Profiles.Current.Section }, func(n *facts.Node, s facts.Section) {
			n.Profiles.Current = facts.ConnectionProfiles{Section: s}
		}},
		{"known networks", "Profiles", func(n *facts.Node) facts.Section { return n.Profiles.Known.Section }, func(n *facts.Node, s facts.Section) {
			n.Profiles.Known = facts.KnownNetworks{Section: s}
		}},
	}
}
