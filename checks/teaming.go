package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
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

// judgeTeam judges one adapter by what it is called. Any of its descriptions may give a
// team away: products change one and leave another. None proves alone that there is no
// team, and all of them do only of an adapter that a device backs: a virtual one may be
// a team that no list knows.
func (a adapters) judgeTeam(c carrier, want baselines.Teaming) verdict {
	called, seen, missing := a.descriptionsOf(c)
	got := c.network + ": " + strings.Join(called, ", ")
	d, _ := a.driverOf(c)
	var v verdict
	switch names := teamNamesOf(&baselines.Baseline{Teaming: []baselines.Teaming{want}}); {
	case describesAny(names.teams, called):
		i := slices.IndexFunc(called, func(description string) bool { return describes(names.teams, description) })
		v = drifted(got, c.network+" rests on a team: "+called[i])
	case len(missing) > 0:
		v = unknown("not every description of an adapter is known", missing[0], missing[1:]...)
	default:
		switch names.kindOf(d, called...) {
		case kindDevice:
			v = passed(got, "no adapter is called like a team that the baseline knows")
		case kindMaybeTeam:
			a.names = names
			v = a.judgeSwitch(c, d)
		default:
			v = unknown(d.Description+" is not proved to be a device, so it may be a team that the baseline does not know",
				facts.GapUndecided.Of("whether "+d.Description+", which carries "+c.network+", rests on a team")).with(a.flags(c, d))
		}
	}
	v.got = got
	return v.with(seen...)
}

// flags shows what an adapter is by its driver.
func (a adapters) flags(c carrier, d facts.AdapterDriver) Evidence {
	if d.Characteristics == nil {
		return a.observed(c, d, "no Characteristics")
	}
	return a.observed(c, d, fmt.Sprintf("Characteristics=0x%x, not a physical adapter", *d.Characteristics))
}

// judgeSwitch judges an adapter that may rest on a team. Below a virtual switch no team
// is hidden when no adapter of the node is one, or may be one, and this Windows has no
// teams that are part of a switch, or one adapter alone is left that could be below.
func (a adapters) judgeSwitch(c carrier, d facts.AdapterDriver) verdict {
	found := a.node.Adapters.Drivers
	v := unknown(d.Description+" may rest on a team", facts.GapUndecided.Of("whether "+d.Description+", which carries "+c.network+", rests on a team"))
	if !a.names.losesIP(d, c.adapter) || !a.withoutTeams(c) {
		return v
	}
	none := observed(found.Section, "no team among %s", wording.Counted(len(found.Found), "adapter"))
	members, missing := a.below(c, d)
	switch {
	case a.node.OS.State == facts.Collected && a.node.OS.Build > 0 && a.node.OS.Build < facts.Build2016:
		return passed("", "no adapter of the node is a team, so none is below the virtual switch", none)
	case missing.IsZero() && len(members) == 1:
		return passed("", "one adapter alone can be below the virtual switch", none, a.observed(c, members[0], "without TCP/IP"))
	case a.names.embedded:
		return inapplicable(c.network+" is on a virtual switch, whose team is part of it", none)
	}
	return v
}

// withoutTeams reports whether no other adapter of the node than a port of a virtual
// switch is a team, or may be one.
func (a adapters) withoutTeams(c carrier) bool {
	return !slices.ContainsFunc(a.node.Adapters.Drivers.Found, func(d facts.AdapterDriver) bool {
		kind := a.names.kindOf(d)
		port := kind == kindMaybeTeam && a.names.losesIP(d)
		return facts.NormalGUID(d.ID) != c.id && kind != kindDevice && !port
	})
}

// descriptionsOf are what an adapter is called by its driver, by TCP/IP and by
// the cluster, each description once. The id of the component is one of them.
func (a adapters) descriptionsOf(c carrier) (called []string, seen []Evidence, missing []facts.Gap) {
	add := func(description string, s facts.Section) {
		if description != "" && !slices.Contains(called, description) {
			called = append(called, description)
			seen = append(seen, observed(s, "%s: %s", c.network, description))
		}
	}
	d, gone := a.driverOf(c)
	switch {
	case !gone.IsZero():
		missing = append(missing, gone)
	case d.Description == "":
		missing = append(missing, facts.GapLeftOut.Of("the description of the driver of the adapter that carries "+c.network))
	}
	if gone.IsZero() && d.Component == "" {
		missing = append(missing, facts.GapLeftOut.Of("the component of the adapter that carries "+c.network))
	}
	add(d.Description, a.node.Adapters.Drivers.Section)
	add(d.Component, a.node.Adapters.Drivers.Section)
	byIP, gone := a.addressOf(c)
	switch {
	case !gone.IsZero():
		missing = append(missing, gone)
	case byIP == "":
		missing = append(missing, facts.GapLeftOut.Of("the description of the adapter that carries "+c.network))
	}
	add(byIP, a.node.Adapters.IP.Section)
	add(c.adapter, a.section)
	return called, seen, missing
}

// addressOf is what an adapter is called by TCP/IP.
func (a adapters) addressOf(c carrier) (description string, missing facts.Gap) {
	ip := a.node.Adapters.IP
	if missing := ip.Gap("the addresses of the adapters", len(ip.Found)); !missing.IsZero() {
		return "", missing
	}
	rows := 0
	for _, found := range ip.Found {
		if found.ID != "" && facts.NormalGUID(found.ID) == c.id {
			description, rows = found.Description, rows+1
		}
	}
	if rows != 1 {
		return "", facts.GapLeftOut.Of("the one adapter with the addresses of " + c.network)
	}
	return description, facts.Gap{}
}

// teamDrivers lists the drivers of teams that run. The networks may rest on other
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
