package main

import (
	"reflect"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// contradictedByStore lets the list of installed updates and the versions of files be
// believed again once the component store, which contradicted them, cannot be read: on
// a node whose account may open no shell they are all there is. The loss of the list or
// of the files brings nothing back.
func contradictedByStore(f checks.Finding, lost reflect.Type) bool {
	const contradictory = "contradictory evidence"
	ofMember := func(e checks.Evidence) bool { return strings.HasSuffix(e.Observed, ": "+contradictory) }
	return lost == reflect.TypeFor[facts.Packages]() && (f.Got == contradictory || f.Family == "hotfix-list" && slices.ContainsFunc(f.Evidence, ofMember))
}

// rowsTwice doubles the rows by which updates are judged, which changes no verdict.
func (p properties) rowsTwice() {
	after := p.with(func(s *checks.Subject) {
		n := s.Facts
		switch p.turn % 3 {
		case 0:
			n.Hotfixes.Installed = slices.Repeat(n.Hotfixes.Installed, 2)
		case 1:
			n.Packages.Found = slices.Repeat(n.Packages.Found, 2)
		default:
			n.Files.Found = slices.Repeat(n.Files.Found, 2)
		}
	})
	p.forbid(after, "with rows twice", func(f checks.Finding, now checks.Status) bool { return now != f.Status })
}

// supersedingUpdates adds to all nodes what their baselines accept instead of a
// hotfix: no drift may come of it. To one node alone it might, for then the
// nodes do differ.
func (p properties) supersedingUpdates() {
	noNewDrift := func(f checks.Finding, now checks.Status) bool { return now == checks.Drift && f.Status != checks.Drift }
	for i, kb := range supersedingUpdates(p.cluster) {
		how := []string{"listed", "installed", "superseded"}[(p.turn+i)%3]
		after := p.with(func(s *checks.Subject) {
			if s.Facts.Problem == nil {
				addUpdate(s.Facts, kb, how)
			}
		})
		p.forbid(after, "with "+kb+" "+how, noNewDrift)
	}
}

// supersedingUpdates are those that any of the baselines names.
func supersedingUpdates(c checks.Cluster) []string {
	var kbs []string
	for _, s := range c.Nodes {
		if s.Baseline == nil {
			continue
		}
		for _, h := range s.Baseline.Hotfixes {
			for _, u := range h.SatisfiedBy.Updates {
				kbs = append(kbs, u.KB)
			}
		}
	}
	slices.Sort(kbs)
	return slices.Compact(kbs)
}

func addUpdate(n *facts.Node, kb, how string) {
	state := facts.PackageInstalled
	switch how {
	case "listed":
		n.Hotfixes.Installed = append(slices.Clone(n.Hotfixes.Installed), facts.Hotfix{ID: kb})
		return
	case "superseded":
		state = facts.PackageSuperseded
	}
	added := facts.Package{Name: "Package_for_" + kb + "~31bf3856ad364e35~amd64~~6.1.1.9", KB: kb, State: &state}
	n.Packages.Found = append(slices.Clone(n.Packages.Found), added)
}
