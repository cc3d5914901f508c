package checks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needAdapterPower(b *baselines.Baseline, r *facts.Request) {
	if b.AdapterPower != nil {
		askCarriers(r)
	}
}

// adapterPowerFindings has one finding for all adapters.
func adapterPowerFindings(e *evaluation, s Subject) []Finding {
	p := s.Baseline.AdapterPower
	if p == nil {
		return nil
	}
	a := adaptersOf(e, s)
	v := a.judgeDrivers("the settings of an adapter are not known", func(c carrier, d facts.AdapterDriver) verdict { return a.judgePower(c, d, *p) })
	return []Finding{v.finding(p.Requirement, wantedPower(*p))}
}

func wantedPower(want baselines.AdapterPower) string {
	var values []string
	for _, v := range want.Want {
		values = append(values, strconv.Itoa(v))
	}
	return "PnPCapabilities " + strings.Join(values, " or ")
}

// judgePower judges one adapter. Without the value the driver's own default is in force,
// and no source confirms what that is. Windows's own teams and the ports of virtual
// switches have no power to save: what counts are the adapters below them.
func (a adapters) judgePower(c carrier, d facts.AdapterDriver, want baselines.AdapterPower) verdict {
	if !d.IsDevice() && a.names.losesIP(d, c.adapter) {
		return inapplicable(c.network+" is not carried by a device", a.observed(c, d, "no device"))
	}
	if d.PnPCapabilities == nil {
		v := unknown("PnPCapabilities is not set, so the default of the driver is in force, which is not confirmed",
			facts.GapUnconfirmed.Of("whether Windows may power the adapter that carries "+c.network+" down by default"))
		v.got = c.network + ": not set"
		return v.with(a.observed(c, d, "no PnPCapabilities"))
	}
	value := *d.PnPCapabilities
	got := fmt.Sprintf("%s: %d", c.network, value)
	seen := a.observed(c, d, fmt.Sprintf("PnPCapabilities=%d", value))
	switch {
	case slices.Contains(want.Want, value):
		return passed(got, "Windows may not power the adapters down", seen)
	case len(want.Allowing) > 0 && !slices.Contains(want.Allowing, value):
		v := unknown("the meaning of a value is not known", facts.GapUndocumented.Of(fmt.Sprintf("what PnPCapabilities %d of the adapter that carries %s allows", value, c.network)))
		v.got = got
		return v.with(seen)
	}
	return drifted(got, c.network+": Windows may power the adapter down", seen)
}
