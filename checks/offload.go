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
	offloadAny      = "any" // accepts each value that could be read
)

func needOffload(b *baselines.Baseline, r *facts.Request) {
	r.TCP = r.TCP || len(b.Offload) > 0
}

func offloadFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, o := range s.Baseline.Offload {
		found = append(found, judgeOffload(s.Facts.TCP, o).finding(o.Requirement, strings.Join(o.Want, " or ")))
	}
	return found
}

// judgeOffload judges by what is in force. The dump stands in only for a
// setting that the list in force does not name. The registry and WMI are shown but
// never judged: Windows does not keep the one in step, and nobody has confirmed
// what the numbers of the other mean.
func judgeOffload(tcp facts.TCP, o baselines.Offload) verdict {
	if missing := tcp.Show.Gap("the TCP settings in force", len(tcp.Show.Settings)); missing != "" {
		return unknown("the setting in force is not known", missing)
	}
	beside := slices.Concat(sideEvidence(tcp.Registry, "registry"), sideEvidence(tcp.WMI, "WMI"))
	shown, listed := setting(tcp.Show, o.Setting)
	dumped, inDump := setting(tcp.Dump, o.Setting)
	if inDump && !strings.EqualFold(shown, dumped) {
		beside = append([]Evidence{observed(tcp.Dump.Section, "%s=%s", o.Setting, dumped)}, beside...)
	}
	switch {
	case listed && shown == "":
		return unknown("the value in force could not be read", "the value of "+o.Setting+" in force").with(beside...)
	case listed:
		seen := observed(tcp.Show.Section, "%s: %s", o.Setting, shown)
		return judgeOffloadValue(shown, o, "in force").with(seen).with(beside...)
	case tcp.Show.Complete:
		seen := observed(tcp.Show.Section, "%s, without %s", wording.Counted(len(tcp.Show.Settings), "setting"), o.Setting)
		return notSupported(o).with(seen).with(beside...)
	case inDump && dumped != "":
		v := judgeOffloadValue(dumped, o, "in the dump").with(beside...)
		v.reason += "; whether the dump shows the active or the persistent state is not documented"
		return v
	}
	return unknown("the setting was not found, and not every line of the list was understood",
		"the value of "+o.Setting+" in force").with(beside...)
}

func judgeOffloadValue(value string, o baselines.Offload, where string) verdict {
	reason := o.Setting + " is " + value + " " + where
	if wording.ContainsFold(o.Want, value) || wording.ContainsFold(o.Want, offloadAny) {
		return passed(value, reason)
	}
	return drifted(value, reason+"; the baseline asks for "+strings.Join(o.Want, " or "))
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

// setting looks a value up in a source that answered.
func setting(t facts.TCPSettings, key string) (string, bool) {
	if t.State != facts.Collected {
		return "", false
	}
	for _, s := range t.Settings {
		if strings.EqualFold(s.Key, key) {
			return strings.TrimSpace(s.Value), true
		}
	}
	return "", false
}

func sideEvidence(t facts.TCPSettings, where string) []Evidence {
	if t.State != facts.Collected {
		return nil
	}
	var e []Evidence
	byKey := func(a, b facts.TCPSetting) int { return cmp.Compare(a.Key, b.Key) }
	for _, s := range slices.SortedStableFunc(slices.Values(t.Settings), byKey) {
		e = append(e, observed(t.Section, "%s=%s (%s, not judged)", s.Key, s.Value, where))
	}
	return e
}
