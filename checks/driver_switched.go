package checks

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// withSwitched joins the verdict on the adapters of the cluster's networks with those on
// devices that may be below a virtual switch.
func (a adapters) withSwitched(v verdict, want baselines.Driver) verdict {
	if a.instead != nil {
		return v
	}
	all := []verdict{v}
	for _, d := range a.switched() {
		all = append(all, a.judgeSwitched(d, want))
	}
	if !slices.ContainsFunc(all[1:], func(v verdict) bool { return v.status != NotApplicable }) {
		return v
	}
	return gravest(all)
}

// switched are the devices without TCP/IP that carry no network of the cluster, sorted
// by key. Windows takes TCP/IP from an adapter that a virtual switch uses; one that is
// not connected has none either, and nothing that is read tells the two apart.
func (a adapters) switched() []facts.AdapterDriver {
	carries := func(d facts.AdapterDriver) bool {
		return slices.ContainsFunc(a.carriers, func(c carrier) bool { return c.id == facts.NormalGUID(d.ID) })
	}
	all := slices.Clone(a.node.Adapters.Drivers.Found)
	all = slices.DeleteFunc(all, func(d facts.AdapterDriver) bool {
		notDevice := !d.IsDevice() && (d.Component != "" || d.Characteristics != nil)
		return notDevice || carries(d) || a.carriesIP(d.ID)
	})
	slices.SortFunc(all, func(x, y facts.AdapterDriver) int { return cmp.Or(cmp.Compare(x.Key, y.Key), cmp.Compare(x.ID, y.ID)) })
	return all
}

// judgeSwitched judges a device that may be below a virtual switch. What is right of it
// is right wherever it is; what is wrong matters only below a switch.
func (a adapters) judgeSwitched(d facts.AdapterDriver, want baselines.Driver) verdict {
	name := cmp.Or(d.Name, d.Description)
	c := carrier{network: name, adapter: d.Description, id: facts.NormalGUID(d.ID)}
	if v, decided := a.outsideScope(c, d, want); decided && v.status == NotApplicable {
		return v
	}
	if !d.Detailed {
		return unknown("the settings of an adapter that may be below a virtual switch are not known", facts.GapLeftOut.Of("the settings of "+name))
	}
	v := a.judgeDriver(c, d, want)
	if v.status != Drift {
		return v
	}
	open := unknown(v.reason+", which matters if the adapter is below a virtual switch",
		facts.GapUndecided.Of("whether "+name+", which has no TCP/IP, is below a virtual switch")).with(v.evidence...)
	open.got = v.got
	return open
}
