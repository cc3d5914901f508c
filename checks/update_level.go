package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// level is how far the updates of a node have to be, and are.
type level struct {
	node  *facts.Node
	floor baselines.BuildFloor
	// rows are the vulnerabilities that were ever open on the node's Windows, the
	// gravest first, without those that no source confirms.
	rows []baselines.Vulnerability
	open []shortfall // what is wrong with the node, in the order in which it is shown
	// doubts are what was missing to a verdict on one row.
	doubts []facts.Gap
	seen   []Evidence
	// good and bad are the reasons of a pass and of a drift.
	good, bad string
}

// shortfall is one thing that is wrong with a node's updates.
type shortfall struct {
	severity baselines.Severity
	short    string // what the node is open to, "CVE-2026-78444"
	evidence Evidence
	fault    bool // short is what goes wrong on such a build, and not a vulnerability
	restart  bool // the fix is installed and takes effect after a restart
}

func newLevel(n *facts.Node, floor baselines.BuildFloor) *level {
	l := &level{node: n, floor: floor}
	for _, v := range slices.SortedFunc(slices.Values(floor.Vulnerabilities), baselines.Gravest) {
		if _, ok := v.FixFor(n.OS.Build); ok && v.Provenance != baselines.Unconfirmed {
			l.rows = append(l.rows, v)
		}
	}
	return l
}

// byUpdates reports whether the node's updates decide and not its revision.
func (l *level) byUpdates() bool {
	if len(l.rows) == 0 || l.floor.Min != (baselines.Build{}) {
		return false
	}
	fix, _ := l.rows[0].FixFor(l.node.OS.Build)
	return fix.ByUpdates()
}

// wanted names the least build of the node's Windows; while that is not known, of the
// Windows that the baseline is made for.
func (l *level) wanted(made int) string {
	if least := cmp.Or(l.floor.Highest(cmp.Or(l.node.OS.Build, made)), l.floor.Min); least != (baselines.Build{}) {
		return "at least " + least.String()
	}
	return "the fixes of all known vulnerabilities"
}

// severity is that of the finding: of a drift the gravest of what is wrong, unless a
// site's file wrote one.
func (l *level) severity(f Finding) baselines.Severity {
	if f.Status != Drift || !l.floor.Embedded {
		return f.Severity
	}
	return slices.MinFunc(l.open, func(a, b shortfall) int { return a.severity.Rank() - b.severity.Rank() }).severity
}

func (l *level) judge() verdict {
	if missing := l.node.OS.Gap("the operating system's identity", l.node.OS.Build); !missing.IsZero() {
		return unknown("the node's build is not known", missing)
	}
	if l.byUpdates() {
		l.seen = []Evidence{observed(l.node.OS.Section, "build %d", l.node.OS.Build)}
		l.compareUpdates()
		return l.conclude(fmt.Sprintf("build %d", l.node.OS.Build))
	}
	own, v, final := readBuild(l.node.OS, cmp.Or(l.floor.Min, l.floor.Highest(l.node.OS.Build)))
	if final {
		return v
	}
	l.seen = []Evidence{buildEvidence(l.node.OS)}
	l.compareRevision(own)
	return l.conclude("build " + own.String())
}

// conclude makes one verdict of all rows.
func (l *level) conclude(got string) verdict {
	switch {
	case len(l.open) > 0:
		return l.drifted(got)
	case len(l.doubts) > 0:
		v := unknown("whether "+got+" has every known fix is not known", l.doubts[0], l.doubts[1:]...).with(l.seen...)
		v.got = got
		return v
	}
	reason := l.good
	if len(l.rows) > 0 {
		last := slices.MaxFunc(l.rows, func(a, b baselines.Vulnerability) int { return a.Published.Compare(b.Published) })
		reason += "; the last known vulnerability is of " + last.Published.Format(time.DateOnly)
	}
	return passed(got, reason, l.seen...)
}

// drifted names what is open, the gravest first.
func (l *level) drifted(got string) verdict {
	slices.SortStableFunc(l.open, func(a, b shortfall) int { return a.severity.Rank() - b.severity.Rank() })
	var open, faults []string
	restart := true
	for _, s := range l.open {
		if s.fault {
			faults = append(faults, s.short)
		} else {
			open = append(open, s.short)
		}
		l.seen = append(l.seen, s.evidence)
		restart = restart && s.restart
	}
	if len(open) > 0 {
		got += ", open to " + strings.Join(open, "; ")
	}
	if len(faults) > 0 {
		got += ", known for a fault: " + strings.Join(faults, "; ")
	}
	v := drifted(got, l.bad, l.seen...)
	if restart {
		return v.needsRestart()
	}
	return v
}

// vulnerable adds a row that the node lacks the fix of.
func (l *level) vulnerable(v baselines.Vulnerability, s facts.Section, restart bool) {
	fix, _ := v.FixFor(l.node.OS.Build)
	names := strings.Join(v.CVEs(), ", ")
	l.open = append(l.open, shortfall{v.Severity, names, observed(s, "%s: %s, %s, published %s, %s; fixed by %s",
		names, v.Component, v.Impact, v.Published.Format(time.DateOnly), v.Severity, fix), false, restart})
}
