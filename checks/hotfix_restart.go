package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// restartDoubt says what is missing before a file on disk proves what runs: an
// update that is pending a restart may have put it there. That none waits is
// shown by the component store or, where it did not answer, by Windows' own note.
func (c hotfixCase) restartDoubt() facts.Gap {
	for _, t := range c.sightings() {
		switch t.store {
		case storeInstallPending, storeRemovalPending:
			return facts.GapUndecided.Of("a restart of the node (pending for " + t.kb + ")")
		case storeMixed:
			_, agreement := t.conflict()
			return facts.GapContradiction.Of("agreement between " + agreement)
		}
	}
	if c.own.unsure.IsZero() {
		return facts.Gap{}
	}
	return c.servicingDoubt(c.own.unsure)
}

// servicingDoubt is the doubt left by Windows' own note of a pending restart,
// where unsure says why the component store does not show it.
func (c hotfixCase) servicingDoubt(unsure facts.Gap) facts.Gap {
	r := c.node.Reboot
	if missing := r.Gap("whether a restart is pending", len(r.Signals)); !missing.IsZero() {
		return missing.After(unsure.Text + ", or ")
	}
	i := slices.IndexFunc(r.Signals, func(s facts.RebootSignal) bool { return s.Name == facts.RebootCBS })
	switch {
	case i < 0:
		return facts.GapLeftOut.Of("whether the component store has a restart pending")
	case r.Signals[i].Pending:
		return facts.GapUndecided.Of("a restart of the node (pending in the component store)")
	}
	return facts.Gap{}
}

// pendingRestarts is shown with every verdict on a hotfix: until a pending
// restart, what is installed and what runs may differ.
func pendingRestarts(r facts.Reboot) []Evidence {
	if r.State != facts.Collected {
		return nil
	}
	var waits []string
	for _, s := range r.Signals {
		if s.Pending {
			waits = append(waits, s.Name)
		}
	}
	if len(waits) == 0 {
		return nil
	}
	slices.Sort(waits)
	return []Evidence{observed(r.Section, "a restart is pending (%s)", strings.Join(waits, ", "))}
}
