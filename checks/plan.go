package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/words"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Plan says what a node has to be asked so that every requirement of the
// baseline can be judged. Its lists are sorted and without repetition.
func Plan(b *baselines.Baseline) facts.Request {
	onAdapters := len(b.AdapterOffload)+len(b.Drivers)+len(b.Teaming) > 0 || b.AdapterPower != nil
	onNetworks := len(b.ClusterNetworks) > 0
	onProfiles := b.NetworkProfile.Current != nil || b.NetworkProfile.Flips != nil
	r := facts.Request{
		Hotfixes: len(b.Hotfixes) > 0,
		Reboot:   len(b.Hotfixes) > 0 || b.Update.Build != nil || b.PendingReboot != nil,
		TCP:      len(b.Offload) > 0,
		Firewall: len(b.Firewall) > 0 || b.IPv6.NeighbourDiscovery != nil,
		// Remote addresses are compared with the peers'; adapters are judged by
		// the network that they carry.
		Topology:  len(b.Firewall) > 0 || onAdapters || onNetworks || onProfiles,
		Adapters:  onAdapters || onNetworks || onProfiles || b.NetFT != nil,
		IPv6:      b.IPv6.Enabled != nil || b.IPv6.NeighbourDiscovery != nil,
		Profiles:  onProfiles,
		EventDays: eventDays(b),
		Antivirus: b.Antivirus.Exclusions != nil || b.Antivirus.Products != nil,
		Resources: slices.ContainsFunc(b.Hotfixes, func(h baselines.Hotfix) bool { return h.When.ResourceType != "" }),
		Cluster:   propertiesOf(b),
		Drivers:   driversOf(b),
	}
	r.KBs, r.Files = updatesOf(b)
	r.Services = servicesOf(b, r)
	return r
}

// updatesOf are the updates to look for in the component store, and the files
// whose versions tell of updates.
func updatesOf(b *baselines.Baseline) (kbs, files []string) {
	updates, paths := words.Set{}, words.Set{}
	for _, h := range b.Hotfixes {
		updates.Add(h.KB)
		for _, u := range slices.Concat(h.SatisfiedBy.Updates, h.SatisfiedBy.MaybeIn) {
			if !u.ListedOnly {
				updates.Add(u.KB)
			}
		}
		for _, f := range h.SatisfiedBy.Files {
			paths.Add(f.Path)
		}
	}
	return updates.Sorted(), paths.Sorted()
}

func propertiesOf(b *baselines.Baseline) []string {
	properties := words.Set{}
	for _, p := range b.Heartbeat.Properties {
		properties.Add(p.Property)
	}
	if b.Heartbeat.Order != nil {
		for _, p := range orderedPairs() {
			properties.Add(p.same, p.cross)
		}
	}
	return properties.Sorted()
}

// servicesOf are the services that are judged, and those without which what else
// is asked for cannot be.
func servicesOf(b *baselines.Baseline, r facts.Request) []string {
	services := words.Set{}
	for _, s := range b.Services {
		services.Add(s.Name)
	}
	if len(r.Cluster) > 0 || r.Resources || r.Topology || b.NetFT != nil {
		services.Add(facts.ClusterService)
	}
	if r.Firewall {
		services.Add(firewallService)
	}
	return services.Sorted()
}

func driversOf(b *baselines.Baseline) []string {
	drivers := words.Set{}
	for _, t := range b.Teaming {
		drivers.Add(t.Drivers...)
	}
	if b.NetFT != nil {
		drivers.Add(netftDriver)
	}
	return drivers.Sorted()
}

// eventDays is how far back the events have to reach.
func eventDays(b *baselines.Baseline) int {
	days := 0
	for _, e := range b.Events {
		days = max(days, e.Days)
	}
	if b.NetworkProfile.Flips != nil {
		days = max(days, b.NetworkProfile.Flips.Days)
	}
	if b.NetworkProfile.Current != nil && days == 0 {
		days = 1 // before Windows Server 2012 the newest change tells the profile
	}
	return days
}
