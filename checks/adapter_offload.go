package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needAdapterOffload(b *baselines.Baseline, r *facts.Request) {
	if len(b.AdapterOffload) > 0 {
		askCarriers(r)
	}
}

// adapterOffloadFindings has one finding for all adapters.
func adapterOffloadFindings(e *evaluation, s Subject) []Finding {
	a := adaptersOf(e, s)
	var found []Finding
	for _, o := range s.Baseline.AdapterOffload {
		v := a.judge(func(c carrier) verdict { return a.judgeKeywords(c, o) })
		found = append(found, v.finding(o.Requirement, wantedKeywords(o)))
	}
	return found
}

func wantedKeywords(o baselines.AdapterOffload) string {
	return strings.Join(o.Keywords, ", ") + ": " + strings.Join(o.Want, " or ")
}

// judgeKeywords judges one adapter. A keyword that the driver does not expose is
// something that it cannot do, neither on nor off.
func (a adapters) judgeKeywords(c carrier, o baselines.AdapterOffload) verdict {
	d, missing := a.detailsOf(c)
	if missing != "" {
		return unknown("the settings of an adapter are not known", missing)
	}
	var seen, off, unread []string
	for _, name := range o.Keywords {
		text, exposed := d.Keyword(name)
		value, legible := keywordNumber(text)
		switch {
		case !exposed:
			continue
		case !legible:
			unread = append(unread, "the value of "+name+" of the adapter that carries "+c.network)
		case !slices.Contains(o.Want, value) && !slices.Contains(o.Want, offloadAny):
			off = append(off, name+" is "+value)
		}
		seen = append(seen, name+" "+text)
	}
	if len(seen) == 0 {
		seen = []string{"not exposed"}
	}
	text := strings.Join(seen, ", ")
	v := passed(c.network+": "+text, "each setting that a driver exposes is as the baseline asks")
	switch {
	case len(off) > 0:
		v = drifted(v.got, c.network+": "+strings.Join(off, ", ")+"; the baseline asks for "+strings.Join(o.Want, " or "))
	case len(unread) > 0:
		v = unknown("the value of a setting could not be read", unread[0], unread[1:]...)
	}
	v = v.with(a.observed(c, d, text))
	if slices.Contains(o.Want, offloadAny) {
		return v
	}
	return a.alone(c, d, v)
}

// keywordNumber reads the value of a keyword: digits.
func keywordNumber(text string) (string, bool) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 32)
	return strconv.FormatUint(n, 10), err == nil
}
