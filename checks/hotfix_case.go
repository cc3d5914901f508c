package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// hotfixCase is everything the node says about one hotfix.
type hotfixCase struct {
	node    *facts.Node
	own     sighting
	carry   []sighting // updates that certainly carry the fix
	perhaps []sighting // updates that may carry it, or for which it is not confirmed
	// unlisted are updates that bear on the fix, are not listed, and are not
	// looked for anywhere else.
	unlisted []string
	files    []floorResult
}

func newHotfixCase(n *facts.Node, h baselines.Hotfix) hotfixCase {
	c := hotfixCase{node: n, own: newSighting(n, h.KB), files: compareFiles(n.Files, h.SatisfiedBy.Files)}
	for _, u := range h.SatisfiedBy.Updates {
		c.addCarrier(u, u.Provenance != baselines.Unconfirmed)
	}
	for _, u := range h.SatisfiedBy.MaybeIn {
		c.addCarrier(u, false)
	}
	return c
}

// addCarrier adds an update that bears on the fix.
func (c *hotfixCase) addCarrier(u baselines.Update, certain bool) {
	t := newSighting(c.node, u.KB)
	switch {
	case u.ListedOnly && t.unseen():
		c.unlisted = append(c.unlisted, u.KB)
	case certain:
		c.carry = append(c.carry, t)
	default:
		c.perhaps = append(c.perhaps, t)
	}
}

// updates are the hotfix itself and what certainly carries its fix.
func (c hotfixCase) updates() []sighting { return slices.Concat([]sighting{c.own}, c.carry) }

// claims are those of the updates that are there, the ones in the component store
// first.
func (c hotfixCase) claims() []sighting {
	var inStore, listed []sighting
	for _, t := range c.updates() {
		switch {
		case t.inStore():
			inStore = append(inStore, t)
		case t.present():
			listed = append(listed, t)
		}
	}
	return append(inStore, listed...)
}

// sightings lists every update that bears on the hotfix, its own first.
func (c hotfixCase) sightings() []sighting {
	return slices.Concat([]sighting{c.own}, c.carry, c.perhaps)
}
