// Package answer compares what a node answered to a site's own requirement with what
// that requirement wants.
//
// In go an observation and the constants of a rule; out comes whether it is as it is
// wanted, or what would be needed to know. The package gives no verdict.
package answer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// Result is whether something is as it is wanted, and what would be needed to
// know if that is not certain.
type Result struct {
	Match   match.Match
	Missing facts.Gap
}

// and is the worse of two. Of two that are not known it is the same one in any order.
func (c Result) and(other Result) Result {
	if other.Match < c.Match || other.Match == c.Match && other.Missing.Compare(c.Missing) < 0 {
		return other
	}
	return c
}

// Certain is the result for what is known.
func Certain(met bool) Result { return Result{Match: match.If(met)} }

func cannotTell(why facts.GapKind, format string, args ...any) Result {
	return Result{match.Maybe, why.Of(fmt.Sprintf(format, args...))}
}

// Match compares what was read of a target.
func Match(p baselines.SiteProbe, o facts.Observed) Result {
	switch {
	case p.Observe.Service != "" && o.Service != nil:
		return matchService(p.Want, *o.Service)
	case p.Observe.WQL != nil:
		return matchRows(p, o.Rows)
	case o.Value != nil:
		return matcherOf(p.Observe).value(p.Want, *o.Value)
	}
	return cannotTell(facts.GapLeftOut, "%s", p.Observe)
}

func matchService(w baselines.SiteWant, s facts.Service) Result {
	all := Certain(true)
	if w.State != "" {
		all = all.and(oneOf(s.State, []string{w.State}, "the state of "+s.Name))
	}
	if len(w.StartMode) > 0 {
		all = all.and(oneOf(s.StartMode, w.StartMode, "the start mode of "+s.Name))
	}
	return all
}

func oneOf(got string, wanted []string, what string) Result {
	if got == "" {
		return cannotTell(facts.GapLeftOut, "%s", what)
	}
	return Certain(wording.ContainsFold(wanted, got))
}

// matchRows compares a column, and counts.
func matchRows(p baselines.SiteProbe, rows []map[string]facts.Datum) Result {
	w := p.Want
	all := Count(w, len(rows))
	if w.Column == "" {
		return all
	}
	if len(rows) > 1 && !w.Every {
		return all.and(cannotTell(facts.GapUndecided, "one row, or every: the answer has %d rows, and the requirement is about one", len(rows)))
	}
	for _, row := range rows {
		d, ok := column(row, w.Column)
		if !ok {
			all = all.and(cannotTell(facts.GapLeftOut, "a value of %s, which is null", w.Column))
			continue
		}
		all = all.and(matcherOf(p.Observe).value(ofOneRow(w), d))
	}
	return all
}

// ofOneRow is what is wanted of a row: the counts bound the rows, and not what one has.
func ofOneRow(w baselines.SiteWant) baselines.SiteWant {
	w.CountMin, w.CountMax = nil, nil
	return w
}

// Count compares a number of rows, events or texts.
func Count(w baselines.SiteWant, n int) Result {
	return Certain((w.CountMin == nil || n >= *w.CountMin) && (w.CountMax == nil || n <= *w.CountMax))
}

// matcher compares values. Windows compares what WMI says without regard to the case
// of letters, as a condition of WQL does; the text of a registry value is whatever the
// program makes of it that reads it, so there the case counts.
type matcher struct {
	fold    bool // the case of letters does not count
	hex     bool // texts are bytes in hex digits
	version bool // texts are versions
	// lone says that a list of one text looks like a text, as in the rows of WMI, so that
	// both are compared alike.
	lone bool
}

func matcherOf(t observe.Target) matcher {
	if t.Registry != nil {
		binary := t.Registry.Type == observe.Binary
		return matcher{fold: binary, hex: binary}
	}
	return matcher{fold: true, version: t.File != nil, lone: t.WQL != nil}
}

// value compares one value with all that is wanted of it.
func (m matcher) value(w baselines.SiteWant, d facts.Datum) Result {
	if !wellFormed(d) {
		return cannotTell(facts.GapUnreadable, "a value that is understood")
	}
	all := Certain(true)
	if w.Equals != nil {
		all = all.and(m.equal(d, *w.Equals))
	}
	if len(w.OneOf) > 0 {
		all = all.and(m.amongThem(d, w.OneOf))
	}
	if len(w.Not) > 0 {
		all = all.and(m.amongThem(d, w.Not).not())
	}
	if w.Min != nil || w.Max != nil {
		all = all.and(between(d, w.Min, w.Max))
	}
	if w.Matches != "" {
		all = all.and(matchesOrDrifts(d, w))
	}
	if w.Contains != "" {
		all = all.and(m.contains(d, w.Contains))
	}
	if w.VersionMin != "" {
		all = all.and(atLeastVersion(d, w.VersionMin))
	}
	if d.List != nil {
		all = all.and(Count(w, len(d.List)))
	}
	return all
}

func (c Result) not() Result {
	switch c.Match {
	case match.Yes:
		return Certain(false)
	case match.No:
		return Certain(true)
	}
	return c
}

// wellFormed reports whether exactly one field is set.
func wellFormed(d facts.Datum) bool {
	set := 0
	for _, is := range []bool{d.Text != nil, d.Number != nil, d.Signed != nil, d.Bool != nil, d.List != nil} {
		if is {
			set++
		}
	}
	return set == 1
}

