package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// needHotfixes requests the updates to look for in the component store, and for
// the files whose versions show updates.
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

// judgeHotfix reports first whether the sources contradict each other: none of them
// outranks another. Else any proof that the fix is on the node decides, then whether
// its absence is proven.
func judgeHotfix(n *facts.Node, h baselines.Hotfix) verdict {
	if v, final := judgeWhen(n, h.When); final {
		return v
	}
	return newHotfixCase(n, h).judge().with(pendingRestarts(n.Reboot)...)
}

func (c hotfixCase) judge() verdict {
	if v, decided := c.judgeContradiction(); decided {
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

// judgeUpdates decides by the ids of the hotfix and of what carries its fix. An id
// is believed only when what could contradict it was read: the files that the update
// would have replaced, and for one that is only listed whether it is pending a restart.
func (c hotfixCase) judgeUpdates() (verdict, bool) {
	claims := c.claims()
	if len(claims) == 0 {
		return verdict{}, false
	}
	var doubts []facts.Gap
	for _, t := range claims {
		doubt := c.claimDoubt(t)
		if doubt.IsZero() {
			return passed(t.kb+" is "+t.presence(), c.carries(t), t.proof(c.node)...), true
		}
		doubts = append(doubts, doubt)
	}
	t := claims[0]
	v := unknown(t.claim()+", but what could contradict it was not read", doubts[0])
	v.got = t.kb + " is listed"
	if t.inStore() {
		v.got = t.kb + " is " + t.presence()
	}
	return v.with(t.proof(c.node)...), true
}

// claimDoubt says what is missing before an update is believed to be installed. That
// an update which the store has as partially installed is not listed is inferred.
func (c hotfixCase) claimDoubt(t sighting) facts.Gap {
	for _, f := range c.files {
		if f.unread {
			return f.open
		}
	}
	if t.inStore() || t.unsure.IsZero() {
		return facts.Gap{}
	}
	return c.servicingDoubt(t.unsure)
}

// carries says how an update that is present proves the fix.
func (c hotfixCase) carries(t sighting) string {
	s := t.claim()
	if t.inStore() && t.kb != c.own.kb {
		s = t.kb + " is " + t.presence()
	}
	if !t.inStore() && !t.unsure.IsZero() {
		s += " (the component store could not confirm it)"
	}
	if t.kb != c.own.kb {
		s += " and carries the same fix"
	}
	if t.store == storeSuperseded {
		s += ": a newer package has replaced its content"
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
	if missing := c.restartDoubt(); !missing.IsZero() {
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
