package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// controlDriver is a driver that every Windows has.
const controlDriver = "Tcpip"

// services reads the services, and in the same query the drivers: Win32_Service
// and Win32_SystemDriver are both derived from Win32_BaseService, which has the
// properties in question. That it answers for the two of them is documented and
// was not confirmed on a real node, so that a row of each kind must have come
// before the absence of another counts.
func (c *collection) services(ctx context.Context) {
	services, drivers, site := c.request.Services, c.request.Drivers, siteOf(c.request, siteService)
	class, names := "Win32_Service", services
	if len(drivers)+len(site) > 0 {
		class = "Win32_BaseService"
		names = slices.Concat(services, drivers, []string{controlDriver})
	}
	if len(site) > 0 {
		names = distinctNames(slices.Concat(names, site, []string{controlService}))
	}
	rows, head := c.query(ctx, cimv2, "SELECT Name,DisplayName,State,StartMode FROM "+class+" WHERE "+nameIs(names))
	c.siteServices(rows, head)
	if len(services) > 0 {
		c.node.Services = facts.Services{Section: head, Asked: services, Found: servicesNamed(rows, services)}
		if head.State == facts.Collected && len(c.node.Services.Found) == 0 {
			c.node.Services.Section = c.failed(head.Source, notCredible("none of %d rows is a service", len(rows)))
		}
	}
	if len(drivers) > 0 {
		c.node.Drivers = facts.Drivers{Section: head, Asked: drivers, Found: servicesNamed(rows, drivers)}
		if head.State == facts.Collected && len(servicesNamed(rows, []string{controlDriver})) == 0 {
			c.node.Drivers = facts.Drivers{Asked: drivers,
				Section: c.failed(head.Source, notCredible("there is no row for the driver %s, which every Windows has", controlDriver))}
		}
	}
}

// servicesNamed are the rows with one of the names, sorted.
func servicesNamed(rows []remote.Row, names []string) []facts.Service {
	var all []facts.Service
	for _, r := range rows {
		var s facts.Service
		s.Name, _ = r.Text("Name")
		s.DisplayName, _ = r.Text("DisplayName")
		s.State, _ = r.Text("State")
		s.StartMode, _ = r.Text("StartMode")
		if hasName(names, s.Name) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b facts.Service) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(all)
}

// inNoCluster reports whether it is proven that the node has no cluster service.
func (c *collection) inNoCluster() bool {
	isClusterService := func(name string) bool { return strings.EqualFold(name, facts.ClusterService) }
	s := c.node.Services
	return s.State == facts.Collected && len(s.Found) > 0 &&
		slices.ContainsFunc(s.Asked, isClusterService) &&
		!slices.ContainsFunc(s.Found, func(f facts.Service) bool { return isClusterService(f.Name) })
}
