package checks

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// gone leaves no trace of the wanted hotfix but a file of some version and whatever
// packages are given.
func gone(version string, found ...facts.Package) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) {
		missingHotfix(n)
		n.Files.Found[0].Version = version
		setPackages(n, found...)
	}
}

const (
	without = "6.1.7601.20999" // lacks the fix
	between = "6.1.7601.21500" // decides nothing
	with    = "6.1.7601.22000" // has it
)

func then(first, second func(*facts.Node, *baselines.Baseline)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, b *baselines.Baseline) { first(n, b); second(n, b) }
}

func TestHotfixByPackage(t *testing.T) {
	store := func(found ...facts.Package) func(*facts.Node, *baselines.Baseline) { return gone(between, found...) }
	unreadable := facts.Package{Name: "Package_for_" + kbOwn, KB: kbOwn}
	old := func(found ...facts.Package) func(*facts.Node, *baselines.Baseline) { return gone(without, found...) }
	runCases(t, "hotfix/"+kbOwn, []verdictCase{
		{name: "installed", change: store(pkg(kbOwn, 0x70)), status: Pass, got: kbOwn + " is installed"},
		{name: "permanent", change: store(pkg(kbOwn, 0x80)), status: Pass},
		{name: "superseded", change: store(pkg(kbOwn, 0x50)), status: Pass, reason: "newer package has replaced its content"},
		{name: "superseded beside installed", change: store(pkg(kbOwn, 0x50), pkg(kbOwn, 0x70)), status: Pass, got: kbOwn + " is installed"},
		{name: "install pending", change: old(pkg(kbOwn, 0x60)), status: Drift, got: kbOwn + " is installed pending a restart"},
		{name: "removal pending", change: old(pkg(kbOwn, 0x05)), status: Drift, got: kbOwn + " is about to be removed"},
		{name: "partially installed", change: old(pkg(kbOwn, 0x65)), status: Drift, got: kbOwn + " is half installed"},
		{name: "staged", change: old(pkg(kbOwn, 0x40)), status: Drift, got: "not installed"},
		{name: "absent", change: old(pkg(kbOwn, 0x00)), status: Drift},
		{name: "install pending, the file decides nothing", change: store(pkg(kbOwn, 0x60)), status: Unknown, got: kbOwn + " is installed pending a restart", missing: "clussvc.exe " + between},
		{name: "installed beside staged", change: store(pkg(kbOwn, 0x40), pkg(kbOwn, 0x70)), status: Pass},
		{name: "unreadable state blocks missing", change: store(unreadable), status: Unknown, missing: "state of the package Package_for_" + kbOwn},
		{name: "undocumented state blocks missing", change: store(pkg(kbOwn, 0x77)), status: Unknown, missing: "state of the package"},
		{name: "unreadable beside installed", change: store(pkg(kbOwn, 0x70), unreadable), status: Unknown, missing: "state of the package"},
		{name: "undocumented beside installed", change: store(pkg(kbOwn, 0x70), pkg(kbOwn, 0x77)), status: Unknown, missing: "state of the package"},
		{name: "id in other case", change: store(pkg("kb9000001", 0x70)), status: Pass},
		{name: "installed, the file unread", status: Unknown, got: kbOwn + " is installed", missing: "clussvc.exe",
			change: then(store(pkg(kbOwn, 0x70)), func(n *facts.Node, _ *baselines.Baseline) { n.Files.Found = nil })},
	})
}

func TestHotfixByUpdate(t *testing.T) {
	listed := func(kb string) func(*facts.Node, *baselines.Baseline) {
		return then(gone(between), func(n *facts.Node, _ *baselines.Baseline) { n.Hotfixes.Installed[0].ID = kb })
	}
	storeFailed := func(n *facts.Node, _ *baselines.Baseline) { n.Packages = facts.Packages{Section: failed("cbs")} }
	runCases(t, "hotfix/"+kbOwn, []verdictCase{
		{name: "listed", change: listed(kbOwn), status: Pass, reason: "names " + kbOwn},
		{name: "listed, store unread", change: then(listed(kbOwn), storeFailed), status: Pass, reason: "could not confirm it"},
		{name: "later one listed", change: listed(kbLater), status: Pass, reason: kbLater + " and carries the same fix"},
		{name: "later one in the store", change: gone(between, pkg(kbLater, 0x70)), status: Pass, reason: kbLater + " is installed and carries the same fix"},
		{name: "later one waits", change: gone(without, pkg(kbLater, 0x60)), status: Drift, got: kbLater + " is installed pending a restart"},
		{name: "later one broken", change: gone(without, pkg(kbLater, 0x65)), status: Drift, got: "not installed"},
		{name: "later one listed but about to go", change: then(listed(kbLater), func(n *facts.Node, _ *baselines.Baseline) {
			setPackages(n, pkg(kbLater, 0x05))
			n.Files.Found[0].Version = without
		}), status: Drift, got: kbLater + " is about to be removed"},
		{name: "unconfirmed one listed", change: listed(kbDoubt), status: Unknown, missing: kbDoubt},
		{name: "rollup listed", change: listed(kbRollup), status: Unknown, missing: "whether " + kbRollup},
		{name: "rollup in the store", change: gone(between, pkg(kbRollup, 0x50)), status: Unknown, missing: "whether " + kbRollup},
	})
}

