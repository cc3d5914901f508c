package checks

import "github.com/clusterdrift/clusterdrift/remote/facts"

// contradictoryEvidence is what was observed where sources contradict each other.
const contradictoryEvidence = "contradictory evidence"

// judgeContradiction is unknown when the component store, the list of installed
// updates and the versions of files cannot all be right about the hotfix or what
// carries its fix. Another update explains a file that is newer than the ids say, so
// that alone contradicts nothing.
func (c hotfixCase) judgeContradiction() (verdict, bool) {
	claims := c.claims()
	has, hasFix := findFloor(c.files, fileHas)
	lacks, lacksFix := findFloor(c.files, fileLacks)
	switch {
	case lacksFix && hasFix:
		return c.contradictory(has.text, lacks.text, "the versions of "+has.floor.Path+" and "+lacks.floor.Path), true
	case lacksFix && len(claims) > 0:
		return c.contradictory(claims[0].claim(), lacks.text, claims[0].source()+" and the version of "+lacks.floor.Path), true
	}
	for _, t := range c.updates() {
		text, agreement := t.conflict()
		switch {
		case len(claims) > 0 && t.store == storeRemovalPending:
			return c.contradictory(claims[0].claim(), "the component store removes "+t.kb+" at the next restart", claims[0].kb+" and "+t.kb), true
		case len(claims) > 0:
		case text != "":
			return c.contradictory(text, "", agreement), true
		case hasFix && t.isDenied() && !c.maybeCarried():
			return c.contradictory("the component store has "+t.kb+" as "+t.standing(), has.text, "the component store and the version of "+has.floor.Path), true
		}
	}
	return verdict{}, false
}

// contradictory names two observations of which one is wrong; other is empty when one
// says both. The evidence is all that bears on the fix.
func (c hotfixCase) contradictory(one, other, agreement string) verdict {
	if other != "" {
		one += ", but " + other
	}
	v := unknown(one, facts.GapContradiction.Of("agreement between "+agreement))
	v.got = contradictoryEvidence
	return v.with(c.observations()...)
}

// isDenied reports whether the component store knows the update and says that it is
// not there, or will not be.
func (t sighting) isDenied() bool {
	return t.store == storeNotInstalled || t.store == storeRemovalPending || t.store == storeHalfInstalled
}

// source is where an update that is present was seen.
func (t sighting) source() string {
	if t.inStore() {
		return "the component store"
	}
	return "the list of installed updates"
}

// maybeCarried reports whether the node has an update that may carry the fix.
func (c hotfixCase) maybeCarried() bool {
	for _, t := range c.perhaps {
		if !t.unseen() {
			return true
		}
	}
	return false
}
