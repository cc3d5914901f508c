package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// setKeyword sets a keyword of the adapter on the network LAN; an empty value takes it away.
func setKeyword(name, value string) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) {
		keywords := map[string]string{name: value}
		if value == "" {
			delete(keywords, name)
		}
		lanDriver(n).Keywords = keywords
	}
}

func TestDriverLeast(t *testing.T) {
	set := func(value string) func(*facts.Node, *baselines.Baseline) {
		return setKeyword("MaxRxRing1Length", value)
	}
	runCases(t, "driver/buffers", []verdictCase{
		{name: "at the least", status: Pass},
		{name: "above", change: set("8192"), status: Pass},
		{name: "below", change: set("1024"), status: Drift, reason: "LAN: MaxRxRing1Length is 1024, below 4096"},
		{name: "a word", change: set("large"), status: Unknown, missing: "the value of MaxRxRing1Length"},
		{name: "not set", change: set(""), status: Unknown, missing: "the value of MaxRxRing1Length"},
		{name: "no details", change: func(n *facts.Node, _ *baselines.Baseline) { lanDriver(n).Detailed = false }, status: Unknown},
		{name: "another device", change: func(n *facts.Node, _ *baselines.Baseline) {
			lanDriver(n).Description = "Other"
			set("1024")(n, nil)
			for i := range n.Topology.Interfaces.Interfaces {
				n.Topology.Interfaces.Interfaces[i].Adapter = "Other"
			}
		}, status: NotApplicable},
	})
}

func TestDriverUnlessOff(t *testing.T) {
	old := func(vmq string) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			setKeyword("*VMQ", vmq)(n, b)
			lanDriver(n).Version = "8.1"
		}
	}
	with := func(change func(*facts.Node)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			old("1")(n, b)
			change(n)
		}
	}
	runCases(t, "driver/queues", []verdictCase{
		{name: "late enough", change: setKeyword("*VMQ", "1"), status: Pass},
		{name: "old, on", change: old("1"), status: Drift, reason: "LAN: version 8.1 is below 8.2.0.0, and *VMQ is 1"},
		{name: "old, off", change: old("0"), status: Pass},
		{name: "old, not set", change: old(""), status: Unknown, missing: "the value of *VMQ"},
		{name: "no version, on", change: with(func(n *facts.Node) { lanDriver(n).Version = "" }), status: Unknown, missing: "the version of the driver"},
		{name: "of another service", change: with(func(n *facts.Node) { lanAddress(n).Service = "other" }), status: NotApplicable},
		{name: "of no service", change: with(func(n *facts.Node) { lanAddress(n).Service = "" }), status: Unknown, missing: "the service of the driver"},
		{name: "of another vendor", change: with(func(n *facts.Node) { lanDriver(n).Component = `pci\ven_0000` }), status: NotApplicable},
		{name: "of no vendor", change: with(func(n *facts.Node) { lanDriver(n).Component = "" }), status: Unknown, missing: "what backs the adapter"},
	})
}

// TestDriverCriteria: of several criteria each counts.
func TestDriverCriteria(t *testing.T) {
	wanting := func(want baselines.Driver) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			setKeyword("*JumboPacket", "1514")(n, b)
			want.Requirement, want.Subject = requirement("driver/all"), "all"
			b.Drivers = append(b.Drivers[:len(b.Drivers):len(b.Drivers)], want)
		}
	}
	least := func(n int) []baselines.LeastSetting {
		return []baselines.LeastSetting{{Keyword: "*JumboPacket", Min: n}}
	}
	runCases(t, "driver/all", []verdictCase{
		{name: "all hold", change: wanting(baselines.Driver{NotFrom: []string{"Other"}, Least: least(1514), Min: "1.0"}), status: Pass},
		{name: "too old", change: wanting(baselines.Driver{NotFrom: []string{"Other"}, Least: least(1514), Min: "99.0"}), status: Drift, reason: "is below 99.0"},
		{name: "too little", change: wanting(baselines.Driver{NotFrom: []string{"Other"}, Least: least(9014), Min: "1.0"}), status: Drift, reason: "below 9014"},
		{name: "a setting that is not known", change: wanting(baselines.Driver{Least: []baselines.LeastSetting{{Keyword: "*Other", Min: 1}}, Min: "1.0"}), status: Unknown, missing: "the value of *Other"},
		{name: "off in place of a version", change: wanting(baselines.Driver{Least: least(1514), UnlessOff: []string{"*JumboPacket"}}), status: Pass},
	})
}
