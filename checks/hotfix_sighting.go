package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// storeState is what the component store says of an update, all its packages
// taken together.
type storeState int

const (
	// storeNothing: no package. It proves absence only where sighting.unsure is
	// empty, and together with the list of installed updates.
	storeNothing storeState = iota
	storeNotInstalled
	storeInstalled
	storeSuperseded
	storeInstallPending
	storeRemovalPending
	storeHalfInstalled
	storeMixed   // packages whose states contradict each other
	storeUnclear // a package in a state that could not be read or is not known
)

// sighting is what a node says of one update.
type sighting struct {
	kb       string
	listed   bool // Win32_QuickFixEngineering names it
	store    storeState
	packages []facts.Package // sorted by name
	// unsure says why the store's silence about the update proves nothing.
	unsure facts.Gap
}

func newSighting(n *facts.Node, kb string) sighting {
	t := sighting{kb: kb}
	if n.Hotfixes.State == facts.Collected {
		t.listed = slices.ContainsFunc(n.Hotfixes.Installed, func(h facts.Hotfix) bool { return strings.EqualFold(h.ID, kb) })
	}
	if t.unsure = n.Packages.Gap("the component store", 1); !t.unsure.IsZero() {
		return t
	}
	for _, p := range n.Packages.Found {
		if strings.EqualFold(p.KB, kb) {
			t.packages = append(t.packages, p)
		}
	}
	slices.SortStableFunc(t.packages, comparePackages)
	t.packages = slices.CompactFunc(t.packages, func(a, b facts.Package) bool { return comparePackages(a, b) == 0 })
	for _, p := range t.packages {
		state, known := packageState(p)
		if !known {
			t.store, t.unsure = storeUnclear, facts.GapUndocumented.Of("the state of the package "+p.Name)
			return t
		}
		t.store = combined(t.store, state)
	}
	if !wording.ContainsFold(n.Packages.Searched, kb) {
		t.unsure = facts.GapNotCollected.Of("what the component store has of " + kb)
	}
	return t
}

// comparePackages orders packages by name and state, one without a state first.
func comparePackages(a, b facts.Package) int {
	state := func(p facts.Package) int {
		if p.State == nil {
			return -1
		}
		return *p.State
	}
	return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(state(a), state(b)))
}

// packageState reads CurrentState; the values are those of facts.Package. A
// value that is none of them is as good as unreadable.
func packageState(p facts.Package) (state storeState, known bool) {
	if p.State == nil {
		return storeUnclear, false
	}
	switch s := *p.State; {
	case s == facts.PackageInstalled, s == facts.PackagePermanent:
		return storeInstalled, true
	case s == facts.PackageSuperseded:
		return storeSuperseded, true
	case s == facts.PackageInstallPending:
		return storeInstallPending, true
	case s == facts.PackageUninstallPending:
		return storeRemovalPending, true
	case s == facts.PackagePartiallyInstalled:
		return storeHalfInstalled, true
	case s >= facts.PackageAbsent && s <= facts.PackageStaged:
		return storeNotInstalled, true
	}
	return storeUnclear, false
}

// combined joins the states of two packages of one update. One that is not
// installed, such as for another edition, takes nothing from one that is, and an
// installed one proves what a superseded one does. Any others contradict each other.
func combined(a, b storeState) storeState {
	switch {
	case a == b, b <= storeNotInstalled && a > b:
		return a
	case a <= storeNotInstalled:
		return b
	case max(a, b) == storeSuperseded:
		return storeInstalled
	}
	return storeMixed
}

// inStore reports whether the component store proves the update's content.
func (t sighting) inStore() bool { return t.store == storeInstalled || t.store == storeSuperseded }

// present reports whether the update is on the node and in effect. The list of
// installed updates is believed unless the store knows better.
func (t sighting) present() bool { return t.inStore() || t.store == storeNothing && t.listed }

// presence is how an update is there that inStore or present reports.
func (t sighting) presence() string {
	if t.store == storeSuperseded {
		return "superseded"
	}
	return "installed"
}

// claim says which source names an update that is present.
func (t sighting) claim() string {
	if t.inStore() {
		return "the component store has " + t.kb + " as " + t.presence()
	}
	return "the list of installed updates names " + t.kb
}

// unseen reports whether nothing points to the update.
func (t sighting) unseen() bool {
	return !t.listed && slices.Contains([]storeState{storeNothing, storeNotInstalled, storeUnclear}, t.store)
}

// conflict is how the node contradicts itself on the update; empty: it does not. An
// update that is pending a restart or is about to be removed may be listed.
func (t sighting) conflict() (text, agreement string) {
	switch {
	case t.store == storeMixed:
		return "the component store has packages of " + t.kb + " in states that contradict each other", "the packages of " + t.kb
	case t.listed && (t.store == storeNotInstalled || t.store == storeHalfInstalled):
		return "the list of installed updates names " + t.kb + ", but the component store has it as " + t.standing(),
			"the list of installed updates and the component store on " + t.kb
	}
	return "", ""
}

// standing is the state of an update that the component store does not have as
// installed.
func (t sighting) standing() string {
	switch t.store {
	case storeInstallPending:
		return "installed pending a restart"
	case storeRemovalPending:
		return "about to be removed"
	case storeHalfInstalled:
		return "half installed"
	}
	return "not installed"
}

// evidence is where the update was seen.
func (t sighting) evidence(n *facts.Node) []Evidence {
	e := t.packageEvidence(n.Packages)
	if t.listed {
		e = append(e, observed(n.Hotfixes.Section, "%s is listed", t.kb))
	}
	return e
}

// proof is where an update that is present was seen by the source that claim names.
func (t sighting) proof(n *facts.Node) []Evidence {
	if t.inStore() {
		return t.packageEvidence(n.Packages)
	}
	return t.evidence(n)
}

func (t sighting) packageEvidence(p facts.Packages) []Evidence {
	var e []Evidence
	for _, pkg := range t.packages {
		if pkg.State == nil {
			e = append(e, observed(p.Section, "%s, state unreadable", pkg.Name))
			continue
		}
		e = append(e, observed(p.Section, "%s, state 0x%02x", pkg.Name, *pkg.State))
	}
	return e
}
