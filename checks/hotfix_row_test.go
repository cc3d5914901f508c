package checks

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestHotfixByRow has a row of later updates (synthetic) that are looked for in
// the list of installed updates alone.
func TestHotfixByRow(t *testing.T) {
	row := func(n *facts.Node, b *baselines.Baseline) {
		gone("6.1.7601.20999")(n, b)
		for _, kb := range []string{"KB9000021", "KB9000022"} {
			u := baselines.Update{KB: kb, Provenance: baselines.Sourced, ListedOnly: true}
			b.Hotfixes[0].SatisfiedBy.Updates = append(b.Hotfixes[0].SatisfiedBy.Updates, u)
		}
		b.Hotfixes[0].SatisfiedBy.Files = nil
	}
	listed := then(row, func(n *facts.Node, _ *baselines.Baseline) { n.Hotfixes.Installed[0].ID = "KB9000022" })
	waiting := func(n *facts.Node, _ *baselines.Baseline) {
		for i := range n.Reboot.Signals {
			n.Reboot.Signals[i].Pending = true
		}
	}
	runCases(t, "hotfix/"+kbOwn, []verdictCase{
		{name: "one listed", change: listed, status: Pass, reason: "KB9000022 (the component store could not confirm it) and carries the same fix"},
		{name: "one listed, a restart waited for", change: then(listed, waiting), status: Unknown, missing: "a restart of the node"},
		{name: "none listed", change: row, status: Unknown, missing: "KB9000021 to KB9000022, 2 updates in all"},
		{name: "one listed, maybe", change: then(listed, func(_ *facts.Node, b *baselines.Baseline) {
			b.Hotfixes[0].SatisfiedBy.MaybeIn = b.Hotfixes[0].SatisfiedBy.Updates
			b.Hotfixes[0].SatisfiedBy.Updates = nil
		}), status: Unknown, missing: "whether KB9000022, which the node has, carries the fix"},
	})
}

func TestRowIsNotSearched(t *testing.T) {
	b := testBaseline()
	b.Hotfixes[0].SatisfiedBy.Updates = append(b.Hotfixes[0].SatisfiedBy.Updates, baselines.Update{KB: "KB9000021", ListedOnly: true})
	if slices.Contains(Plan(b).KBs, "KB9000021") {
		t.Error("one of a row of updates is looked up in the component store")
	}
}
