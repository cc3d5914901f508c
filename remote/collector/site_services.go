package collector

import (
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// controlService is a service that every Windows has, and that runs while it answers.
const controlService = "Winmgmt"

// siteServices keeps what the query says of the services and drivers that a site asks
// for. Neither kind is taken to be missing before a row of each has come.
func (c *collection) siteServices(rows []remote.Row, head facts.Section) {
	for _, name := range siteOf(c.request, siteService) {
		o := facts.Observed{Section: head}
		found := servicesNamed(rows, []string{name})
		switch {
		case head.State != facts.Collected:
		case len(found) > 1:
			o = c.siteFailed(head.Source, notCredible("there are %d different rows for %s", len(found), quote(name)))
		case len(found) == 1:
			o.Service = &found[0]
		case len(servicesNamed(rows, []string{controlService})) == 0 || len(servicesNamed(rows, []string{controlDriver})) == 0:
			o = c.siteFailed(head.Source, notCredible("there is no row for %s or %s, which every Windows has", controlService, controlDriver))
		default:
			o = c.siteAbsent(head.Source)
		}
		c.keep(observe.Target{Service: name}, o)
	}
}
