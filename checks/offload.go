package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const (
	offloadDisabled = "disabled"
	offloadAny      = baselines.Any
)

func needOffload(b *baselines.Baseline, r *facts.Request) {
	r.TCP = r.TCP || len(b.Offload) > 0
}

func offloadFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, o := range s.Baseline.Offload {
		found = append(found, judgeOffload(s.Facts.TCP, o).finding(o.Requirement, strings.Join(o.Want, " or ")).wanting(listOf(o.Want)))
	}
	return found
}

// judgeOffload judges by what is in force. The dump replaces it only for a setting that
// the list in force does not name. The registry and WMI are shown but never judged:
// Windows does not keep the one in step, and no source confirms what the numbers of the
// other mean.
func judgeOffload(tcp facts.TCP, o baselines.Offload) verdict {
	g := settingInForce(tcp, o.Setting)
	beside := slices.Concat(sideEvidence(tcp.Registry, "registry"), sideEvidence(tcp.WMI, "WMI"))
	dumped, inDump := setting(tcp.Dump, o.Setting)
	if inDump && !slices.Equal(dumped, []string{strings.ToLower(g.value)}) {
		beside = append([]Evidence{observed(tcp.Dump.Section, "%s=%s", o.Setting, strings.Join(dumped, ", "))}, beside...)
	}
	switch {
	case g.unnamed && len(dumped) == 1 && dumped[0] != "":
		v := judgeOffloadValue(dumped[0], o, "in the dump").with(beside...)
		v.reason += "; whether the dump shows the active or the persistent state is not documented"
		return v
	case !g.missing.IsZero():
		return unknown(g.reason, g.missing).with(g.seen...).with(beside...)
	case g.absent:
		return notSupported(o).with(g.seen...).with(beside...)
	}
	return judgeOffloadValue(g.value, o, "in force").with(g.seen...).with(beside...)
}

// globalSetting is a setting of Windows for all adapters: a value, or the proof that
// this Windows does not have the setting, or what is missing to know.
type globalSetting struct {
	value   string // "disabled", as netsh prints it
	absent  bool
	unnamed bool // the list does not name it, and may have left it out
	missing facts.Gap
	reason  string // what would be needed to know, and why it is not known
	seen    []Evidence
}

// settingInForce reads what netsh shows in force. Two rows for one setting with
// different values contradict each other.
func settingInForce(tcp facts.TCP, name string) globalSetting {
	if missing := tcp.Show.Gap("the TCP settings in force", len(tcp.Show.Settings)); !missing.IsZero() {
		return globalSetting{missing: missing, reason: "the setting in force is not known"}
	}
	g := globalSetting{missing: facts.GapLeftOut.Of("the value of " + name + " in force")}
	values, listed := setting(tcp.Show, name)
	switch {
	case len(values) == 1 && values[0] != "":
		seen := observed(tcp.Show.Section, "%s: %s", name, values[0])
		return globalSetting{value: values[0], seen: []Evidence{seen}}
	case listed && len(values) > 1:
		g.reason = "the list in force has several values of " + name + ", which contradict each other"
		g.seen = []Evidence{observed(tcp.Show.Section, "%s: %s", name, strings.Join(values, ", "))}
	case listed:
		g.reason = "the value in force could not be read"
	case tcp.Show.Complete:
		seen := observed(tcp.Show.Section, "%s, without %s", wording.Counted(len(tcp.Show.Settings), "setting"), name)
		return globalSetting{absent: true, seen: []Evidence{seen}}
	default:
		g.unnamed, g.reason = true, "the setting was not found, and not every line of the list was understood"
	}
	return g
}

// off reports whether it is proved that nothing uses the setting.
func (g globalSetting) off() bool { return g.absent || g.value == offloadDisabled }

// state is "chimney is disabled" of a setting that is off.
func (g globalSetting) state(name string) string {
	if g.absent {
		return "this Windows does not support " + name
	}
	return name + " is " + g.value
}

func judgeOffloadValue(value string, o baselines.Offload, where string) verdict {
	reason := o.Setting + " is " + value + " " + where
	if wording.ContainsFold(o.Want, value) || wording.ContainsFold(o.Want, offloadAny) {
		return passed(value, reason).gotValue(textOf(value))
	}
	return drifted(value, reason+"; the baseline requires "+strings.Join(o.Want, " or ")).gotValue(textOf(value))
}

// notSupported is the verdict on a setting that this Windows does not have:
// what does not exist is as good as disabled.
func notSupported(o baselines.Offload) verdict {
	reason := "this Windows does not support " + o.Setting
	if !wording.ContainsFold(o.Want, offloadDisabled) && !wording.ContainsFold(o.Want, offloadAny) {
		return inapplicable(reason)
	}
	return passed("not supported", reason)
}

// setting looks a setting up in a source that answered: its values, each once, sorted.
func setting(t facts.TCPSettings, key string) (values []string, listed bool) {
	if t.State != facts.Collected {
		return nil, false
	}
	for _, s := range t.Settings {
		value := strings.ToLower(strings.TrimSpace(s.Value))
		if strings.EqualFold(s.Key, key) && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values, len(values) > 0
}

func sideEvidence(t facts.TCPSettings, where string) []Evidence {
	if t.State != facts.Collected || len(t.Settings) == 0 {
		return nil
	}
	var values []string
	byKey := func(a, b facts.TCPSetting) int { return cmp.Compare(a.Key, b.Key) }
	for _, s := range slices.SortedStableFunc(slices.Values(t.Settings), byKey) {
		values = append(values, s.Key+"="+s.Value)
	}
	return []Evidence{observed(t.Section, "%s (%s, not judged)", strings.Join(values, ", "), where)}
}
