package checks

import (
	"cmp"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// readDrivers reads the drivers of the adapters that carry cluster networks, by
// hardware: nodes with other adapters have other drivers. As soon as one adapter
// is not known, what is said of the others is not complete.
func (c consistency) readDrivers(s Subject) reading {
	var r reading
	a := newAdapters(s.Facts, c.topology)
	if v := a.instead; v != nil {
		if v.status == NotApplicable {
			r.outside = v.reason
		} else {
			r.gaps = v.missing
		}
		return r
	}
	versions := map[string]wording.Set{}
	for _, carrier := range a.carriers {
		d, missing := a.detailsOf(carrier)
		hardware := strings.ToLower(cmp.Or(d.Component, d.Description))
		switch {
		case missing != "":
			r.gap(missing)
			continue
		case hardware == "" || d.Version == "":
			r.gap("the hardware and the driver version of the adapter that carries " + carrier.network)
			continue
		case versions[hardware] == nil:
			versions[hardware] = wording.Set{}
		}
		versions[hardware].Add(d.Version)
	}
	if len(r.gaps) > 0 {
		return r
	}
	for hardware, found := range versions {
		r.set("driver of "+hardware, strings.Join(found.Sorted(), ", "))
	}
	r.observe(s.Facts, s.Facts.Adapters.Drivers.Section)
	return r
}
