package checks

import (
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Plan says what a node has to be asked so that every requirement of the
// baseline can be judged. Its lists are sorted and without repetition.
func Plan(b *baselines.Baseline) facts.Request {
	kbs, files, services, properties, drivers := names{}, names{}, names{}, names{}, names{}
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
	}
	for _, h := range b.Hotfixes {
		kbs.add(h.KB)
		for _, u := range slices.Concat(h.SatisfiedBy.Updates, h.SatisfiedBy.MaybeIn) {
			if !u.ListedOnly {
				kbs.add(u.KB)
			}
		}
		for _, f := range h.SatisfiedBy.Files {
			files.add(f.Path)
		}
		r.Resources = r.Resources || h.When.ResourceType != ""
	}
	for _, p := range b.Heartbeat.Properties {
		properties.add(p.Property)
	}
	if b.Heartbeat.Order != nil {
		for _, p := range orderedPairs() {
			properties.add(p.same, p.cross)
		}
	}
	for _, s := range b.Services {
		services.add(s.Name)
	}
	if len(properties) > 0 || r.Resources || r.Topology || b.NetFT != nil {
		services.add(clusterService)
	}
	if r.Firewall {
		services.add(firewallService)
	}
	for _, t := range b.Teaming {
		drivers.add(t.Drivers...)
	}
	if b.NetFT != nil {
		drivers.add(netftDriver)
	}
	r.KBs, r.Files, r.Services, r.Cluster = kbs.sorted(), files.sorted(), services.sorted(), properties.sorted()
	r.Drivers = drivers.sorted()
	return r
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

// names is a set.
type names map[string]bool

func (n names) add(list ...string) {
	for _, s := range list {
		n[s] = true
	}
}

// sorted is nil for an empty set.
func (n names) sorted() []string { return slices.Sorted(maps.Keys(n)) }
