package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needAdapterOffload(b *baselines.Baseline, r *facts.Request) {
	for _, o := range b.AdapterOffload {
		askCarriers(r)
		r.TCP = r.TCP || o.Global != ""
	}
}

// adapterOffloadFindings has one finding for all adapters.
func adapterOffloadFindings(e *evaluation, s Subject) []Finding {
	a := adaptersOf(e, s)
	var found []Finding
	for _, o := range s.Baseline.AdapterOffload {
		v := a.judgeKeywords(o)
		found = append(found, v.finding(o.Requirement, wantedKeywords(o)))
	}
	return found
}

func wantedKeywords(o baselines.AdapterOffload) string {
	return strings.Join(o.Keywords, ", ") + ": " + strings.Join(o.Want, " or ")
}

// judgeKeywords judges all adapters. Where any value is accepted, those below a team are
// not asked for.
func (a adapters) judgeKeywords(o baselines.AdapterOffload) verdict {
	const reason = "the settings of an adapter are not known"
	global := globalSetting{}
	if o.Global != "" {
		global = settingInForce(a.node.TCP, o.Global)
	}
	each := func(c carrier, d facts.AdapterDriver) verdict { return a.judgeExposed(c, d, o, global) }
	if slices.Contains(o.Want, offloadAny) {
		return a.judgeCarriers(reason, each)
	}
	return a.judgeDrivers(reason, each)
}

// judgeExposed judges the keywords of one adapter. One that the driver does not expose
// is something that it cannot do, neither on nor off. One that nothing makes use of is a
// capability and no more.
func (a adapters) judgeExposed(c carrier, d facts.AdapterDriver, o baselines.AdapterOffload, global globalSetting) verdict {
	var seen, off []string
	var unread []facts.Gap
	for _, name := range o.Keywords {
		text, exposed := d.Keyword(name)
		value, legible := keywordNumber(text)
		switch {
		case !exposed:
			continue
		case !legible:
			unread = append(unread, facts.GapLeftOut.Of("the value of "+name+" of the adapter that carries "+c.network))
		case !slices.Contains(o.Want, value) && !slices.Contains(o.Want, offloadAny):
			off = append(off, name+" is "+value)
		}
		seen = append(seen, name+" "+text)
	}
	if len(seen) == 0 {
		seen = []string{"not exposed"}
	}
	text := strings.Join(seen, ", ")
	got := c.network + ": " + text
	found := c.network + ": " + strings.Join(off, ", ") + "; the baseline requires " + strings.Join(o.Want, " or ")
	v := passed(got, "each exposed setting is as required")
	switch {
	case len(off) > 0 && global.missing.IsZero() && !global.off():
		v = drifted(got, found)
	case len(unread) > 0:
		v = unknown("the value of a setting could not be read", unread[0], unread[1:]...)
	case len(off) > 0 && !global.missing.IsZero():
		v = unknown(found+", and it is not known whether Windows makes use of it", global.missing)
	case len(off) > 0:
		v = passed(got, "nothing makes use of what the adapters can do: "+global.state(o.Global))
	}
	v.got = got
	v = v.with(a.observed(c, d, text))
	if len(off) > 0 {
		v = v.with(global.seen...)
	}
	return v
}

// keywordNumber reads the value of a keyword: digits.
func keywordNumber(text string) (string, bool) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 32)
	return strconv.FormatUint(n, 10), err == nil
}
