package checks

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestOffload(t *testing.T) {
	onTCP := func(change func(*facts.TCP)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { change(&n.TCP) }
	}
	want := func(values ...string) func(*facts.Node, *baselines.Baseline) {
		return func(_ *facts.Node, b *baselines.Baseline) { b.Offload[0].Want = values }
	}
	without := onTCP(func(tcp *facts.TCP) { tcp.Show.Settings = tcp.Show.Settings[1:] })
	incomplete := then(without, onTCP(func(tcp *facts.TCP) { tcp.Show.Complete = false }))
	runCases(t, "offload/chimney", []verdictCase{
		{name: "disabled", status: Pass, got: "disabled"},
		{name: "other case", status: Pass, change: onTCP(func(tcp *facts.TCP) { tcp.Show.Settings[0] = facts.TCPSetting{Key: "Chimney", Value: "Disabled"} })},
		{name: "automatic", status: Drift, got: "automatic", change: onTCP(func(tcp *facts.TCP) { tcp.Show.Settings[0].Value = "automatic" })},
		{name: "any", status: Pass, got: "automatic", change: then(want("any"), onTCP(func(tcp *facts.TCP) { tcp.Show.Settings[0].Value = "automatic" }))},
		{name: "no value", status: Unknown, missing: "value of chimney", change: onTCP(func(tcp *facts.TCP) { tcp.Show.Settings[0].Value = "" })},
		{name: "not supported", status: Pass, got: "not supported", change: without},
		{name: "not supported, enabled wanted", status: NotApplicable, change: then(without, want("enabled"))},
		{name: "not found, dump disabled", status: Pass, reason: "not documented", change: incomplete},
		{name: "not found, dump enabled", status: Drift, reason: "in the dump", change: then(incomplete, onTCP(func(tcp *facts.TCP) { tcp.Dump.Settings[0].Value = "enabled" }))},
		{name: "not found, two values in the dump", status: Unknown, missing: "value of chimney in force", change: then(incomplete, onTCP(func(tcp *facts.TCP) {
			tcp.Dump.Settings = append(tcp.Dump.Settings, facts.TCPSetting{Key: "chimney", Value: "enabled"})
		}))},
		{name: "two values", status: Unknown, reason: "contradict each other", change: onTCP(func(tcp *facts.TCP) {
			tcp.Show.Settings = append(tcp.Show.Settings, facts.TCPSetting{Key: "Chimney", Value: "automatic"})
		})},
		{name: "one value twice", status: Pass, change: onTCP(func(tcp *facts.TCP) {
			tcp.Show.Settings = append(tcp.Show.Settings, facts.TCPSetting{Key: "Chimney", Value: "Disabled"})
		})},
		{name: "not found, no dump", status: Unknown, missing: "chimney", change: then(incomplete, onTCP(func(tcp *facts.TCP) { tcp.Dump.State = facts.Failed }))},
		{name: "failed", status: Unknown, missing: "show was denied", change: onTCP(func(tcp *facts.TCP) { tcp.Show.Section = failed("show") })},
		{name: "failed, dump at hand", status: Unknown, change: onTCP(func(tcp *facts.TCP) { tcp.Show = facts.TCPSettings{Section: failed("show")} })},
		{name: "empty", status: Unknown, missing: "which no healthy node gives", change: onTCP(func(tcp *facts.TCP) { tcp.Show.Settings = nil })},
	})
}

func TestOffloadShowsOtherSources(t *testing.T) {
	f := judgeOne(t, "offload/chimney", func(n *facts.Node, _ *baselines.Baseline) {
		n.TCP.Dump.Settings[0].Value = "enabled"
		n.TCP.WMI = facts.TCPSettings{Section: collected("wmi"), Settings: []facts.TCPSetting{{Key: "Chimney", Value: "1"}}}
	})
	var seen []string
	for _, e := range f.Evidence {
		seen = append(seen, e.Source+" "+e.Observed)
	}
	text := strings.Join(seen, "\n")
	for _, want := range []string{"show chimney: disabled", "dump chimney=enabled", "EnableTCPChimney=0 (registry, not judged)", "wmi Chimney=1 (WMI, not judged)"} {
		if !strings.Contains(text, want) {
			t.Errorf("evidence has not %q:\n%s", want, text)
		}
	}
	if f.Status != Pass {
		t.Errorf("status %s; what is in force decides", f.Status)
	}
}
