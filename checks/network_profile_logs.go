package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// flips is what the node's logs show of absences from the domain profile.
type flips struct {
	node         *facts.Node
	want         baselines.ProfileFlips
	near         time.Duration // what is nearer belongs together
	boot         time.Time
	incidents    []incident
	incidentsGap facts.Gap // why incidents may have been lost
	restarts     []nodeRestart
	startsGap    facts.Gap // why restarts before the last one may have been lost
	young        []string  // why a log proves enough that is younger than the window

	counted []absence
	passing []absence // short, and nothing happened at the time
	missing []facts.Gap
}

func (f *flips) readNetworks() {
	log := f.node.Events.Profile
	changes, illegible := networkChanges(since(log, windowStart(log, daysOf(f.want.Days))))
	f.addLogGaps(log, illegible)
	for _, a := range networkAbsences(changes, f.near, log.End()) {
		f.classify(a)
	}
	for _, c := range changes {
		// Whether the event has the old category or the new one is not documented.
		if c.ID == facts.NetworkRecategorised && c.managed && c.profile != profileDomain {
			f.addMissing(facts.GapUnreadable.Of("what changed at " + moment(c.At) + ": " + c.String()))
		}
	}
}

func (f *flips) readInterfaces() {
	log := f.node.Events.Firewall
	changes := profileChanges(since(log, windowStart(log, daysOf(f.want.Days))))
	f.addLogGaps(log, 0)
	for _, c := range changes {
		f.addMissing(facts.GapUndocumented.Of(c.unclear()))
	}
	for _, a := range interfaceAbsences(changes, f.near, log.End()) {
		f.classify(a)
	}
}

// addLogGaps notes what a log lacks, and how far it reaches if it is younger than the
// window.
func (f *flips) addLogGaps(log facts.EventLog, illegible int) {
	r := reachOf(f.node.OS, log, daysOf(f.want.Days))
	f.addMissing(r.missing)
	if r.young != "" {
		f.young = append(f.young, r.young)
	}
	if illegible > 0 {
		f.addMissing(facts.GapUnreadable.Of("the meaning of " + wording.Counted(illegible, "event") + " of " + log.Channel))
	}
}

func (f *flips) addMissing(missing facts.Gap) {
	if !missing.IsZero() && !slices.Contains(f.missing, missing) {
		f.missing = append(f.missing, missing)
	}
}

// classify decides whether an absence is a flip.
func (f *flips) classify(a absence) {
	is, missing := f.isFlip(a)
	if is == match.Yes {
		f.counted = append(f.counted, a)
		return
	}
	f.passing = append(f.passing, a)
	if is == match.Maybe {
		f.addMissing(missing)
	}
}

// isFlip distinguishes a flip from what every restart and every reconnect brings: while
// a network is being identified it is Public, for seconds. A flip is what lasted,
// what the firewall did out of Domain, or what the cluster suffered from. What is not
// over yet may still last, and what lies before the last boot may be a shutdown
// where the restarts of the time are not known.
func (f *flips) isFlip(a absence) (is match.Match, missing facts.Gap) {
	restart, around := f.restartOf(a)
	restarted := around == match.Yes
	began := a.other
	if restarted && began.Before(restart.up) {
		began = restart.up // what came before was the way down
	}
	lasted, straight := a.end.Sub(began) > f.near, a.straight && !restarted
	switch {
	case restarted && !lasted && a.left.Before(restart.up) && !a.other.Before(restart.up):
		// the restart lies in between
	case f.hurt(a):
		return match.Yes, facts.Gap{}
	case (lasted || straight) && around == match.Maybe:
		return match.Maybe, facts.GapUndecided.Of("whether the node was shut down at " + moment(a.other) + ": no shutdown is recorded before the start at " + moment(restart.up))
	case (lasted || straight) && !restarted && a.other.Before(f.boot) && !f.startsGap.IsZero():
		return match.Maybe, f.startsGap.After("whether the node was shut down at " + moment(a.other) + ": ")
	case lasted || straight:
		return match.Yes, facts.Gap{}
	case !f.incidentsGap.IsZero():
		return match.Maybe, f.incidentsGap
	}
	if a.open {
		return match.Maybe, facts.GapUndecided.Of(fmt.Sprintf("whether the absence from Domain that began at %s lasts: it went on when the log was read, %s later", moment(a.other), span(a.end.Sub(a.other))))
	}
	return match.No, facts.Gap{}
}

// hurt reports whether the cluster suffered from an absence.
func (f *flips) hurt(a absence) bool {
	return slices.ContainsFunc(f.incidents, func(i incident) bool { return i.cluster && f.together(a, i) })
}

// restartOf is the restart with which another profile came into force: on the way
// down, while Windows was off, or on the way up. It is unclear where no shutdown is
// recorded and Windows may have ended long before it started.
func (f *flips) restartOf(a absence) (of nodeRestart, is match.Match) {
	for _, r := range f.restarts {
		switch {
		case a.other.Before(r.down.Add(-f.near)) || a.other.After(r.up.Add(f.near)):
		case r.recorded || !a.other.Before(r.up.Add(-f.near)):
			return r, match.Yes
		default:
			of, is = r, match.Maybe
		}
	}
	return of, is
}

// together reports whether an incident happened near the beginning of an absence.
func (f *flips) together(a absence, i incident) bool { return i.At.Sub(a.left).Abs() <= f.near }

// merged joins what both logs say of the same time, the oldest first.
func (f *flips) merged() []absence {
	slices.SortFunc(f.counted, func(a, b absence) int {
		return cmp.Or(a.left.Compare(b.left), a.end.Compare(b.end), strings.Compare(a.where, b.where))
	})
	var all []absence
	for _, a := range f.counted {
		if n := len(all); n > 0 && !a.left.After(all[n-1].end) {
			all[n-1] = all[n-1].join(a)
		} else {
			all = append(all, a)
		}
	}
	return all
}

// join is one absence of two that overlap; it ends with the later.
func (a absence) join(b absence) absence {
	if b.end.After(a.end) {
		a.end, a.back = b.end, b.back
	}
	if b.other.Before(a.other) {
		a.other, a.into = b.other, b.into
	}
	if b.where != "" && !slices.Contains(strings.Split(a.where, ", "), b.where) {
		a.where = strings.TrimPrefix(a.where+", "+b.where, ", ")
	}
	return a
}

// worst is the newest flip with an incident near it, or the newest.
func (f *flips) worst(all []absence) absence {
	for _, a := range slices.Backward(all) {
		if slices.ContainsFunc(f.incidents, func(i incident) bool { return f.together(a, i) }) {
			return a
		}
	}
	return all[len(all)-1]
}
