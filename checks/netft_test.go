package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestNetFT(t *testing.T) {
	disabled, gone := justNode(withoutIP), justNode(withoutNetFT)
	stopped := justNode(func(n *facts.Node) { n.Drivers.Found[0].State = "Stopped" })
	notRunning := justNode(func(n *facts.Node) { n.Services.Found[0].State = "Stopped" })
	runCases(t, "netft/adapter", []verdictCase{
		{name: "enabled", status: Pass, got: "enabled"},
		{name: "disabled", status: Drift, got: "disabled", change: disabled},
		{name: "disabled, cluster service stopped", status: Unknown, missing: "while the cluster service runs", change: then(disabled, notRunning)},
		{name: "gone", status: Unknown, missing: "of a driver that runs", change: gone},
		{name: "gone, driver stopped", status: Drift, got: "missing", change: then(gone, stopped)},
		{name: "gone, driver without a state", status: Unknown, missing: "the state of the driver NetFT", change: then(gone, justNode(func(n *facts.Node) { n.Drivers.Found[0].State = "" }))},
		{name: "gone, driver not installed", status: Drift, got: "missing", change: then(gone, justNode(func(n *facts.Node) { n.Drivers.Found = n.Drivers.Found[1:] }))},
		{name: "gone, no driver reported", status: Unknown, missing: "which no healthy node gives", change: then(gone, justNode(func(n *facts.Node) { n.Drivers.Found = nil }))},
		{name: "gone, driver not asked for", status: Unknown, missing: "not asked for", change: then(gone, justNode(func(n *facts.Node) { n.Drivers.Found, n.Drivers.Asked = n.Drivers.Found[1:], n.Drivers.Asked[1:] }))},
		{name: "gone, cluster service stopped", status: Unknown, missing: "while the cluster service runs", change: then(gone, then(stopped, notRunning))},
		{name: "driver stopped", status: Pass, change: stopped},
		{name: "addresses empty", status: Unknown, missing: "which no healthy node gives", change: justNode(func(n *facts.Node) { n.Adapters.IP.Found = nil })},
		{name: "addresses failed", status: Unknown, missing: "rows was denied", change: justNode(func(n *facts.Node) { n.Adapters.IP.Section = failed("rows") })},
		{name: "in no cluster", status: NotApplicable, change: justNode(inNoCluster)},
		{name: "perhaps in a cluster", status: Unknown, missing: "services was denied", change: justNode(func(n *facts.Node) { n.Services.Section = failed("services") })},
	})
}
