package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// judgeAbsence is reached when nothing proves the fix. That a hotfix is missing
// takes more than its id not being listed: superseded updates vanish from the
// list, and later ones carry the fix under another id.
func (c hotfixCase) judgeAbsence() verdict {
	var missing []string
	add := func(s string) {
		if s != "" {
			missing = append(missing, s)
		}
	}
	add(c.node.Hotfixes.Gap("the list of installed updates", len(c.node.Hotfixes.Installed)))
	for _, m := range c.storeGaps() {
		add(m)
	}
	add(c.unlistedGap())
	for _, t := range c.perhaps {
		if !t.unseen() {
			add("whether " + t.kb + ", which the node has, carries the fix")
		}
	}
	for _, f := range c.files {
		if f.says == fileOpen {
			add(f.text)
		}
	}
	if len(missing) > 0 {
		v := unknown("the update was not found, but its absence is not proven", missing[0], missing[1:]...)
		v.got = "not found"
		return v.with(c.absenceEvidence()...)
	}
	return c.absent()
}

// storeGaps lists once each what the component store could not answer.
func (c hotfixCase) storeGaps() []string {
	var gaps []string
	seen := map[string]bool{"": true}
	for _, t := range c.sightings() {
		if !seen[t.unsure] {
			seen[t.unsure] = true
			gaps = append(gaps, t.unsure)
		}
	}
	return gaps
}

// unlistedGap says that updates which bear on the fix were looked for in the
// list of installed updates alone, which names none of them.
func (c hotfixCase) unlistedGap() string {
	switch n := len(c.unlisted); n {
	case 0:
		return ""
	case 1:
		return "what the component store has of " + c.unlisted[0]
	default:
		return fmt.Sprintf("what the component store has of %s to %s, %d updates in all", c.unlisted[0], c.unlisted[n-1], n)
	}
}

// absent is the verdict on a fix that is proven not to be in effect.
func (c hotfixCase) absent() verdict {
	if t, ok := c.carrier(storeInstallPending); ok {
		v := drifted(t.kb+" waits for a restart", t.kb+" carries the fix, but takes effect only after the node restarts", c.absenceEvidence()...)
		return v.needsRestart()
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

// carrier finds an update with the fix by its state in the component store.
func (c hotfixCase) carrier(state storeState) (sighting, bool) {
	for _, t := range c.carry {
		if t.store == state {
			return t, true
		}
	}
	return sighting{}, false
}

func (c hotfixCase) absenceEvidence() []Evidence {
	var e []Evidence
	if n := len(c.node.Hotfixes.Installed); n > 0 {
		e = append(e, observed(c.node.Hotfixes.Section, "%s, without %s", wording.Counted(n, "update"), c.own.kb))
	}
	if p := c.node.Packages; len(p.Searched) > 0 && c.own.unsure == "" {
		e = append(e, observed(p.Section, "no installed package of %s", c.own.kb))
	}
	for _, t := range c.sightings() {
		if !t.unseen() {
			e = append(e, t.evidence(c.node)...)
		}
	}
	for _, f := range c.files {
		if f.evidence != (Evidence{}) {
			e = append(e, f.evidence)
		}
	}
	return e
}
