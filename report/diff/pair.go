package diff

import (
	"cmp"
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// clusterPair is a cluster in both results; one of them is nil when only the other has
// it.
type clusterPair struct{ before, after *report.Cluster }

func (p clusterPair) name() string {
	if p.after != nil {
		return p.after.Name
	}
	return p.before.Name
}

// open has the findings of both unpacked.
func (p clusterPair) open() clusterPair {
	for _, c := range []**report.Cluster{&p.before, &p.after} {
		if *c != nil {
			*c = new((*c).Open())
		}
	}
	return p
}

// fold is a name without regard to case, as Windows compares names.
func fold(name string) string { return string(strict.Fold(name)) }

// pairClusters pairs clusters by their names, and those of which the name is in one
// result only by their nodes: a cluster was renamed when more than half of the nodes of
// both are the same. They are sorted by name.
func pairClusters(before, after []report.Cluster) []clusterPair {
	left := map[string]*report.Cluster{}
	for i := range before {
		left[fold(before[i].Name)] = &before[i]
	}
	var pairs []clusterPair
	var fresh []*report.Cluster
	for i := range after {
		c := &after[i]
		if old := left[fold(c.Name)]; old != nil {
			pairs = append(pairs, clusterPair{old, c})
			delete(left, fold(c.Name))
			continue
		}
		fresh = append(fresh, c)
	}
	pairs = append(pairs, pairRenamed(left, fresh)...)
	slices.SortStableFunc(pairs, func(a, b clusterPair) int { return cmp.Compare(a.name(), b.name()) })
	return pairs
}

// pairRenamed pairs clusters by their nodes; those that are left are alone.
func pairRenamed(left map[string]*report.Cluster, fresh []*report.Cluster) []clusterPair {
	of := map[string][]string{} // the clusters that had each node
	for key, c := range left {
		for _, n := range c.Nodes {
			of[fold(n.Name)] = append(of[fold(n.Name)], key)
		}
	}
	var pairs []clusterPair
	for _, c := range fresh {
		shared := map[string]int{}
		for _, n := range c.Nodes {
			for _, key := range of[fold(n.Name)] {
				shared[key]++
			}
		}
		p := clusterPair{after: c}
		for _, key := range slices.Sorted(maps.Keys(shared)) {
			if old, n := left[key], shared[key]; old != nil && 2*n > len(c.Nodes) && 2*n > len(old.Nodes) {
				p.before = old
				delete(left, key)
				break
			}
		}
		pairs = append(pairs, p)
	}
	for _, c := range left {
		pairs = append(pairs, clusterPair{before: c})
	}
	return pairs
}

// nodePair is a node in both results; one of them is nil when only the other has it.
type nodePair struct{ before, after *report.Node }

// pairNodes pairs nodes by their names, and then, where a name is in one result only,
// by what the nodes call themselves, where one node in each result does. They are in the
// order of the later result, those that vanished at the end. Of two nodes of one name
// the first counts.
func pairNodes(before, after []report.Node) []nodePair {
	left, order := map[string]*report.Node{}, []string{}
	for i := range before {
		key := fold(before[i].Name)
		if left[key] == nil {
			left[key], order = &before[i], append(order, key)
		}
	}
	var pairs []nodePair
	seen := map[string]bool{}
	for i := range after {
		key := fold(after[i].Name)
		if seen[key] {
			continue
		}
		seen[key] = true
		pairs = append(pairs, nodePair{left[key], &after[i]})
		delete(left, key)
	}
	hosts := map[string]string{} // keys of what is left, by the only node of that host
	for _, key := range order {
		if n := left[key]; n != nil && n.Host != "" {
			hosts[fold(n.Host)] = onlyOne(hosts, fold(n.Host), key)
		}
	}
	fresh := map[string]int{}
	for _, p := range pairs {
		if p.before == nil {
			fresh[fold(p.after.Host)]++
		}
	}
	for i := range pairs {
		p := &pairs[i]
		if p.before != nil || p.after.Host == "" || fresh[fold(p.after.Host)] != 1 {
			continue
		}
		if key := hosts[fold(p.after.Host)]; key != "" {
			p.before = left[key]
			delete(left, key)
		}
	}
	for _, key := range order {
		if n := left[key]; n != nil {
			pairs = append(pairs, nodePair{before: n})
		}
	}
	return pairs
}

// onlyOne is key, and empty when the host has one already.
func onlyOne(hosts map[string]string, host, key string) string {
	if _, twice := hosts[host]; twice {
		return ""
	}
	return key
}
