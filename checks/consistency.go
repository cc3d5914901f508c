package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// consistencyFindings compares the nodes of a cluster, which are sorted by name,
// with one another. Heartbeat values have an agreement of their own.
func consistencyFindings(nodes []Subject, t topology) []Finding {
	c := consistency{nodes: nodes, topology: t}
	subjects := []struct {
		name, want string
		read       func(Subject) reading
	}{
		{"os-build", "the same Windows on every node", c.readBuild},
		{"hotfixes", "the same updates on every node", c.readUpdates},
		{"offload", "the same offload settings in force on every node", c.readOffload},
		{"firewall", "the same traffic admitted on every node", c.readFirewall},
		{"services", "the same state of the services on every node", c.readServices},
		{"network-profile", "the same profile of a network on every node", c.readProfiles},
		{"drivers", "the same driver of the same adapter on every node", c.readDrivers},
	}
	var found []Finding
	for _, s := range subjects {
		if r, ok := c.requirement(s.name); ok {
			found = append(found, c.compare(s.read).judge().finding(r, s.want))
		}
	}
	return found
}

// consistency is the nodes that are compared and what bears on all of them.
type consistency struct {
	nodes    []Subject
	topology topology
}

// requirement is what the first baseline that asks for it says.
func (c consistency) requirement(subject string) (baselines.Requirement, bool) {
	for _, b := range c.baselines() {
		for _, r := range b.Consistency {
			if r.Subject == subject {
				return r.Requirement, true
			}
		}
	}
	return baselines.Requirement{}, false
}

// baselines are those that nodes are judged by, each once. What any of them asks
// about is compared on every node: a node is not alike for being judged by less.
func (c consistency) baselines() []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, s := range c.nodes {
		if s.Baseline != nil && !slices.Contains(all, s.Baseline) {
			all = append(all, s.Baseline)
		}
	}
	return all
}

// compare reads every node that answered.
func (c consistency) compare(read func(Subject) reading) comparison {
	var all comparison
	for _, s := range c.nodes {
		r := reading{}
		if p := s.Facts.Problem; p != nil {
			r.gaps = []string{p.Message}
		} else {
			r = read(s)
		}
		r.node = s.Facts
		all = append(all, r)
	}
	return all
}
