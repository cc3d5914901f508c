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
	kbs, files, services, properties := names{}, names{}, names{}, names{}
	r := facts.Request{
		Hotfixes: len(b.Hotfixes) > 0,
		Reboot:   len(b.Hotfixes) > 0 || b.Update.Build != nil,
		TCP:      len(b.Offload) > 0,
		Firewall: len(b.Firewall) > 0,
		Topology: len(b.Firewall) > 0, // remote addresses are compared with the peers'
	}
	for _, h := range b.Hotfixes {
		kbs.add(h.KB)
		for _, u := range slices.Concat(h.SatisfiedBy.Updates, h.SatisfiedBy.MaybeIn) {
			kbs.add(u.KB)
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
	if len(properties) > 0 || r.Resources || r.Topology {
		services.add(clusterService)
	}
	if r.Firewall {
		services.add(firewallService)
	}
	r.KBs, r.Files, r.Services, r.Cluster = kbs.sorted(), files.sorted(), services.sorted(), properties.sorted()
	return r
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
