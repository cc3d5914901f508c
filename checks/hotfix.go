package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// needHotfixes asks for the updates to look for in the component store, and for
// the files whose versions tell of updates.
func needHotfixes(b *baselines.Baseline, r *facts.Request) {
	for _, h := range b.Hotfixes {
		r.Hotfixes, r.Reboot = true, true
		r.KBs = append(r.KBs, h.KB)
		for _, u := range slices.Concat(h.SatisfiedBy.Updates, h.SatisfiedBy.MaybeIn) {
			if !u.ListedOnly {
				r.KBs = append(r.KBs, u.KB)
			}
		}
		for _, f := range h.SatisfiedBy.Files {
			r.Files = append(r.Files, f.Path)
		}
		if h.When.ResourceType != "" {
			r.Resources = true
			r.Services = append(r.Services, facts.ClusterService)
		}
	}
}

func hotfixFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, h := range s.Baseline.Hotfixes {
		f := judgeHotfix(s.Facts, h).finding(h.Requirement, wantedHotfix(h))
		f.Lists = h.Lists
		found = append(found, f)
	}
	return found
}

func wantedHotfix(h baselines.Hotfix) string {
	if len(h.SatisfiedBy.Updates)+len(h.SatisfiedBy.Files) > 0 {
		return h.KB + " or what carries the same fix"
	}
	return h.KB + " installed"
}

// judgeHotfix asks the best evidence first: what the component store says of
// the update itself, then any proof that the fix is on the node, then whether
// its absence is proven.
func judgeHotfix(n *facts.Node, h baselines.Hotfix) verdict {
	if v, final := judgeWhen(n, h.When); final {
		return v
	}
	return newHotfixCase(n, h).judge().with(pendingRestarts(n.Reboot)...)
}

func (c hotfixCase) judge() verdict {
	if v, decided := c.judgeOwnPackage(); decided {
		return v
	}
	if v, decided := c.judgeUpdates(); decided {
		return v
	}
	if v, decided := c.judgeFiles(); decided {
		return v
	}
	return c.judgeAbsence()
}

// judgeOwnPackage decides by the state of the hotfix's own package.
func (c hotfixCase) judgeOwnPackage() (verdict, bool) {
	seen := c.own.packageEvidence(c.node.Packages)
	kb := c.own.kb
	switch c.own.store {
	case storeInstalled:
		return passed(kb+" is installed", "the component store has "+kb+" as installed", seen...), true
	case storeSuperseded:
		return passed(kb+" is superseded", "the component store has "+kb+" as superseded: a newer package has replaced its content", seen...), true
	case storeInstallPending:
		v := drifted(kb+" waits for a restart", kb+" takes effect only after the node restarts", seen...)
		return v.needsRestart(), true
	case storeRemovalPending:
		v := drifted(kb+" is about to be removed", "the component store removes "+kb+" at the next restart", seen...)
		return v.mendedByHand(), true
	case storeHalfInstalled:
		return drifted(kb+" is half installed", "the component store has "+kb+" as partially installed", seen...), true
	}
	return verdict{}, false
}

// judgeUpdates decides by the ids of the hotfix and of what carries its fix. The
// component store proves an update by itself. The list of installed updates does
// so only when what could contradict it was read and does not.
func (c hotfixCase) judgeUpdates() (verdict, bool) {
	claims := slices.DeleteFunc(slices.Concat([]sighting{c.own}, c.carry), func(t sighting) bool { return !t.present() })
	for _, t := range claims {
		if t.inStore() {
			return passed(t.kb+" is installed", c.carries(t), t.evidence(c.node)...), true
		}
	}
	if len(claims) == 0 {
		return verdict{}, false
	}
	if lacking, contradicted := findFloor(c.files, fileLacks); contradicted {
		v := unknown("the list of installed updates names "+claims[0].kb+", but "+lacking.text,
			"agreement between the list of installed updates and the version of "+lacking.floor.Path)
		v.got = "contradictory evidence"
		return v.with(claims[0].evidence(c.node)...).with(lacking.evidence), true
	}
	var doubts []string
	for _, t := range claims {
		doubt := c.listDoubt(t)
		if doubt == "" {
			return passed(t.kb+" is installed", c.carries(t), t.evidence(c.node)...), true
		}
		doubts = append(doubts, doubt)
	}
	v := unknown("the list of installed updates names "+claims[0].kb+", but what could contradict it was not read", doubts[0])
	v.got = claims[0].kb + " is listed"
	return v.with(claims[0].evidence(c.node)...), true
}

// listDoubt says what is missing before the list of installed updates is
// believed without the component store: the files that it would have replaced,
// and whether the update waits for a restart. That an update which the store
// has as partially installed is not listed is inferred.
func (c hotfixCase) listDoubt(t sighting) string {
	for _, f := range c.files {
		if f.unread {
			return f.text
		}
	}
	if t.unsure == "" {
		return ""
	}
	return c.servicingDoubt(t.unsure)
}

// carries says how an update that is present proves the fix.
func (c hotfixCase) carries(t sighting) string {
	s := t.kb + " is installed"
	if !t.inStore() {
		s = "the list of installed updates names " + t.kb
		if t.unsure != "" {
			s += " (the component store could not confirm it)"
		}
	}
	if t.kb != c.own.kb {
		s += " and carries the same fix"
	}
	return s
}

// judgeFiles decides by file versions that the fix is present. Until a pending
// restart, the file on disk is not the one in use.
func (c hotfixCase) judgeFiles() (verdict, bool) {
	has, ok := findFloor(c.files, fileHas)
	if !ok {
		return verdict{}, false
	}
	if lacks, contradicted := findFloor(c.files, fileLacks); contradicted {
		v := unknown(has.text+", but "+lacks.text, "agreement between the versions of "+has.floor.Path+" and "+lacks.floor.Path)
		v.got = "contradictory evidence"
		return v.with(has.evidence, lacks.evidence), true
	}
	if missing := c.restartDoubt(); missing != "" {
		v := unknown(has.text+", but the file in use may be an older one", missing)
		v.got = has.short
		return v.with(has.evidence), true
	}
	reason := has.text
	if has.floor.Provenance == baselines.Inferred {
		reason += "; that this version carries the fix is inferred, not Microsoft's word"
	}
	return passed(has.short, reason, has.evidence), true
}
