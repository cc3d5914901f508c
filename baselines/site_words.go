package baselines

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// words has `observed`, "TimeOutValue in HKLM\...", and `want`, "30 to 120", of the first
// thing that is looked at; of a registry value `key`, `name`, `value`, the one to set, and
// `set`, the command that sets it; of a service `name`. A command that no quoting makes
// safe has no words.
func (r *SiteRule) words() words {
	p := r.first()
	w := words{"observed": phrase(p.Observe.String()), "want": phrase(p.Want.String()), "value": phrase(p.Want.value()), "name": phrase(p.Observe.Service), "key": nil, "set": nil}
	if key := p.Observe.Registry; key != nil {
		w["key"], w["name"] = phrase(key.Key), phrase(key.Value)
		w["set"] = phrase(setCommand(key, p.Want.value()))
	}
	return w
}

// first is the first thing that the rule looks at.
func (r *SiteRule) first() SiteProbe {
	all := slices.Concat(r.All, r.Any, []SiteProbe{r.SiteProbe})
	return all[0]
}

// value is the value to set: the only one that is wanted, or the nearest of several.
func (w SiteWant) value() string {
	switch {
	case w.Equals != nil:
		return w.Equals.String()
	case len(w.OneOf) > 0:
		return w.OneOf[0].String()
	case w.Min != nil:
		return fmt.Sprint(*w.Min)
	case w.Max != nil:
		return fmt.Sprint(*w.Max)
	}
	return ""
}

// setCommand is the line that sets a registry value, for both shells; empty without a
// value, and for one that quotation marks would change.
func setCommand(key *observe.Registry, value string) string {
	const unsafe = quotes + "%!^&|<>$"
	if value == "" || key.Type == observe.MultiString || strings.ContainsAny(key.Key+key.Value+value, unsafe) || strings.HasSuffix(value, `\`) {
		return ""
	}
	return fmt.Sprintf(`reg.exe add "%s" /v "%s" /t REG_%s /d "%s" /f`, key.Key, key.Value, strings.ToUpper(string(key.Type)), value)
}

// defaultFix is the fix of a rule that gives none: to make true what is wanted.
func (r *SiteRule) defaultFix() Fix {
	var all Fix
	if len(r.Any) > 1 {
		all = Instruction("One of these is enough.")
	}
	for _, p := range slices.Concat(r.All, r.Any) {
		text := fmt.Sprintf("Change the node. Wanted of %s: %s.", p.Observe, p.Want)
		if p.Observe.Registry != nil {
			text = fmt.Sprintf("Set %s to %s.", p.Observe, p.Want)
		}
		all = append(all, Instruction(text)...)
	}
	return all
}

// String is what is wanted, in words: "30 to 120", "running, start type auto".
func (w SiteWant) String() string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if w.Equals != nil {
		say("%s", w.Equals)
	}
	if len(w.OneOf) > 0 {
		say("%s", either(texts(w.OneOf)))
	}
	if len(w.Not) > 0 {
		say("not %s", either(texts(w.Not)))
	}
	if w.Min != nil || w.Max != nil {
		say("%s", rangeText(w.Min, w.Max))
	}
	if w.Matches != "" {
		say("a match of %s", w.Matches)
	}
	if w.Drifts != "" {
		say("drift only for a match of %s", w.Drifts)
	}
	if w.Contains != "" {
		say("contains %s", w.Contains)
	}
	if w.VersionMin != "" {
		say("version %s or later", w.VersionMin)
	}
	if w.CountMin != nil || w.CountMax != nil {
		say("%s in number", rangeText(w.CountMin, w.CountMax))
	}
	if w.State != "" {
		say("%s", w.State)
	}
	if len(w.StartMode) > 0 {
		say("start type %s", either(w.StartMode))
	}
	return w.ofRows() + strings.Join(all, ", ")
}

// ofRows says which of a row is compared: "InstanceID of each row ".
func (w SiteWant) ofRows() string {
	switch {
	case w.Column != "" && w.Every:
		return w.Column + " of each row "
	case w.Column != "":
		return w.Column + " "
	}
	return ""
}

func texts(all []Scalar) []string {
	var out []string
	for _, s := range all {
		out = append(out, s.String())
	}
	return out
}
