package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestPendingRestart(t *testing.T) {
	// The signals are of the component store, the renaming of files, Windows Update.
	pending := func(signals ...int) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) {
			for _, i := range signals {
				n.Reboot.Signals[i].Pending = true
			}
		})
	}
	without := func(i int) func(*facts.Node, *baselines.Baseline) {
		return changed(func(n *facts.Node) { n.Reboot.Signals = append(n.Reboot.Signals[:i:i], n.Reboot.Signals[i+1:]...) })
	}
	runCases(t, "pending-reboot/restart", []verdictCase{
		{name: "none", status: Pass, got: "none"},
		{name: "servicing", status: Drift, got: "cbs", change: pending(0)},
		{name: "Windows Update", status: Drift, got: "windows-update", change: pending(2)},
		{name: "all", status: Drift, got: "cbs, windows-update, file-rename", change: pending(0, 1, 2)},
		{name: "files alone", status: Unknown, got: "file-rename", missing: "PendingFileRenameOperations", change: pending(1)},
		{name: "one not read", status: Unknown, missing: "whether Windows Update has a restart pending", change: without(2)},
		{name: "one not read, one pending", status: Drift, change: then(pending(0), without(2))},
		{name: "not read", status: Unknown, missing: "reboot was denied", change: changed(func(n *facts.Node) { n.Reboot.Section = failed("reboot") })},
		{name: "one denied, one pending", status: Drift, got: "cbs", change: then(then(pending(0), without(2)), changed(func(n *facts.Node) { n.Reboot.Section = failed("reboot") }))},
		{name: "empty", status: Unknown, missing: "which no healthy node gives", change: changed(func(n *facts.Node) { n.Reboot.Signals = nil })},
	})
}
