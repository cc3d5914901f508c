package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// compareRevision compares the node's build with every row, with the least build of a
// site, and with the builds that a cluster must not run on. A hotpatch counts as the
// least build that it is as good as.
func (l *level) compareRevision(own baselines.Build) {
	least := cmp.Or(l.floor.Highest(own.Number), l.floor.Min)
	l.good, l.bad = fmt.Sprintf("build %s is at or above %s", own, least), fmt.Sprintf("build %s is below %s", own, least)
	reached, atMost := own.Revision, own.Revision
	hotpatch := l.floor.Hotpatch
	if minimum := l.floor.Min; own.Number == minimum.Number && own.Revision < minimum.Revision {
		switch {
		case slices.Contains(hotpatch.Builds, own):
			reached, atMost = minimum.Revision, minimum.Revision
			l.good = fmt.Sprintf("build %s is a hotpatch that is as good as %s", own, minimum)
		case !hotpatch.Complete && amongHotpatches(own, hotpatch.Builds):
			atMost = minimum.Revision
			l.doubt(facts.GapNoBaseline.Of("whether " + own.String() + " is a hotpatch as good as " + minimum.String() + ", of which the baseline does not know all"))
		default:
			l.belowMin(own)
		}
	}
	for _, v := range l.rows {
		fix, _ := v.FixFor(own.Number)
		if reached < fix.Build.Revision && atMost < fix.Build.Revision {
			l.vulnerable(v, l.node.OS.Section, false)
		}
	}
	l.compareBad(own)
}

func (l *level) belowMin(own baselines.Build) {
	l.open = append(l.open, shortfall{severity: l.floor.Severity, short: "what " + l.floor.Min.String() + " fixes",
		evidence: observed(l.node.OS.Section, "build %s is below %s", own, l.floor.Min)})
}

// compareBad looks for the build among those that a cluster must not run on. What no
// source confirms is shown and decides nothing.
func (l *level) compareBad(own baselines.Build) {
	for _, bad := range l.floor.Not {
		if !bad.Holds(own) {
			continue
		}
		text := fmt.Sprintf("builds from %s to below %s: %s", bad.From, bad.Below, bad.Problem)
		if bad.FixedBy != "" {
			text += "; fixed by " + bad.FixedBy
		}
		if bad.Provenance == baselines.Unconfirmed {
			l.seen = append(l.seen, observed(l.node.OS.Section, "%s (unconfirmed)", text))
			continue
		}
		if own.Revision >= cmp.Or(l.floor.Highest(own.Number), l.floor.Min).Revision {
			l.bad = fmt.Sprintf("build %s is one that a cluster must not run on", own)
		}
		l.open = append(l.open, shortfall{severity: bad.Severity, short: bad.Problem, fault: true, evidence: observed(l.node.OS.Section, "%s", text)})
	}
}

// amongHotpatches reports whether a build lies between the least and the greatest
// known hotpatch.
func amongHotpatches(own baselines.Build, ladder []baselines.Build) bool {
	below := func(b baselines.Build) bool { return b.Revision < own.Revision }
	above := func(b baselines.Build) bool { return b.Revision > own.Revision }
	return slices.ContainsFunc(ladder, below) && slices.ContainsFunc(ladder, above)
}
