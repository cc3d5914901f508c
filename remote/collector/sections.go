package collector

import (
	"context"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// section is a part of the facts that is read in one way: when it is wanted, and
// how it is read. What has several sources has several sections.
type section struct {
	name   string
	wanted func(facts.Request) bool
	// step is what reading it by query is called for people.
	step  string
	query func(*collection, context.Context)
	feeds feeds // the line of the shell that waits for the query
	// commands are run in the first line of the shell, and read takes what they
	// printed.
	commands commandsOf
	read     func(*collection, transcript)
	// details are the commands of the second line, which depend on what read found.
	details     commandsOf
	readDetails func(*collection, transcript)
	// anywhere are commands that depend on nothing and that nothing depends on: they are
	// run where there is room for them.
	anywhere     commandsOf
	readAnywhere func(*collection, transcript)
	// withoutShell reads what it can for an account that may not open a shell.
	withoutShell func(*collection, context.Context)
}

// commandsOf makes the commands of a section.
type commandsOf func(*collection) []remote.Command

// Steps of the collection, as users see them.
const (
	stepUpdates  = "updates"
	stepServices = "services"
	stepCluster  = "cluster"
	stepNetwork  = "network"
	stepSite     = "site requirements"
	stepQuorum   = "quorum"  // once the registry has named the resource
	stepLatency  = "latency" // at the end: nodes that do not answer take their time
)

// allSections is the one list of sections, in the order in which they are read and
// their commands are run.
func allSections() []section {
	return slices.Concat(queriedSections(), shellSections(), lateSections())
}

// queriedSections are read before the shell opens.
func queriedSections() []section {
	return []section{
		{
			name: "hotfixes", wanted: func(r facts.Request) bool { return r.Hotfixes },
			step: stepUpdates, query: (*collection).hotfixes, feeds: feedsFirst,
		},
		{
			name: "files", wanted: func(r facts.Request) bool { return len(r.Files) > 0 || has(r, siteFile) },
			step: stepUpdates, query: (*collection).files,
		},
		{
			name: "services and drivers", wanted: func(r facts.Request) bool { return len(r.Services)+len(r.Drivers) > 0 || has(r, siteService) },
			step: stepServices, query: (*collection).services, feeds: feedsDetails,
		},
		{
			name: "cluster properties", wanted: func(r facts.Request) bool { return len(r.Cluster) > 0 || has(r, siteProperty) },
			step: stepCluster, query: (*collection).properties,
		},
		{
			name: "cluster members", wanted: func(r facts.Request) bool { return r.Members },
			step: stepCluster, query: (*collection).members,
		},
		{ // after the members, which show whether the account sees the cluster
			name: "cluster volumes", wanted: func(r facts.Request) bool { return r.Volumes },
			step: stepCluster, query: (*collection).volumes,
		},
		{
			name: "topology", wanted: func(r facts.Request) bool { return r.Topology },
			step: stepCluster, query: (*collection).topology,
		},
		{
			name: "cluster resources", wanted: func(r facts.Request) bool { return r.Resources },
			step: stepCluster, query: (*collection).noResources, feeds: feedsDetails,
		},
		{
			name: "profiles now", wanted: func(r facts.Request) bool { return r.Profiles },
			step: stepNetwork, query: (*collection).currentProfiles,
		},
		{ // after the profiles, which may make it needless
			name: "domain membership", wanted: func(r facts.Request) bool { return r.Profiles },
			step: stepNetwork, query: (*collection).membership,
		},
		{
			name: "adapter addresses", wanted: func(r facts.Request) bool { return r.Adapters },
			step: stepNetwork, query: (*collection).adapterAddresses, feeds: feedsDetails,
		},
		{
			name: "offload in WMI", wanted: func(r facts.Request) bool { return r.TCP },
			step: stepNetwork, query: (*collection).tcpWMI,
		},
		{
			name: "site requirements", wanted: func(r facts.Request) bool { return has(r, siteValue) || has(r, siteRows) },
			step: stepSite, query: (*collection).siteByQuery,
		},
	}
}

// shellSections are read by the lines of the shell.
func shellSections() []section {
	return []section{
		{
			name: "reboot", wanted: func(r facts.Request) bool { return r.Reboot },
			commands: each(rebootCommands), read: (*collection).reboot, withoutShell: (*collection).rebootByNames,
		},
		{
			name: "offload", wanted: func(r facts.Request) bool { return r.TCP },
			commands: each(tcpCommands), read: (*collection).tcp, withoutShell: (*collection).tcpByValues,
		},
		{
			name: "firewall", wanted: func(r facts.Request) bool { return r.Firewall },
			commands: each(firewallCommands), read: (*collection).firewall,
		},
		{
			name: "cluster resources by registry", wanted: func(r facts.Request) bool { return r.Resources },
			commands: each(resourceCommands), read: (*collection).resources,
		},
		{ // in the second line, which has more room
			name: "quorum", wanted: func(r facts.Request) bool { return r.Quorum || has(r, siteQuorum) },
			details: each(quorumCommands), readDetails: (*collection).quorum,
		},
		{
			name: "cluster addresses", wanted: func(r facts.Request) bool { return r.Addresses },
			details: each(clusterAddressCommands), readDetails: (*collection).clusterAddresses,
		},
		{
			name: "static addresses", wanted: func(r facts.Request) bool { return r.Static },
			details: each(staticCommands), readDetails: (*collection).staticAddresses,
		},
		{
			name: "known networks", wanted: func(r facts.Request) bool { return r.Profiles },
			commands: each(networkCommands), read: (*collection).knownNetworks,
		},
		{ // its searches are packed into lines of their own
			name: "packages", wanted: func(r facts.Request) bool { return len(kbs(r)) > 0 },
			read: (*collection).packages, details: (*collection).packageStates, readDetails: (*collection).readPackageStates,
		},
		{
			name: "adapter drivers", wanted: func(r facts.Request) bool { return r.Adapters },
			commands: each(adapterCommands), read: (*collection).adapterDrivers,
			details: (*collection).adapterDetails, readDetails: (*collection).readAdapterDetails,
		},
		{
			name: "IPv6", wanted: func(r facts.Request) bool { return r.IPv6 },
			commands: each(ipv6Commands), read: (*collection).ipv6,
		},
		{
			name: "time source", wanted: func(r facts.Request) bool { return r.Time },
			details: each(timeCommands), readDetails: (*collection).timeSource, // the second line has room
		},
		{
			name: "hardening", wanted: func(r facts.Request) bool { return r.Hardening },
			anywhere: each(hardeningCommands), readAnywhere: (*collection).hardening,
		},
		{
			name: "virus scanners", wanted: func(r facts.Request) bool { return r.Antivirus },
			commands: each(antivirusCommands), read: (*collection).antivirus,
		},
		{
			name: "events", wanted: func(r facts.Request) bool { return r.EventDays > 0 },
			details: (*collection).eventCommands, readDetails: (*collection).readEvents,
		},
		{
			name: "site events", wanted: func(r facts.Request) bool { return has(r, siteEvents) },
			details: (*collection).siteEventCommands, readDetails: (*collection).readSiteEvents,
		},
		{
			name: "events of the cluster's log", wanted: func(r facts.Request) bool { return r.OperationalDays > 0 },
			details: (*collection).operationalCommands, readDetails: (*collection).readOperational,
		},
	}
}

// lateSections are read once the shell has ended.
func lateSections() []section {
	return []section{
		{ // the registry has named it
			name: "quorum resource", wanted: func(r facts.Request) bool { return r.Quorum },
			step: stepQuorum, query: (*collection).quorumResource,
		},
		{
			name: "latency", wanted: func(r facts.Request) bool { return r.PingRounds > 0 },
			step: stepLatency, query: (*collection).latency,
		},
	}
}

// each is for commands that are the same on every node.
func each(commands func() []remote.Command) commandsOf {
	return func(*collection) []remote.Command { return commands() }
}

// wanted are the sections in the request.
func (c *collection) wanted() []section {
	return slices.DeleteFunc(allSections(), func(s section) bool { return !s.wanted(c.request) })
}

// queriedSteps are the steps that precede the shell on one lane.
func (c *collection) queriedSteps() []string {
	steps := []string{stepUpdates, stepServices, stepCluster, stepNetwork}
	if has(c.request, siteValue) || has(c.request, siteRows) {
		steps = append(steps, stepSite)
	}
	return steps
}

// queries reads the wanted sections of one step.
func (c *collection) queries(ctx context.Context, step string) {
	c.queriesThat(ctx, func(s section) bool { return s.step == step })
}

// queriesThat reads the wanted sections that are chosen.
func (c *collection) queriesThat(ctx context.Context, chosen func(section) bool) {
	for _, s := range c.wanted() {
		if s.query != nil && chosen(s) {
			s.query(c, ctx)
		}
	}
}
