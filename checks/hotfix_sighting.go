package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// storeState is what the component store says of an update, all its packages
// taken together.
type storeState int

const (
	// storeNothing: no package, or none that is installed. It proves absence
	// only where sighting.unsure is empty.
	storeNothing storeState = iota
	storeInstalled
	storeSuperseded
	storeInstallPending
	storeRemovalPending
	storeHalfInstalled
)

// sighting is what a node says of one update.
type sighting struct {
	kb       string
	listed   bool // Win32_QuickFixEngineering names it
	store    storeState
	packages []facts.Package
	// unsure says why the store's silence about the update proves nothing.
	unsure string
}

func newSighting(n *facts.Node, kb string) sighting {
	t := sighting{kb: kb}
	if n.Hotfixes.State == facts.Collected {
		t.listed = slices.ContainsFunc(n.Hotfixes.Installed, func(h facts.Hotfix) bool { return strings.EqualFold(h.ID, kb) })
	}
	if t.unsure = n.Packages.Gap("the component store", 1); t.unsure != "" {
		return t
	}
	for _, p := range n.Packages.Found {
		if !strings.EqualFold(p.KB, kb) {
			continue
		}
		t.packages = append(t.packages, p)
		state, known := packageState(p)
		if !known {
			t.unsure = "the state of the package " + p.Name
		}
		t.store = graver(t.store, state)
	}
	slices.SortFunc(t.packages, func(a, b facts.Package) int { return strings.Compare(a.Name, b.Name) })
	if t.unsure == "" && !wording.ContainsFold(n.Packages.Searched, kb) {
		t.unsure = "what the component store has of " + kb
	}
	return t
}

// packageState reads CurrentState; the values are those of facts.Package. A
// value that is none of them is as good as unreadable.
func packageState(p facts.Package) (state storeState, known bool) {
	if p.State == nil {
		return storeNothing, false
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
		return storeNothing, true
	}
	return storeNothing, false
}

// graver combines the packages of one update. What is pending or broken
// outweighs what is installed, and an installed package outweighs a superseded
// one; the constants are in that order but for those two.
func graver(a, b storeState) storeState {
	if min(a, b) == storeInstalled && max(a, b) == storeSuperseded {
		return storeInstalled
	}
	return max(a, b)
}

// inStore reports whether the component store proves the update's content.
func (t sighting) inStore() bool { return t.store == storeInstalled || t.store == storeSuperseded }

// present reports whether the update is on the node and in effect. The list of
// installed updates is believed unless the store knows better.
func (t sighting) present() bool { return t.inStore() || t.store == storeNothing && t.listed }

// unseen reports whether nothing at all points to the update.
func (t sighting) unseen() bool { return t.store == storeNothing && !t.listed }

// evidence is where the update was seen.
func (t sighting) evidence(n *facts.Node) []Evidence {
	e := t.packageEvidence(n.Packages)
	if t.listed {
		e = append(e, observed(n.Hotfixes.Section, "%s is listed", t.kb))
	}
	return e
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