// amongThem reports whether a value, or one of a list, is one of some constants.
func (m matcher) amongThem(d facts.Datum, all []baselines.Scalar) Result {
	best := Certain(false)
	for _, s := range all {
		c := m.equal(d, s)
		for _, text := range d.List {
			one := m.equal(facts.Datum{Text: &text}, s)
			if c = one; one.Match == match.Yes {
				break
			}
		}
		if d.List != nil && len(d.List) == 0 {
			c = Certain(false)
		}
		if c.Match > best.Match {
			best = c
		}
	}
	return best
}

// equal compares a value with a constant of its kind.
func (m matcher) equal(d facts.Datum, s baselines.Scalar) Result {
	switch {
	case s.Number != nil:
		c, ok := compareNumber(d, *s.Number)
		if !ok {
			return cannotTell(facts.GapWrongType, "a number in place of %s", Datum(d))
		}
		return Certain(c == 0)
	case s.Bool != nil:
		if d.Bool != nil {
			return Certain(*d.Bool == *s.Bool)
		}
		if d.Text == nil || !wording.ContainsFold([]string{"true", "false"}, *d.Text) {
			return cannotTell(facts.GapWrongType, "true or false in place of %s", Datum(d))
		}
		return Certain(strings.EqualFold(*d.Text, strconv.FormatBool(*s.Bool)))
	case s.Text == nil || d.Text == nil:
		return cannotTell(facts.GapWrongType, "a text in place of %s", Datum(d))
	case m.version:
		c, ok := compareVersion(*d.Text, *s.Text)
		if !ok {
			return cannotTell(facts.GapWrongType, "a version in place of %s", Datum(d))
		}
		return Certain(c == 0)
	case m.fold:
		return Certain(strings.EqualFold(*d.Text, *s.Text))
	}
	return Certain(*d.Text == *s.Text)
}

// compareNumber compares a value with a number; false if it is none.
func compareNumber(d facts.Datum, with int64) (int, bool) {
	switch {
	case d.Signed != nil:
		return cmp.Compare(*d.Signed, with), true
	case d.Number != nil && (with < 0 || *d.Number > uint64(with)):
		return 1, true
	case d.Number != nil:
		return cmp.Compare(*d.Number, uint64(with)), true
	case d.Text == nil:
		return 0, false
	}
	text := strings.TrimSpace(*d.Text)
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return cmp.Compare(i, with), true
	}
	u, err := strconv.ParseUint(text, 10, 64)
	return cmp.Compare(u, uint64(max(with, 0))), err == nil
}

func between(d facts.Datum, least, most *int64) Result {
	all := Certain(true)
	for _, bound := range []struct {
		at   *int64
		want func(int) bool
	}{{least, func(c int) bool { return c >= 0 }}, {most, func(c int) bool { return c <= 0 }}} {
		if bound.at == nil {
			continue
		}
		c, ok := compareNumber(d, *bound.at)
		if !ok {
			return cannotTell(facts.GapWrongType, "a number in place of %s", Datum(d))
		}
		all = all.and(Certain(bound.want(c)))
	}
	return all
}

// matchesOrDrifts leaves text undecided that is neither wanted nor known to be wrong.
func matchesOrDrifts(d facts.Datum, w baselines.SiteWant) Result {
	wanted := matches(d, w.Matches)
	if w.Drifts == "" || wanted.Match != match.No || matches(d, w.Drifts).Match == match.Yes {
		return wanted
	}
	return cannotTell(facts.GapUndecided, "whether %s will do", Datum(d))
}

func matches(d facts.Datum, expression string) Result {
	re, err := regexp.Compile(expression)
	if err != nil || d.Text == nil {
		return cannotTell(facts.GapWrongType, "a text in place of %s", Datum(d))
	}
	return Certain(re.MatchString(*d.Text))
}

// contains looks for a part of a text, for whole bytes in binary data, and for one of a
// list of texts, or a part of one where a list of one is not known to be a list.
func (m matcher) contains(d facts.Datum, part string) Result {
	if d.List != nil && m.lone {
		return Certain(slices.ContainsFunc(d.List, func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(part)) }))
	}
	if d.List != nil {
		return Certain(slices.ContainsFunc(d.List, func(s string) bool {
			return s == part || m.fold && strings.EqualFold(s, part)
		}))
	}
	if d.Text == nil {
		return cannotTell(facts.GapWrongType, "a text in place of %s", Datum(d))
	}
	text := *d.Text
	if m.fold {
		text, part = strings.ToLower(text), strings.ToLower(part)
	}
	if !m.hex {
		return Certain(strings.Contains(text, part))
	}
	for i := 0; i < len(text); i += 2 {
		if strings.HasPrefix(text[i:], part) {
			return Certain(true)
		}
	}
	return Certain(false)
}

func atLeastVersion(d facts.Datum, least string) Result {
	if d.Text != nil {
		if c, ok := compareVersion(*d.Text, least); ok {
			return Certain(c >= 0)
		}
	}
	return cannotTell(facts.GapWrongType, "a version in place of %s", Datum(d))
}

// compareVersion compares two versions of one to four numbers; false if one is none.
// Text after a blank is not part of a version.
func compareVersion(got, want string) (int, bool) {
	number, _, _ := strings.Cut(strings.TrimSpace(got), " ")
	a, wrong := baselines.ParseSiteVersion(number)
	b, err := baselines.ParseSiteVersion(want)
	return a.Compare(b), wrong == nil && err == nil
}
