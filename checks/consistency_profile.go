package checks

import (
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// readProfiles reads the profile of each network that the cluster uses, those
// for the cluster alone too: whatever a network's profile is, two nodes on it
// should see the same one.
func (c consistency) readProfiles(s Subject) reading {
	var r reading
	n := s.Facts
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
		r.gap(missing)
		return r
	}
	if v, outside := outsideCluster(n); outside {
		r.outside, r.evidence = v.reason, v.evidence
		return r
	}
	carriers, missing := c.topology.carriersOf(n)
	if !missing.IsZero() {
		r.gap(missing)
		return r
	}
	byNetwork := map[string]wording.Set{}
	for _, carrier := range carriers {
		profile, _, missing := profileOf(n, carrier)
		if !missing.IsZero() {
			r.gap(missing)
			continue
		}
		if byNetwork[carrier.network] == nil {
			byNetwork[carrier.network] = wording.Set{}
		}
		byNetwork[carrier.network].Add(profile)
	}
	for _, network := range slices.Sorted(maps.Keys(byNetwork)) {
		r.set(network, strings.Join(byNetwork[network].Sorted(), " and "))
	}
	r.observe(n, profileSection(n))
	return r
}
