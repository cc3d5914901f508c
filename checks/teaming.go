package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// teamingClusterOnly is the subject that concerns networks for the cluster alone.
const teamingClusterOnly = "cluster-only"

func needTeaming(b *baselines.Baseline, r *facts.Request) {
	for _, t := range b.Teaming {
		askCarriers(r)
		r.Drivers = append(r.Drivers, t.Drivers...)
	}
}

// teamingFindings has one finding for all adapters.
func teamingFindings(e *evaluation, s Subject) []Finding {
	a := adaptersOf(e, s)
	var found []Finding
	for _, w := range s.Baseline.Teaming {
		found = append(found, a.judgeTeaming(w).finding(w.Requirement, wantedTeaming(w)))
	}
	return found
}

func wantedTeaming(want baselines.Teaming) string {
	if want.Subject == teamingClusterOnly {
		return "no team under a network for the cluster alone"
	}
	return "no team under a network that the cluster uses"
}

func (a adapters) judgeTeaming(want baselines.Teaming) verdict {
	if want.Subject == teamingClusterOnly {
		a.carriers = slices.DeleteFunc(slices.Clone(a.carriers), func(c carrier) bool { return !c.clusterOnly })
	}
	v := a.judge(func(c carrier) verdict { return a.judgeTeam(c, want) })
	if a.instead == nil && len(a.carriers) == 0 {
		v = inapplicable("the node is on no network that is for the cluster alone", observed(a.section, "no network for the cluster alone"))
	}
	return v.with(teamDrivers(a.node.Drivers, want.Drivers)...)
}

// judgeTeam judges one adapter by what it is called. Any of its descriptions may
// give a team away: products change one and leave another. So none proves alone
// that there is no team.
func (a adapters) judgeTeam(c carrier, want baselines.Teaming) verdict {
	called, seen, missing := a.descriptionsOf(c)
	got := c.network + ": " + strings.Join(called, ", ")
	matching := func(parts []string) int {
		return slices.IndexFunc(called, func(description string) bool { return describes(parts, description) })
	}
	if i := matching(want.Descriptions); i >= 0 {
		return drifted(got, c.network+" rests on a team: "+called[i], seen...)
	}
	v := passed(got, "no adapter is called like a team that the baseline knows")
	if i := matching(want.Maybe); i >= 0 {
		v = unknown(called[i]+" may rest on a team", "whether "+called[i]+", which carries "+c.network+", rests on a team")
	} else if len(missing) > 0 {
		v = unknown("not every description of an adapter is known", missing[0], missing[1:]...)
	}
	v.got = got
	return v.with(seen...)
}

// descriptionsOf are what an adapter is called by its driver, by TCP/IP and by
// the cluster, each description once. The id of the component is one of them.
func (a adapters) descriptionsOf(c carrier) (called []string, seen []Evidence, missing []string) {
	add := func(description string, s facts.Section) {
		if description != "" && !slices.Contains(called, description) {
			called = append(called, description)
			seen = append(seen, observed(s, "%s: %s", c.network, description))
		}
	}
	d, gone := a.driverOf(c)
	switch {
	case gone != "":
		missing = append(missing, gone)
	case d.Description == "":
		missing = append(missing, "the description of the driver of the adapter that carries "+c.network)
	}
	add(d.Description, a.node.Adapters.Drivers.Section)
	add(d.Component, a.node.Adapters.Drivers.Section)
	byIP, gone := a.addressOf(c)
	switch {
	case gone != "":
		missing = append(missing, gone)
	case byIP == "":
		missing = append(missing, "the description of the adapter that carries "+c.network)
	}
	add(byIP, a.node.Adapters.IP.Section)
	add(c.adapter, a.section)
	return called, seen, missing
}

// addressOf is what an adapter is called by TCP/IP.
func (a adapters) addressOf(c carrier) (description, missing string) {
	ip := a.node.Adapters.IP
	if missing := ip.Gap("the addresses of the adapters", len(ip.Found)); missing != "" {
		return "", missing
	}
	rows := 0
	for _, found := range ip.Found {
		if found.ID != "" && facts.NormalGUID(found.ID) == c.id {
			description, rows = found.Description, rows+1
		}
	}
	if rows != 1 {
		return "", "the one adapter with the addresses of " + c.network
	}
	return description, ""
}

// teamDrivers tells which drivers of teams run. The networks may rest on other
// adapters than theirs, so they decide nothing.
func teamDrivers(drivers facts.Drivers, names []string) []Evidence {
	var e []Evidence
	for _, name := range names {
		if driver, _ := lookUpDriver(drivers, name); driver != nil && isRunning(*driver) {
			e = append(e, observed(drivers.Section, "the driver %s runs (a driver of teams, not judged)", name))
		}
	}
	return e
}
