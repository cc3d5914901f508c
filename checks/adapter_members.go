package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeCarriers judges each adapter by its driver and settings.
func (a adapters) judgeCarriers(reason string, each func(carrier, facts.AdapterDriver) verdict) verdict {
	return a.judge(func(c carrier) verdict {
		d, missing := a.detailsOf(c)
		if !missing.IsZero() {
			return unknown(reason, missing)
		}
		return each(c, d)
	})
}

// judgeDrivers judges, where an adapter rests on others, those as well: a verdict holds
// for all adapters that a network needs.
func (a adapters) judgeDrivers(reason string, each func(carrier, facts.AdapterDriver) verdict) verdict {
	return a.judgeCarriers(reason, func(c carrier, d facts.AdapterDriver) verdict {
		own := each(c, d)
		if own.status == Drift || own.status == Unknown || a.names.kindOf(d, c.adapter) == kindDevice {
			return own
		}
		return a.withMembers(c, d, own, each)
	})
}

// withMembers joins the verdict on an adapter that is not a device with those on the
// adapters that may be below it. Whichever are: when all of them pass it passes, and
// when all of them drift it drifts.
func (a adapters) withMembers(c carrier, d facts.AdapterDriver, own verdict, each func(carrier, facts.AdapterDriver) verdict) verdict {
	members, missing := a.below(c, d)
	if !missing.IsZero() {
		w := unknown(d.Description+" rests on other adapters, or may; those were not judged", missing).with(own.evidence...)
		w.got = own.got
		return w
	}
	if len(members) == 0 {
		return inapplicable(c.network + " is on a virtual switch, whose team is part of it, and the adapters below cannot be read").with(own.evidence...)
	}
	var all []verdict
	for _, m := range members {
		name := c.network + " over " + cmp.Or(m.Name, m.Description)
		v := unknown("the settings of an adapter that may be below are not known", facts.GapLeftOut.Of("the settings of "+m.Description+", which may be below "+c.network))
		if m.Detailed {
			v = each(carrier{network: name}, m)
		}
		all = append(all, v)
	}
	other := func(v verdict) bool { return v.status != Drift }
	joined := gravest(append([]verdict{own}, all...))
	if joined.status == Drift && slices.ContainsFunc(all, other) {
		got := joined.got
		joined = unknown("not every adapter that may be below "+c.network+" is as required",
			facts.GapUndecided.Of("which adapters "+d.Description+" rests on")).with(joined.evidence...)
		joined.got = got
	}
	return joined
}

// below lists the adapters that may be below one of a network, sorted by key: the
// devices that Windows has taken TCP/IP from, of which it still lists one at least. The
// list is empty only where a team is expected to be part of a switch.
func (a adapters) below(c carrier, d facts.AdapterDriver) (all []facts.AdapterDriver, missing facts.Gap) {
	missing = facts.GapUndecided.Of("which adapters " + d.Description + " rests on, and their settings")
	if !a.names.losesIP(d, c.adapter) {
		return nil, missing
	}
	if gap := a.node.Adapters.IP.Gap("the addresses of the adapters", len(a.node.Adapters.IP.Found)); !gap.IsZero() {
		return nil, gap
	}
	for _, m := range a.node.Adapters.Drivers.Found {
		switch kind := a.names.kindOf(m); {
		case m.ID == d.ID || a.carriesIP(m.ID):
		case kind == kindDevice && m.IsDevice():
			all = append(all, m)
		case kind != kindDevice && !a.names.losesIP(m):
			return nil, facts.GapUndecided.Of("whether " + m.Description + " is below " + c.network)
		}
	}
	listed := func(m facts.AdapterDriver) bool { return len(a.addresses(m.ID)) > 0 }
	embedded := len(all) == 0 && a.names.embedded && a.names.kindOf(d, c.adapter) == kindMaybeTeam && a.withoutTeams(c)
	if !slices.ContainsFunc(all, listed) && !embedded {
		return nil, missing
	}
	slices.SortFunc(all, func(x, y facts.AdapterDriver) int {
		return cmp.Or(strings.Compare(x.Key, y.Key), strings.Compare(x.ID, y.ID))
	})
	return all, facts.Gap{}
}

// carriesIP reports whether TCP/IP is enabled on an adapter.
func (a adapters) carriesIP(id string) bool {
	return slices.ContainsFunc(a.addresses(id), func(row facts.AdapterAddress) bool { return row.IPEnabled })
}

// addresses are the rows of an adapter among those that TCP/IP may be bound to.
func (a adapters) addresses(id string) []facts.AdapterAddress {
	var rows []facts.AdapterAddress
	for _, row := range a.node.Adapters.IP.Found {
		if row.ID != "" && facts.NormalGUID(row.ID) == facts.NormalGUID(id) {
			rows = append(rows, row)
		}
	}
	return rows
}
