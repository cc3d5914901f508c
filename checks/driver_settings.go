package checks

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// outsideScope is the verdict on an adapter that a requirement is not about, or of which
// that is not known.
func (a adapters) outsideScope(c carrier, d facts.AdapterDriver, want baselines.Driver) (v verdict, decided bool) {
	const reason = "it is not known whether the requirement is about an adapter"
	switch names := []string{d.Description, c.adapter}; {
	case want.Adapter != "" && !describesAny([]string{want.Adapter}, names):
		return inapplicable("no adapter of a cluster network is called " + want.Adapter), true
	case len(want.Devices) == 0 || describesAny(want.Devices, append(names, d.Component)):
	case d.Component == "":
		return unknown(reason, facts.GapLeftOut.Of("what backs the adapter that carries "+c.network)), true
	default:
		return inapplicable("no adapter of a cluster network is called " + strings.Join(want.Devices, " or ")), true
	}
	if want.Service == "" {
		return verdict{}, false
	}
	switch service, ok := a.serviceOf(d); {
	case !ok:
		return unknown(reason, facts.GapLeftOut.Of("the service of the driver of the adapter that carries "+c.network)), true
	case !strings.EqualFold(service, want.Service):
		return inapplicable("no adapter of a cluster network has the driver " + want.Service), true
	}
	return verdict{}, false
}

// serviceOf is the service of an adapter's driver. Of two that differ none is.
func (a adapters) serviceOf(d facts.AdapterDriver) (service string, ok bool) {
	for _, row := range a.addresses(d.ID) {
		if row.Service == "" || ok && !strings.EqualFold(row.Service, service) {
			return "", false
		}
		service, ok = row.Service, true
	}
	return service, ok
}

// namedKeywords are the settings that a requirement names.
func namedKeywords(want baselines.Driver) []string {
	all := want.UnlessOff
	for _, s := range want.Least {
		all = append(all[:len(all):len(all)], s.Keyword)
	}
	return all
}

// settingsText is "*VMQ 1" for each keyword.
func settingsText(d facts.AdapterDriver, keywords []string) string {
	var all []string
	for _, name := range keywords {
		value, ok := d.Keyword(name)
		if !ok {
			value = "not set"
		}
		all = append(all, name+" "+value)
	}
	return strings.Join(all, ", ")
}

func wantedSettings(least []baselines.LeastSetting) string {
	var all []string
	for _, s := range least {
		all = append(all, fmt.Sprintf("%s at least %d", s.Keyword, s.Min))
	}
	return strings.Join(all, ", ")
}

// judgeLeast judges settings that have a least value. With one that is not set the driver
// works by a default of its own, which is not known.
func judgeLeast(c carrier, d facts.AdapterDriver, least []baselines.LeastSetting) verdict {
	var off []string
	var missing []facts.Gap
	for _, s := range least {
		text, _ := d.Keyword(s.Keyword)
		digits, legible := keywordNumber(text)
		n, err := strconv.Atoi(digits)
		switch {
		case !legible || err != nil:
			missing = append(missing, facts.GapLeftOut.Of("the value of "+s.Keyword+" of the adapter that carries "+c.network))
		case n < s.Min:
			off = append(off, fmt.Sprintf("%s is %d, below %d", s.Keyword, n, s.Min))
		}
	}
	switch {
	case len(off) > 0:
		return drifted("", c.network+": "+strings.Join(off, ", "))
	case len(missing) > 0:
		return unknown("a setting of an adapter is not known", missing[0], missing[1:]...)
	}
	return passed("", "the settings are at or above the least values")
}

// judgeUnlessOff lets settings that are off take the place of a version. Of one that is not
// set it is not known whether the driver has it on by itself.
func judgeUnlessOff(c carrier, d facts.AdapterDriver, keywords []string, version verdict) verdict {
	if version.status == Pass || len(keywords) == 0 {
		return version
	}
	var on []string
	var missing []facts.Gap
	for _, name := range keywords {
		text, _ := d.Keyword(name)
		switch value, legible := keywordNumber(text); {
		case !legible:
			missing = append(missing, facts.GapLeftOut.Of("the value of "+name+" of the adapter that carries "+c.network))
		case value != "0":
			on = append(on, name+" is "+value)
		}
	}
	switch {
	case len(on) > 0:
		version.reason += ", and " + strings.Join(on, ", ")
		return version
	case len(missing) > 0:
		return unknown("it is not known whether a setting is off with which any version will do", missing[0], missing[1:]...)
	}
	return passed("", strings.Join(keywords, " and ")+" is off, with which any version will do")
}
