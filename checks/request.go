package checks

import "github.com/clusterdrift/clusterdrift/remote/facts"

// askTopology asks for the networks and interfaces of the cluster, and whether
// the node is in one.
func askTopology(r *facts.Request) {
	r.Topology = true
	r.Services = append(r.Services, facts.ClusterService)
}

// askCarriers asks which adapters carry the networks of the cluster.
func askCarriers(r *facts.Request) {
	askTopology(r)
	r.Adapters = true
}

// askFirewall asks for the rules, and whether they are in force.
func askFirewall(r *facts.Request) {
	r.Firewall = true
	r.Services = append(r.Services, facts.FirewallService)
}

// askEvents asks how far back the events have to reach.
func askEvents(r *facts.Request, days int) { r.EventDays = max(r.EventDays, days) }
