package checks

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// flips is what the node's logs tell of absences from the domain profile.
type flips struct {
	node         *facts.Node
	want         baselines.ProfileFlips
	near         time.Duration // what is nearer belongs together
	boot         time.Time
	incidents    []incident
	incidentsGap string // why incidents may have been lost

	counted []absence
	passing []absence // short, and nothing happened at the time
	missing []string
}

func (f *flips) readNetworks() {
	log := f.node.Events.Profile
	changes, illegible := networkChanges(since(log, windowStart(log, f.want.Days)))
	f.addLogGaps(log, illegible)
	for _, a := range networkAbsences(changes, f.near, log.End()) {
		f.classify(a)
	}
	for _, c := range changes {
		// Whether the event has the old category or the new one is not documented.
		if c.ID == facts.NetworkRecategorised && c.managed && c.profile != profileDomain {
			f.addMissing("what changed at " + moment(c.At) + ": " + c.String())
		}
	}
}

func (f *flips) readInterfaces() {
	log := f.node.Events.Firewall
	changes, illegible := profileChanges(since(log, windowStart(log, f.want.Days)))
	f.addLogGaps(log, illegible)
	for _, a := range interfaceAbsences(changes, f.near, log.End()) {
		f.classify(a)
	}
}

func (f *flips) addLogGaps(log facts.EventLog, illegible int) {
	f.addMissing(logGap(log, f.want.Days))
	if illegible > 0 {
		f.addMissing("the meaning of " + wording.Counted(illegible, "event") + " of " + log.Channel)
	}
}

func (f *flips) addMissing(missing string) {
	if missing != "" && !slices.Contains(f.missing, missing) {
		f.missing = append(f.missing, missing)
	}
}

// classify decides whether an absence is a flip.
func (f *flips) classify(a absence) {
	switch f.isFlip(a) {
	case match.Yes:
		f.counted = append(f.counted, a)
	case match.Maybe:
		f.passing = append(f.passing, a)
		f.addMissing(f.incidentsGap)
	case match.No:
		f.passing = append(f.passing, a)
	}
}

// isFlip tells a flip from what every restart and every reconnect brings: while
// a network is being identified it is Public, for seconds. A flip is what lasted,
// what the firewall did out of Domain, or what the cluster suffered from.
func (f *flips) isFlip(a absence) match.Match {
	aroundBoot := a.other.Sub(f.boot).Abs() <= f.near
	began := a.other
	if aroundBoot && began.Before(f.boot) {
		began = f.boot // what came before was the way down
	}
	switch {
	case a.end.Sub(began) > f.near:
		return match.Yes
	case a.left.Before(f.boot) && !a.other.Before(f.boot):
		return match.No // the restart lies in between
	case a.straight && !aroundBoot:
		return match.Yes
	case slices.ContainsFunc(f.incidents, func(i incident) bool { return i.cluster && f.together(a, i) }):
		return match.Yes
	case f.incidentsGap != "":
		return match.Maybe
	}
	return match.No
}

// together reports whether an incident happened near the beginning of an absence.
func (f *flips) together(a absence, i incident) bool { return i.At.Sub(a.left).Abs() <= f.near }

// merged joins what both logs tell of the same time, the oldest first.
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