func TestHotfixByFile(t *testing.T) {
	provenance := func(p baselines.Provenance) func(*facts.Node, *baselines.Baseline) {
		return func(_ *facts.Node, b *baselines.Baseline) { b.Hotfixes[0].SatisfiedBy.Files[0].Provenance = p }
	}
	storeFailed := func(n *facts.Node, _ *baselines.Baseline) { n.Packages = facts.Packages{Section: failed("cbs")} }
	pending := func(n *facts.Node, _ *baselines.Baseline) { n.Reboot.Signals[0].Pending = true }
	runCases(t, "hotfix/"+kbOwn, []verdictCase{
		{name: "at the floor", change: gone(with), status: Pass, got: "clussvc.exe " + with, reason: "inferred"},
		{name: "sourced floor", change: then(gone(with), provenance(baselines.Sourced)), status: Pass, reason: "the floor of the LDR branch"},
		{name: "unconfirmed floor", change: then(gone(with), provenance(baselines.Unconfirmed)), status: Unknown, missing: "confirmation"},
		{name: "between", change: gone(between), status: Unknown, missing: "it came after 6.1.7601.21000 and by 6.1.7601.22000 in the LDR branch"},
		{name: "the last of the branch", change: gone("6.1.7601.23403"), status: Pass, reason: "the floor of the LDR branch"},
		{name: "not above an unconfirmed floor", change: then(gone(without), provenance(baselines.Unconfirmed)), status: Unknown, missing: "lacks the fix"},
		{name: "two versions", status: Unknown, missing: "of which the node gives two", change: then(gone(with), func(n *facts.Node, _ *baselines.Baseline) {
			n.Files.Found = append(n.Files.Found, facts.File{Path: clussvc, Version: without})
		})},
		{name: "lacking", change: gone("6.1.7601.21000"), status: Drift, reason: "which lacks the fix"},
		{name: "other branch", change: gone("6.1.7601.17999"), status: Unknown, missing: "servicing branch"},
		{name: "no branch", change: gone("6.1.7601.24000"), status: Unknown, missing: "servicing branch"},
		{name: "other windows", change: gone("6.2.9200.22000"), status: Unknown, missing: "servicing branch"},
		{name: "no version", change: gone(""), status: Unknown, missing: "could not be read"},
		{name: "text after the version", change: gone(with + " (win7sp1_ldr)"), status: Pass},
		{name: "no row", change: then(gone(with), func(n *facts.Node, _ *baselines.Baseline) {
			n.Files.Found = []facts.File{{Path: "other", Version: with}}
		}), status: Unknown, missing: "did not return"},
		{name: "only a lower bound", change: then(gone(with), func(_ *facts.Node, b *baselines.Baseline) {
			b.Hotfixes[0].SatisfiedBy.Files[0].LDR.With = ""
		}), status: Unknown, missing: "it came after 6.1.7601.21000 in the LDR branch"},
		{name: "store unread, no restart pending", change: then(gone(with), storeFailed), status: Pass},
		{name: "store unread, restart pending", change: then(gone(with), then(storeFailed, pending)), status: Unknown, missing: "restart"},
		{name: "a rollup that may have it is removed at the restart", change: gone(with, pkg(kbRollup, 0x05)), status: Unknown, missing: "pending for " + kbRollup},
		{name: "carrier waits for a restart", change: gone(with, pkg(kbLater, 0x60)), status: Unknown, missing: kbLater},
	})
}

