package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func (c consistency) readBuild(s Subject) reading {
	var r reading
	os := s.Facts.OS
	if missing := os.Gap("the operating system's identity", os.Build); !missing.IsZero() {
		r.gap(missing)
		return r
	}
	r.set("build", fmt.Sprint(os.Build))
	if os.ServicePack == nil {
		r.gap(facts.GapLeftOut.Of("the service pack"))
	} else {
		r.set("service pack", fmt.Sprint(*os.ServicePack))
	}
	// Revisions say something only within one build.
	revision := fmt.Sprintf("update build revision of %d", os.Build)
	switch {
	case os.UBR != nil:
		r.set(revision, fmt.Sprint(*os.UBR))
	case c.perBuild[os.Build].revised:
		r.gap(facts.GapLeftOut.Of("the update build revision, which other nodes have"))
	}
	if os.Installation == "" {
		r.gap(facts.GapLeftOut.Of("whether the node is a core or a full installation"))
	} else {
		r.set("installation", strings.ToLower(os.Installation))
	}
	if os.SKU == 0 {
		r.gap(facts.GapLeftOut.Of("the edition (OperatingSystemSKU)"))
	} else {
		r.set("edition", fmt.Sprintf("OperatingSystemSKU %d", os.SKU))
	}
	r.observe(s.Facts, os.Section)
	return r
}

// readUpdates looks up what any node of the same build lists. Other builds have
// other updates.
func (c consistency) readUpdates(s Subject) reading {
	n := s.Facts
	r := reading{group: n.OS.Build}
	if missing := n.OS.Gap("the operating system's identity", n.OS.Build); !missing.IsZero() {
		r.gap(missing)
		return r
	}
	if n.OS.Build >= facts.Build2016 { // its revision shows the updates
		r.outside = "from Windows Server 2016 on the list of installed updates holds the last few only; the update build revision says more"
		return r
	}
	if c.perBuild[n.OS.Build].nodes < 2 {
		r.outside = "no other node is known to have its build"
		return r
	}
	if missing := n.Hotfixes.Gap("the list of installed updates", len(n.Hotfixes.Installed)); !missing.IsZero() {
		r.gap(missing)
		return r
	}
	r.evidence = []Evidence{observed(n.Hotfixes.Section, "%s: %s listed", n.Name, wording.Counted(len(n.Hotfixes.Installed), "update"))}
	var elsewhere []string
	for _, kb := range c.perBuild[n.OS.Build].updates {
		switch has, missing := c.hasUpdate(s, kb); {
		case !missing.IsZero():
			r.gap(missing.After(kb + ": "))
		case has == match.Yes:
			r.set(kb, "installed")
		case has == match.No:
			r.set(kb, "missing")
		case !c.isKnown(kb):
			elsewhere = append(elsewhere, kb)
		}
	}
	if n := len(elsewhere); n > 0 {
		named := strings.Join(elsewhere[:min(n, namedDifferences)], ", ")
		if n > namedDifferences {
			named += fmt.Sprintf(" and %d more", n-namedDifferences)
		}
		r.gap(facts.GapUndecided.Of(named + ": not listed as on other nodes, which proves nothing; no baseline names what carries the same fixes"))
	}
	return r
}

// hasUpdate reports whether an update is on the node. Of a wanted hotfix its own
// check decides, and maybe when it does not concern the node. An update that
// carries wanted ones is not missed where it is not listed: what it carries is
// compared. Of all others, silence proves nothing.
func (c consistency) hasUpdate(s Subject, kb string) (has match.Match, missing facts.Gap) {
	if h, ok := c.hotfix(s.Baseline, kb); ok {
		switch v := judgeHotfix(s.Facts, h); v.status {
		case Pass:
			return match.Yes, facts.Gap{}
		case Drift:
			return match.No, facts.Gap{}
		case Unknown:
			return match.Maybe, v.missing[0]
		}
		return match.Maybe, facts.Gap{}
	}
	t := newSighting(s.Facts, kb)
	if _, agreement := t.conflict(); agreement != "" {
		return match.Maybe, facts.GapContradiction.Of("agreement between " + agreement)
	}
	if t.present() {
		return match.Yes, facts.Gap{}
	}
	return match.Maybe, facts.Gap{}
}

// hotfix is what the node's own baseline, or else the first that does, requires.
func (c consistency) hotfix(own *baselines.Baseline, kb string) (baselines.Hotfix, bool) {
	all := c.baselines()
	if own != nil {
		all = append([]*baselines.Baseline{own}, all...)
	}
	for _, b := range all {
		for _, h := range b.Hotfixes {
			if h.KB == kb {
				return h, true
			}
		}
	}
	return baselines.Hotfix{}, false
}

// isKnown reports whether a baseline wants the update, or says that it carries a
// wanted one.
func (c consistency) isKnown(kb string) bool {
	return slices.ContainsFunc(c.baselines(), func(b *baselines.Baseline) bool {
		return slices.ContainsFunc(b.Hotfixes, func(h baselines.Hotfix) bool {
			return h.KB == kb || slices.ContainsFunc(h.SatisfiedBy.Updates, func(u baselines.Update) bool { return u.KB == kb })
		})
	})
}
