package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/internal/words"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const (
	toldFlips = 3  // of which a finding shows the events
	toldSteps = 14 // that a finding shows of one flip
)

// incident is an event that hurt the cluster on this node.
type incident struct {
	facts.Event
	log     facts.EventLog
	text    string
	cluster bool // told by the cluster itself
}

// Events of the cluster that a flip brings with it.
const (
	nodeRemoved = 1135
	quorumLost  = 1177
)

// incidentsOf lists them in their order.
func incidentsOf(n *facts.Node, days int) []incident {
	var all []incident
	events := n.Events
	for _, e := range since(events.Cluster, windowStart(events.Cluster, days)) {
		if e.ID == nodeRemoved || e.ID == quorumLost {
			all = append(all, incident{e, events.Cluster, incidentText(e), true})
		}
	}
	for _, e := range since(events.Service, windowStart(events.Service, days)) {
		if endsClusterService(e, n.OS) == match.Yes {
			all = append(all, incident{e, events.Service, incidentText(e), false})
		}
	}
	slices.SortStableFunc(all, func(a, b incident) int { return compareEvents(a.Event, b.Event) })
	return all
}

// incidentText is "FailoverClustering 1135 (NodeName HV01)"; of the Service Control
// Manager's events only the ends of the cluster service are told.
func incidentText(e facts.Event) string {
	if strings.EqualFold(e.Provider, serviceProvider) {
		return fmt.Sprintf("the cluster service ended (event %d)", e.ID)
	}
	text := fmt.Sprintf("%s %d", strings.TrimPrefix(e.Provider, "Microsoft-Windows-"), e.ID)
	if values := eventValues(e); values != "" {
		text += " (" + values + ")"
	}
	return text
}

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

// tell is one flip in one line, with the incidents near it: the first
// of each kind, in their order.
func (f *flips) tell(a absence) string {
	parts := []string{fmt.Sprintf("%s %sleft Domain for %s, %s", moment(a.left), whereText(a.where), title(a.into), a.ended())}
	told := words.Set{}
	for _, i := range f.incidents {
		kind := fmt.Sprint(i.cluster, i.ID)
		if !i.cluster {
			kind = "end" // one end may be noted twice
		}
		if f.together(a, i) && !told[kind] {
			told.Add(kind)
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
		told  Evidence
	}
	var steps []step
	add := func(log facts.EventLog, e facts.Event, text string) {
		steps = append(steps, step{e, tellEvent(log, e, text)})
	}
	events := f.node.Events
	networks, _ := networkChanges(since(events.Profile, a.left))
	for _, c := range networks {
		if !c.At.After(a.end) {
			add(events.Profile, c.Event, c.String())
		}
	}
	changes, _ := profileChanges(since(events.Firewall, a.left))
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
	var told []Evidence
	for _, s := range steps[:min(len(steps), toldSteps)] {
		told = append(told, s.told)
	}
	return told
}