func TestHotfixMissingNeedsEverything(t *testing.T) {
	lose := func(change func(*facts.Node)) func(*facts.Node, *baselines.Baseline) {
		return then(gone(without), func(n *facts.Node, _ *baselines.Baseline) { change(n) })
	}
	unsearched := func(kb string) func(*facts.Node) {
		return func(n *facts.Node) {
			n.Packages.Searched = slices.DeleteFunc(n.Packages.Searched, func(s string) bool { return s == kb })
		}
	}
	runCases(t, "hotfix/"+kbOwn, []verdictCase{
		{name: "everything", change: gone(without), status: Drift, reason: "neither the list of installed updates nor the component store"},
		{name: "no list", change: lose(func(n *facts.Node) { n.Hotfixes = facts.Hotfixes{Section: failed("qfe")} }), status: Unknown, missing: "installed updates (qfe): qfe was denied"},
		{name: "empty list", change: lose(func(n *facts.Node) { n.Hotfixes.Installed = nil }), status: Unknown, missing: "which no healthy node gives"},
		{name: "no store", change: lose(func(n *facts.Node) { n.Packages = facts.Packages{Section: failed("cbs")} }), status: Unknown, missing: "component store (cbs): cbs was denied"},
		{name: "own not searched", change: lose(unsearched(kbOwn)), status: Unknown, missing: kbOwn},
		{name: "later one not searched", change: lose(unsearched(kbLater)), status: Unknown, missing: kbLater},
		{name: "rollup not searched", change: lose(unsearched(kbRollup)), status: Unknown, missing: kbRollup},
		{name: "files failed", change: lose(func(n *facts.Node) { n.Files = facts.Files{Section: failed("files")} }), status: Unknown, missing: "clussvc.exe"},
	})
}

func TestHotfixWhen(t *testing.T) {
	runCases(t, "hotfix/"+kbCore, []verdictCase{
		{name: "full installation", status: NotApplicable, reason: "full installation"},
		{name: "core installation", status: Drift, change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.Installation = "Core" }},
		{name: "not reported", status: Unknown, missing: "core or a full", change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.Installation = "" }},
	})
	noService := func(n *facts.Node, _ *baselines.Baseline) {
		n.Resources = facts.ClusterResources{Section: facts.Section{State: facts.Absent}}
		n.Services.Found = n.Services.Found[1:]
	}
	runCases(t, "hotfix/"+kbPrint, []verdictCase{
		{name: "has the resource", status: Pass},
		{name: "has it not", status: NotApplicable, change: func(n *facts.Node, _ *baselines.Baseline) { n.Resources.Types = []string{"IP Address"} }},
		{name: "no types", status: Unknown, missing: "which no healthy node gives", change: func(n *facts.Node, _ *baselines.Baseline) { n.Resources.Types = nil }},
		{name: "no cluster service", status: NotApplicable, change: noService},
		{name: "cluster service installed", status: Unknown, missing: "visible only while the cluster service runs", change: func(n *facts.Node, _ *baselines.Baseline) {
			n.Resources = facts.ClusterResources{Section: facts.Section{State: facts.Absent}}
		}},
	})
}

func TestPendingRestartIsShown(t *testing.T) {
	f := judgeOne(t, "hotfix/"+kbOwn, func(n *facts.Node, _ *baselines.Baseline) { n.Reboot.Signals[1].Pending = true })
	if last := f.Evidence[len(f.Evidence)-1].Observed; last != "a restart is pending (file-rename)" {
		t.Errorf("last evidence is %q", last)
	}
}

func TestHotfixList(t *testing.T) {
	runCases(t, "hotfix-list/"+kbList, []verdictCase{
		{name: "all present", status: Pass, got: "2 of 2 applicable members present"},
		{name: "one missing", change: gone(without, pkg(kbPrint, 0x70)), status: Drift, got: "1 of 2 applicable members present; missing: " + kbOwn},
		{name: "missing outweighs unknown", status: Drift, change: then(gone(without), func(n *facts.Node, _ *baselines.Baseline) { n.Resources.State = facts.Failed })},
		{name: "one unknown", status: Unknown, missing: kbCore, change: func(n *facts.Node, _ *baselines.Baseline) { n.OS.Installation = "" }},
		{name: "none applies", status: NotApplicable, change: func(_ *facts.Node, b *baselines.Baseline) { b.Lists[0].Members = []string{kbCore} }},
		{name: "member without a finding", status: Unknown, missing: "KB9999999", change: func(_ *facts.Node, b *baselines.Baseline) {
			b.Lists[0].Members = append(b.Lists[0].Members, "KB9999999")
		}},
	})
}
