package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// compareUpdates looks for the updates that fix each row, and for the rollups that
// replace them, by the same rules as for a hotfix.
func (l *level) compareUpdates() {
	l.good = "an update with each known fix is installed, or a rollup that replaces it"
	l.bad = "neither an update with each known fix is installed nor a rollup that replaces it"
	for _, row := range l.rows {
		fix, _ := row.FixFor(l.node.OS.Build)
		c := newHotfixCase(l.node, l.asHotfix(row, fix))
		c.unlisted = nil // the newest rollup is listed: nothing has replaced it
		v := c.judge()
		l.addEvidence(v.evidence)
		newer := l.newerUpdates(fix)
		switch {
		case v.status == Drift && len(newer) > 0:
			l.doubt(facts.GapNoBaseline.Of("whether " + strings.Join(newer, ", ") + " is a later rollup"))
		case v.status == Drift:
			l.vulnerable(row, l.node.Hotfixes.Section, v.remedy != nil)
		case v.status == Unknown:
			l.doubt(v.missing...)
		}
	}
}

func (l *level) doubt(missing ...facts.Gap) {
	for _, m := range missing {
		if !slices.Contains(l.doubts, m) {
			l.doubts = append(l.doubts, m)
		}
	}
}

// addEvidence adds what was seen, each once.
func (l *level) addEvidence(seen []Evidence) {
	for _, e := range seen {
		if !slices.Contains(l.seen, e) {
			l.seen = append(l.seen, e)
		}
	}
}

// asHotfix is the fix of a row as a hotfix: one update, and what carries the same.
func (l *level) asHotfix(row baselines.Vulnerability, fix baselines.FirstFixed) baselines.Hotfix {
	h := baselines.Hotfix{KB: fix.Updates[0]}
	for _, kb := range fix.Updates[1:] {
		h.SatisfiedBy.Updates = append(h.SatisfiedBy.Updates, baselines.Update{KB: kb, Provenance: row.Provenance})
	}
	h.SatisfiedBy.Updates = append(h.SatisfiedBy.Updates, l.floor.RollupsAfter(fix.Updates)...)
	return h
}

// newerUpdates are listed updates that the baseline does not know and whose numbers
// are above that of the fix. One of them may be a later rollup. That a later rollup
// has a greater number, and that the newest one is always listed, is inferred.
func (l *level) newerUpdates(fix baselines.FirstFixed) []string {
	var newer []string
	for _, h := range l.node.Hotfixes.Installed {
		id := strings.ToUpper(h.ID)
		known := slices.Contains(fix.Updates, id) ||
			slices.ContainsFunc(l.floor.Rollups, func(u baselines.Update) bool { return u.KB == id })
		if _, err := strconv.Atoi(strings.TrimPrefix(id, "KB")); err == nil && !known && baselines.CompareKB(id, fix.Updates[0]) > 0 {
			newer = append(newer, id)
		}
	}
	slices.SortFunc(newer, baselines.CompareKB)
	return slices.Compact(newer)
}
