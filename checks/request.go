package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

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

// controlService answers every query of WMI, so each Windows that answers one has it.
const controlService = "Winmgmt"

// askControl sees to it that the services in question have one among them which every
// Windows has, as the firewall's: without any row, the absence of the others is not
// proven.
func askControl(r *facts.Request) {
	if len(r.Services) > 0 && !slices.Contains(r.Services, facts.FirewallService) {
		r.Services = append(r.Services, controlService)
	}
}

// askEvents asks how far back the events have to reach.
func askEvents(r *facts.Request, days int) { r.EventDays = max(r.EventDays, days) }
