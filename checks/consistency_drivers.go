package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// readDrivers reads the drivers of the adapters that carry cluster networks, and of
// those that may be below them, by hardware: nodes with other adapters have other
// drivers. As soon as one adapter is not known, what is said of the others is not
// complete.
func (c consistency) readDrivers(s Subject) reading {
	versions := map[string]wording.Set{}
	r := c.readAdapters(s, func(r *reading, network string, _ int, d facts.AdapterDriver) {
		hardware := strings.ToLower(d.Component)
		switch {
		case !d.Detailed || hardware == "" || d.Version == "":
			r.gap(facts.GapLeftOut.Of("the hardware and the driver version of the adapter that carries " + network))
			return
		case versions[hardware] == nil:
			versions[hardware] = wording.Set{}
		}
		versions[hardware].Add(d.Version)
	})
	if len(r.gaps) > 0 || r.outside != "" {
		return r
	}
	for hardware, found := range versions {
		r.set("driver of "+hardware, strings.Join(found.Sorted(), ", "))
	}
	r.observe(s.Facts, s.Facts.Adapters.Drivers.Section)
	return r
}

// readAdapters reads the adapters that carry cluster networks, each as the first of its
// network, and after it those that may be below it, where it rests on others.
func (c consistency) readAdapters(s Subject, each func(r *reading, network string, place int, d facts.AdapterDriver)) reading {
	var r reading
	a := adaptersOf(c.evaluation, s)
	if v := a.instead; v != nil {
		if v.status == NotApplicable {
			r.outside = v.reason
		} else {
			r.gaps = v.missing
		}
		return r
	}
	for _, carrier := range a.carriers {
		drivers, missing := a.driversBelow(carrier)
		if !missing.IsZero() {
			r.gap(missing)
			continue
		}
		for i, d := range drivers {
			each(&r, carrier.network, i, d)
		}
	}
	return r
}

// driversBelow are the driver of an adapter and, where it rests on others, those of the
// adapters that may be below it.
func (a adapters) driversBelow(c carrier) ([]facts.AdapterDriver, facts.Gap) {
	d, missing := a.detailsOf(c)
	if !missing.IsZero() {
		return nil, missing
	}
	all := []facts.AdapterDriver{d}
	if a.names.kindOf(d, c.adapter) == kindDevice {
		return all, facts.Gap{}
	}
	members, missing := a.below(c, d)
	return append(all, members...), missing
}
