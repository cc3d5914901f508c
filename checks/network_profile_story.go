package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const (
	toldFlips = 3  // of which a finding shows the events
	toldSteps = 14 // that a finding shows of one flip
)

// moments are the flips and the incidents near them.
func (f *flips) moments(all []absence) []Moment {
	var moments []Moment
	for _, a := range all {
		moments = append(moments, Moment{a.left, MomentFlip, whereText(a.where) + "left Domain for " + title(a.into)})
		if a.back {
			moments = append(moments, Moment{a.end, MomentBack, whereText(a.where) + "back in Domain"})
		}
	}
	for _, i := range f.incidents {
		if slices.ContainsFunc(all, func(a absence) bool { return f.together(a, i) }) {
			moments = append(moments, Moment{i.At, MomentEvent, i.text})
		}
	}
	slices.SortStableFunc(moments, func(a, b Moment) int { return a.At.Compare(b.At) })
	return moments
}

// describe is one flip in one line, with the incidents near it: the first
// of each kind, in their order.
func (f *flips) describe(a absence) string {
	parts := []string{fmt.Sprintf("%s %sleft Domain for %s, %s", moment(a.left), whereText(a.where), title(a.into), a.ended())}
	shown := wording.Set{}
	for _, i := range f.incidents {
		kind := fmt.Sprint(i.cluster, i.ID)
		if !i.cluster {
			kind = "end" // one end may be noted twice
		}
		if f.together(a, i) && !shown[kind] {
			shown.Add(kind)
			parts = append(parts, i.text+" "+offset(i.At.Sub(a.left)))
		}
	}
	return strings.Join(parts, "; ")
}

func whereText(where string) string {
	if where == "" {
		return ""
	}
	return where + " "
}

func (a absence) ended() string {
	lasted := span(a.end.Sub(a.left))
	if a.back {
		return "back after " + lasted
	}
	return "not back within " + lasted
}

// offset says how long before or after the beginning something happened.
func offset(d time.Duration) string {
	switch {
	case d < 0:
		return span(-d) + " earlier"
	case d < time.Second:
		return "in the same second"
	}
	return span(d) + " later"
}

// timeline is what all four logs have of a flip, in its order.
func (f *flips) timeline(a absence) []Evidence {
	type step struct {
		event facts.Event
		shown Evidence
	}
	var steps []step
	add := func(log facts.EventLog, e facts.Event, text string) {
		steps = append(steps, step{e, eventEvidence(log, e, text)})
	}
	events := f.node.Events
	networks, _ := networkChanges(since(events.Profile, a.left))
	for _, c := range networks {
		if !c.At.After(a.end) {
			add(events.Profile, c.Event, c.String())
		}
	}
	changes := profileChanges(since(events.Firewall, a.left))
	for _, c := range changes {
		if !c.At.After(a.end) {
			add(events.Firewall, c.Event, c.String())
		}
	}
	for _, i := range f.incidents {
		if f.together(a, i) {
			add(i.log, i.Event, i.text)
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return compareEvents(a.event, b.event) })
	var shown []Evidence
	for _, s := range steps[:min(len(steps), toldSteps)] {
		shown = append(shown, s.shown)
	}
	return shown
}
