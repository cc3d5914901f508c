package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needDrivers(b *baselines.Baseline, r *facts.Request) {
	if len(b.Drivers) > 0 {
		askCarriers(r)
	}
}

// driverFindings has one finding for all adapters.
func driverFindings(e *evaluation, s Subject) []Finding {
	a := adaptersOf(e, s)
	var found []Finding
	for _, d := range s.Baseline.Drivers {
		v := a.judgeDrivers("the driver of an adapter is not known", func(c carrier, found facts.AdapterDriver) verdict { return a.judgeDriver(c, found, d) })
		if d.BelowSwitch {
			v = a.withSwitched(v, d)
		}
		found = append(found, v.finding(d.Requirement, wantedDriver(d)))
	}
	return found
}

func wantedDriver(want baselines.Driver) string {
	var all []string
	if len(want.NotFrom) > 0 {
		all = append(all, "a driver that is not from "+strings.Join(want.NotFrom, " or "))
	}
	if len(want.Least) > 0 {
		all = append(all, wantedSettings(want.Least))
	}
	if version := wantedVersion(want); version != "" {
		all = append(all, version)
	}
	text := cmp.Or(strings.Join(all, ", and "), "version, date and provider known")
	if want.Adapter != "" {
		text += ", of adapters called " + want.Adapter
	}
	if want.Service != "" {
		text += ", of adapters with the driver " + want.Service
	}
	if want.BelowSwitch {
		text += ", those below a virtual switch included"
	}
	return text
}

// wantedVersion is empty when none is asked for.
func wantedVersion(want baselines.Driver) string {
	text := "version, date and provider known"
	switch {
	case want.Min != "":
		text = "version " + want.Min + " or later"
	case len(want.UnlessOff) == 0:
		return ""
	}
	if len(want.UnlessOff) > 0 {
		text += ", or " + strings.Join(want.UnlessOff, " and ") + " 0"
	}
	return text
}

// judgeDriver judges the driver of one adapter.
func (a adapters) judgeDriver(c carrier, d facts.AdapterDriver, want baselines.Driver) verdict {
	text := driverText(d)
	if keywords := namedKeywords(want); len(keywords) > 0 {
		text += ", " + settingsText(d, keywords)
	}
	seen := a.observed(c, d, text)
	if v, decided := a.outsideScope(c, d, want); decided {
		v.got = c.network + ": " + text
		return v.with(seen)
	}
	v := judgeAsked(c, d, want)
	v.got = c.network + ": " + text
	return v.with(seen)
}

// judgeAsked judges all that is asked for; without anything, that the driver is known.
func judgeAsked(c carrier, d facts.AdapterDriver, want baselines.Driver) verdict {
	var all []verdict
	if len(want.NotFrom) > 0 {
		all = append(all, judgeProvider(c, d, want))
	}
	if len(want.Least) > 0 {
		all = append(all, judgeLeast(c, d, want.Least))
	}
	if want.Min != "" {
		all = append(all, judgeUnlessOff(c, d, want.UnlessOff, judgeDriverVersion(c, d, want.Min)))
	} else if len(want.UnlessOff) > 0 {
		all = append(all, judgeUnlessOff(c, d, want.UnlessOff, judgeDriverKnown(c, d)))
	}
	if len(all) == 0 {
		return judgeDriverKnown(c, d)
	}
	return gravest(all)
}

// driverText is "8.4.1.1 of 5-28-2008, Intel"; the date is as Windows writes it,
// month, day, year.
func driverText(d facts.AdapterDriver) string {
	text := "no version"
	if d.Version != "" {
		text = d.Version
	}
	if d.Date != "" {
		text += " of " + d.Date
	}
	if d.Provider != "" {
		text += ", " + d.Provider
	}
	return text
}

func judgeDriverKnown(c carrier, d facts.AdapterDriver) verdict {
	var missing []facts.Gap
	for _, part := range []struct{ name, value string }{{"version", d.Version}, {"date", d.Date}, {"provider", d.Provider}} {
		if part.value == "" {
			missing = append(missing, facts.GapLeftOut.Of("the "+part.name+" of the driver of the adapter that carries "+c.network))
		}
	}
	if len(missing) > 0 {
		return unknown("not everything is known of a driver", missing[0], missing[1:]...)
	}
	return passed("", "the drivers are known")
}

// judgeProvider judges the drivers of devices. Windows itself has those of its virtual
// adapters.
func judgeProvider(c carrier, d facts.AdapterDriver, want baselines.Driver) verdict {
	switch {
	case d.Component == "":
		return unknown("it is not known which device backs an adapter", facts.GapLeftOut.Of("what backs the adapter that carries "+c.network))
	case !d.IsDevice() || describes(want.Own, d.Component):
		return inapplicable("no adapter of a cluster network is a device of another maker")
	case d.Provider == "":
		return unknown("not everything is known of a driver", facts.GapLeftOut.Of("the provider of the driver of the adapter that carries "+c.network))
	case slices.ContainsFunc(want.NotFrom, func(p string) bool { return strings.EqualFold(p, strings.TrimSpace(d.Provider)) }):
		return drifted("", c.network+": the driver is from "+d.Provider)
	}
	return passed("", "no driver is from "+strings.Join(want.NotFrom, " or "))
}

func judgeDriverVersion(c carrier, d facts.AdapterDriver, least string) verdict {
	own, err := parseDriverVersion(d.Version)
	floor, errFloor := parseDriverVersion(least)
	switch {
	case errFloor != nil:
		return unknown("the least version cannot be compared", facts.GapNoBaseline.Of("a version to compare with: "+errFloor.Error()))
	case err != nil:
		return unknown("the version of a driver cannot be compared", facts.GapWrongType.Of(fmt.Sprintf("the version of the driver of the adapter that carries %s: %v", c.network, err)))
	case own.Compare(floor) < 0:
		return drifted("", fmt.Sprintf("%s: version %s is below %s", c.network, d.Version, least))
	}
	return passed("", "the drivers are at or above "+least)
}

// parseDriverVersion reads two to four numbers. Those that vendors leave out at
// the end count as 0.
func parseDriverVersion(s string) (facts.Version, error) {
	s = strings.TrimSpace(s)
	if dots := strings.Count(s, "."); dots == 1 || dots == 2 {
		s += strings.Repeat(".0", 3-dots)
	}
	return facts.ParseVersion(s)
}
