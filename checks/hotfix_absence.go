package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeAbsence is reached when nothing proves the fix. That a hotfix is missing
// takes more than its id not being listed: superseded updates vanish from the
// list, and later ones carry the fix under another id.
func (c hotfixCase) judgeAbsence() verdict {
	var missing []facts.Gap
	add := func(g facts.Gap) {
		if !g.IsZero() {
			missing = append(missing, g)
		}
	}
	add(c.node.Hotfixes.Gap("the list of installed updates", len(c.node.Hotfixes.Installed)))
	for _, m := range c.storeGaps() {
		add(m)
	}
	add(c.unlistedGap())
	for _, t := range c.perhaps {
		if !t.unseen() {
			add(facts.GapUnconfirmed.Of("whether " + t.kb + ", which the node has, carries the fix"))
		}
	}
	for _, f := range c.files {
		if f.says == fileOpen {
			add(f.open)
		}
	}
	v := c.absent()
	if len(missing) == 0 {
		return v
	}
	got, reason := "not found", "the update was not found, but its absence is not proven"
	if c.own.store > storeSuperseded && c.own.store < storeMixed {
		got, reason = v.got, v.got+", and whether the fix is in effect without it is not known"
	}
	v = unknown(reason, missing[0], missing[1:]...).with(c.absenceEvidence()...)
	v.got = got
	return v
}

// storeGaps lists once each what the component store could not answer.
func (c hotfixCase) storeGaps() []facts.Gap {
	var gaps []facts.Gap
	seen := map[facts.Gap]bool{{}: true}
	for _, t := range c.sightings() {
		if !seen[t.unsure] {
			seen[t.unsure] = true
			gaps = append(gaps, t.unsure)
		}
	}
	return gaps
}

// unlistedGap says that updates which bear on the fix were looked for in the
// list of installed updates alone, which names none of them. Had one of these later
// ones been installed, the hotfix would not be about to be.
func (c hotfixCase) unlistedGap() facts.Gap {
	n := len(c.unlisted)
	if c.own.store == storeInstallPending {
		n = 0
	}
	switch n {
	case 0:
		return facts.Gap{}
	case 1:
		return facts.GapNotCollected.Of("what the component store has of " + c.unlisted[0])
	default:
		return facts.GapNotCollected.Of(fmt.Sprintf("what the component store has of %s to %s, %d updates in all", c.unlisted[0], c.unlisted[n-1], n))
	}
}

// absent is the verdict on a fix that is proven not to be in effect, or not to stay.
func (c hotfixCase) absent() verdict {
	if t, ok := c.findUpdate(storeInstallPending); ok {
		reason := t.kb + " takes effect only after the node restarts"
		if t.kb != c.own.kb {
			reason = t.kb + " carries the fix, but takes effect only after the node restarts"
		}
		return drifted(t.kb+" is "+t.standing(), reason, c.absenceEvidence()...).needsRestart()
	}
	if t, ok := c.findUpdate(storeRemovalPending); ok {
		return drifted(t.kb+" is "+t.standing(), "the component store removes "+t.kb+" at the next restart", c.absenceEvidence()...).fixedByHand()
	}
	if c.own.store == storeHalfInstalled {
		return drifted(c.own.kb+" is "+c.own.standing(), "the component store has "+c.own.kb+" as partially installed", c.absenceEvidence()...)
	}
	reason := "neither the list of installed updates nor the component store has " + c.own.kb
	if len(c.carry) > 0 {
		reason += " or an update that carries its fix and is in effect"
	}
	if f, ok := findFloor(c.files, fileLacks); ok {
		reason += "; " + f.text
	}
	return drifted("not installed", reason, c.absenceEvidence()...)
}

// findUpdate finds the hotfix, or an update that carries its fix, by its state in the
// component store.
func (c hotfixCase) findUpdate(state storeState) (sighting, bool) {
	for _, t := range c.updates() {
		if t.store == state {
			return t, true
		}
	}
	return sighting{}, false
}

// absenceEvidence is what was read without finding the hotfix, and what bears on its
// fix.
func (c hotfixCase) absenceEvidence() []Evidence {
	var e []Evidence
	if n := len(c.node.Hotfixes.Installed); n > 0 && !c.own.listed {
		e = append(e, observed(c.node.Hotfixes.Section, "%s, without %s", wording.Counted(n, "update"), c.own.kb))
	}
	if p := c.node.Packages; len(p.Searched) > 0 && c.own.unsure.IsZero() && c.own.store <= storeNotInstalled {
		e = append(e, observed(p.Section, "no installed package of %s", c.own.kb))
	}
	return append(e, c.observations()...)
}

// observations are all that was seen of the updates and files that bear on the fix.
func (c hotfixCase) observations() []Evidence {
	var e []Evidence
	for _, t := range c.sightings() {
		e = append(e, t.evidence(c.node)...)
	}
	for _, f := range c.files {
		if f.evidence != (Evidence{}) {
			e = append(e, f.evidence)
		}
	}
	return e
}
