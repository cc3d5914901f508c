package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestDriverInbox(t *testing.T) {
	driver := func(change func(*facts.AdapterDriver)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { change(lanDriver(n)) }
	}
	from := func(provider string) func(*facts.AdapterDriver) {
		return func(d *facts.AdapterDriver) { d.Provider = provider }
	}
	inbox := from("Microsoft")
	runCases(t, "driver/inbox", []verdictCase{
		{name: "of its maker", status: Pass, reason: "no driver is from Microsoft"},
		{name: "of Windows", change: driver(inbox), status: Drift, got: "LAN: 8.4.1.1 of 5-28-2008, Microsoft", reason: "LAN: the driver is from Microsoft"},
		{name: "of a virtual machine", change: driver(func(d *facts.AdapterDriver) {
			inbox(d)
			d.Component = `VMBUS\{F8615163-DF3E-46C5-913F-F2D2F965ED0E}`
		}), status: NotApplicable},
		{name: "no provider", change: driver(from("")), status: Unknown, missing: "the provider of the driver"},
		{name: "no component", change: driver(func(d *facts.AdapterDriver) { d.Component = "" }), status: Unknown, missing: "what backs the adapter"},
		{name: "no details", change: driver(func(d *facts.AdapterDriver) { d.Detailed = false }), status: Unknown},
		{name: "below a switch, of Windows", change: func(n *facts.Node, _ *baselines.Baseline) {
			virtual(n, syntheticSwitch, "syn_port")
			below(n, inbox, inbox)
		}, status: Drift},
		{name: "below a switch, one of Windows", change: func(n *facts.Node, _ *baselines.Baseline) {
			virtual(n, syntheticSwitch, "syn_port")
			below(n, inbox, asIs)
		}, status: Unknown},
		{name: "below a switch", change: func(n *facts.Node, _ *baselines.Baseline) {
			virtual(n, syntheticSwitch, "syn_port")
			lanDriver(n).Provider = "Microsoft"
			below(n, asIs, asIs)
		}, status: Pass},
		{name: "in no cluster", change: func(n *facts.Node, _ *baselines.Baseline) { inNoCluster(n) }, status: NotApplicable},
	})
}
