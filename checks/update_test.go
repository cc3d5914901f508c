package checks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func revision(ubr int) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { n.OS.UBR = &ubr }
}

// unreadable are the nodes whose build does not compare, whatever is asked of it.
func unreadable() []verdictCase {
	return []verdictCase{
		{name: "no revision", status: Unknown, reason: "revision is not known", missing: "UBR",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.UBR = nil }},
		{name: "another build", status: Unknown, reason: "build 9600 does not compare with 7601.", missing: "a requirement for build 9600",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.Build = 9600 }},
		{name: "no build to compare with", status: Unknown, reason: "names no update of build 7601", missing: "a requirement for build 7601",
			change: func(_ *facts.Node, b *baselines.Baseline) {
				b.Update.Build.Min, b.Update.Newest.Known = baselines.Build{}, baselines.Build{}
			}},
		{name: "a client of the build", status: Unknown, reason: "the node is a client", missing: "a requirement for clients",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.ProductType = 1 }},
		{name: "server or client", status: Unknown, missing: "product type",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.ProductType = 0 }},
		{name: "failed", status: Unknown, missing: "os was denied",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.Section = failed("os") }},
		{name: "not read", status: Unknown, missing: "not read",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.Section = facts.Section{} }},
		{name: "empty", status: Unknown, missing: "which no healthy node gives",
			change: func(n *facts.Node, _ *baselines.Baseline) { n.OS = facts.OS{Section: collected("os")} }},
	}
}

func TestLeastBuild(t *testing.T) {
	complete := func(ubr int) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, b *baselines.Baseline) {
			n.OS.UBR, b.Update.Build.Hotpatch.Complete = &ubr, true
		}
	}
	unconfirmed := func(n *facts.Node, b *baselines.Baseline) {
		n.OS.UBR, b.Update.Build.Provenance = new(1), baselines.Unconfirmed
	}
	runCases(t, "update/build", append(unreadable(), []verdictCase{
		{name: "at it", change: revision(5000), status: Pass, got: "build 7601.5000", reason: "at or above 7601.5000"},
		{name: "above it", change: revision(32230), status: Pass, got: "build 7601.32230"},
		{name: "just below it", change: revision(4999), status: Drift, got: "build 7601.4999, open to what 7601.5000 fixes", reason: "below 7601.5000"},
		{name: "far below it", change: revision(0), status: Drift, got: "build 7601.0, open to what 7601.5000 fixes"},
		{name: "a hotpatch", change: revision(4600), status: Pass, reason: "is a hotpatch that is as good as 7601.5000"},
		{name: "between hotpatches", change: revision(4700), status: Unknown, got: "build 7601.4700", missing: "whether 7601.4700 is a hotpatch"},
		{name: "below all hotpatches", change: revision(4599), status: Drift},
		{name: "above all hotpatches", change: revision(4801), status: Drift},
		{name: "between hotpatches that are all known", change: complete(4700), status: Drift},
		{name: "a hotpatch of those that are all known", change: complete(4800), status: Pass},
		{name: "no hotpatches", status: Drift, change: func(n *facts.Node, b *baselines.Baseline) {
			n.OS.UBR, b.Update.Build.Hotpatch = new(4700), baselines.Hotpatch{}
		}},
		{name: "a domain controller", status: Pass, change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.ProductType = 2 }},
		{name: "not confirmed", change: unconfirmed, status: Unknown, missing: "a source that confirms"},
	}...))
}

func TestNewestBuild(t *testing.T) {
	runCases(t, "update/newest", append(unreadable(), []verdictCase{
		{name: "the newest", change: revision(6000), status: Pass, reason: "no newer build than 7601.6000 is known"},
		{name: "newer than the baseline", change: revision(6001), status: Pass, reason: "the baseline is older than the node's updates"},
		{name: "older", change: revision(5999), status: Drift, got: "build 7601.5999", reason: "older than 7601.6000"},
	}...))
}

func TestUpdateFindings(t *testing.T) {
	f := judgeOne(t, "update/build", func(n *facts.Node, _ *baselines.Baseline) { n.Reboot.Signals[0].Pending = true })
	want := []Evidence{
		observed(collected("os"), "build 7601, update build revision 6000, product type 3"),
		observed(collected("reboot"), "a restart is pending (cbs)"),
	}
	if diff := cmp.Diff(want, f.Evidence); diff != "" {
		t.Errorf("evidence differs (-want +got):\n%s", diff)
	}
	newest := judgeOne(t, "update/newest", nil)
	if f.Want != "at least 7601.5000" || newest.Want != "7601.6000, the newest known on 2026-01-01" || f.Family != "update" {
		t.Errorf("want %q and %q, family %s", f.Want, newest.Want, f.Family)
	}
	b := testBaseline()
	b.Update = baselines.UpdateLevel{}
	if found := updateFindings(&evaluation{}, Subject{Facts: testNode("N1"), Baseline: b}); len(found) != 0 {
		t.Errorf("nothing is asked for, and found %+v", found)
	}
}
