package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// lookUpService finds a service. Without a row and without a gap, the service
// is not installed.
func lookUpService(services facts.Services, name string) (svc *facts.Service, missing facts.Gap) {
	if missing := services.Gap("the services", len(services.Found)); !missing.IsZero() {
		return nil, missing
	}
	for i, s := range services.Found {
		if strings.EqualFold(s.Name, name) {
			return &services.Found[i], facts.Gap{}
		}
	}
	if !wording.ContainsFold(services.Asked, name) {
		return nil, facts.GapNotCollected.Of("the service " + name + ", which the node was not asked for")
	}
	return nil, facts.Gap{}
}

// outsideCluster is the verdict on a node that is proven to be in no cluster.
func outsideCluster(n *facts.Node) (verdict, bool) {
	svc, missing := lookUpService(n.Services, facts.ClusterService)
	if !missing.IsZero() || svc != nil {
		return verdict{}, false
	}
	return inapplicable("the node has no cluster service", observed(n.Services.Section, "no service %s", facts.ClusterService)), true
}

// outsiders are the nodes that are proven to be in no cluster.
func outsiders(nodes []Subject) []string {
	var all []string
	for _, s := range nodes {
		if _, outside := outsideCluster(s.Facts); outside {
			all = append(all, s.Facts.Name)
		}
	}
	return all
}

// withoutService ends the reason of a verdict on a cluster with the nodes that are in none.
func withoutService(outsiders []string) string {
	if len(outsiders) == 0 {
		return ""
	}
	return "; without a cluster service: " + strings.Join(outsiders, ", ")
}

// firewallInForce says what is missing before the stored rules count. With the
// service stopped, filters may still be in force, but not necessarily these.
func firewallInForce(services facts.Services) (missing facts.Gap) {
	svc, missing := lookUpService(services, facts.FirewallService)
	switch {
	case !missing.IsZero():
		return missing
	case svc == nil || !strings.EqualFold(svc.State, "Running"):
		return facts.GapUndecided.Of("the Windows Firewall service (" + facts.FirewallService + ") is not running, so the rules in the registry may not be in force")
	}
	return facts.Gap{}
}

// lookUpDriver finds a system driver. Without a row and without a gap, it is not
// installed.
func lookUpDriver(drivers facts.Drivers, name string) (driver *facts.Service, missing facts.Gap) {
	if missing := drivers.Gap("the system drivers", len(drivers.Found)); !missing.IsZero() {
		return nil, missing
	}
	i := slices.IndexFunc(drivers.Found, func(s facts.Service) bool { return strings.EqualFold(s.Name, name) })
	switch {
	case i >= 0:
		return &drivers.Found[i], facts.Gap{}
	case !wording.ContainsFold(drivers.Asked, name):
		return nil, facts.GapNotCollected.Of("the driver " + name + ", which the node was not asked for")
	}
	return nil, facts.Gap{}
}

func isRunning(s facts.Service) bool { return strings.EqualFold(s.State, "Running") }
