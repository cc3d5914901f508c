package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// toldEvents is how many events a finding shows; it counts the others.
const toldEvents = 5

func needEvents(b *baselines.Baseline, r *facts.Request) {
	for _, e := range b.Events {
		askEvents(r, e.Days)
		if e.Provider == serviceProvider {
			r.Services = append(r.Services, facts.ClusterService) // its name in the language of the node
		}
	}
}

func eventFindings(e *evaluation, s Subject) []Finding {
	var found []Finding
	for _, want := range s.Baseline.Events {
		found = append(found, e.judgeEvent(s.Facts, want).finding(want.Requirement, "none in "+wording.Counted(want.Days, "day")).wanting(inBounds(nil, new(int), "")))
	}
	return found
}

// judgeEvent gives drift for an event that is there, whatever else the log has
// lost, and pass only for a log that has lost nothing of the window, or of the life of
// a Windows that is younger.
func (e *evaluation) judgeEvent(n *facts.Node, want baselines.Event) verdict {
	log, ok := logOf(n.Events, want.Provider)
	if !ok {
		return unknown("the events of this provider are not read", facts.GapNotCollected.Of("the events of "+want.Provider))
	}
	proven := reachOf(n.OS, log, daysOf(want.Days))
	recent := since(log, windowStart(log, daysOf(want.Days)))
	var missing []facts.Gap
	for _, gap := range []facts.Gap{proven.missing, stopGap(log, want)} {
		if !gap.IsZero() {
			missing = append(missing, gap)
		}
	}
	var kind []facts.Event
	titles := serviceTitlesOf(n)
	for _, event := range recent {
		switch isKind(event, want, titles) {
		case match.Yes:
			kind = append(kind, event)
		case match.Maybe:
			missing = append(missing, facts.GapUndecided.Of("whether the service of "+eventText(event)+" at "+moment(event.At)+" is the cluster service: "+cmp.Or(titles.doubt, "it has no name")))
		}
	}
	switch {
	case len(kind) > 0:
		return e.eventDrift(log, kind, missing)
	case len(missing) > 0:
		return unknown("that nothing happened is not known", missing[0], missing[1:]...)
	}
	reason := cmp.Or(proven.young, "the log is complete and has no such event in "+wording.Counted(want.Days, "day"))
	return passed("none", reason,
		searched(log, "no event "+idList(want.IDs), len(recent), proven.from)).steadily("none", "").with(skewed(log)...)
}

// isKind reports whether an event is one that a baseline speaks of. The Service
// Control Manager writes the same events for every service; those of the cluster
// service are meant, and of its changes of state the ends.
func isKind(e facts.Event, want baselines.Event, titles serviceTitles) match.Match {
	switch {
	case !strings.EqualFold(e.Provider, want.Provider) || !slices.Contains(want.IDs, e.ID):
		return match.No
	case want.Provider == serviceProvider:
		return titles.ends(e)
	}
	return match.Yes
}

// eventDrift shows the last of the events, each with what explains it.
func (e *evaluation) eventDrift(log facts.EventLog, kind []facts.Event, missing []facts.Gap) verdict {
	got, reason := frequency(kind), "the log has such events"
	if missing != nil {
		got = "at least " + got
		reason += "; there may have been more, for this is missing: " + strings.Join(facts.GapTexts(missing), "; ")
	}
	shown, restarted := skewed(log), wording.Set{}
	for _, event := range kind[max(0, len(kind)-toldEvents):] {
		text := eventText(event)
		if start, ok := e.restartBehind(log, event); ok {
			text += "; " + start.String()
			restarted.Add(start.node)
		}
		shown = append(shown, eventEvidence(log, event, text))
	}
	if len(restarted) > 0 {
		reason += "; some of them go with a restart of " + strings.Join(restarted.Sorted(), ", ")
	}
	v := drifted(got, reason, shown...)
	for _, event := range kind {
		v.timeline = append(v.timeline, Moment{event.At, MomentEvent, incidentText(event)})
	}
	last := kind[len(kind)-1]
	return v.steadily(moment(last.At), eventText(last)).gotValue(numberOf(len(kind), ""))
}

// frequency is "3 times, last 2026-11-19 10:13:18 UTC" of events in their order.
func frequency(kind []facts.Event) string {
	last := moment(kind[len(kind)-1].At)
	if len(kind) == 1 {
		return "once, " + last
	}
	return fmt.Sprintf("%d times, last %s", len(kind), last)
}

func logOf(events facts.Events, provider string) (facts.EventLog, bool) {
	switch provider {
	case clusteringProvider:
		return events.Cluster, true
	case serviceProvider:
		return events.Service, true
	}
	return facts.EventLog{}, false
}

// eventText is "event 1135 (NodeName N2)".
func eventText(e facts.Event) string {
	text := fmt.Sprintf("event %d", e.ID)
	if values := eventValues(e); values != "" {
		text += " (" + values + ")"
	}
	return text
}

func idList(ids []int) string {
	var parts []string
	for _, id := range slices.Sorted(slices.Values(ids)) {
		parts = append(parts, fmt.Sprint(id))
	}
	return strings.Join(parts, ", ")
}

// tellEvents adds the events to the findings that they are evidence for: those
// that drift, on the node where the events happened.
func tellEvents(found []Finding, b *baselines.Baseline) []Finding {
	for _, want := range b.Events {
		i := indexOf(found, want.ID)
		if i < 0 || found[i].Status != Drift {
			continue
		}
		seen := found[i].Evidence[len(found[i].Evidence)-1]
		seen.Observed = fmt.Sprintf("%s: %s", want.ID, found[i].Got)
		for j, f := range found {
			if f.Status == Drift && slices.Contains(want.RelatedTo, f.ID) {
				found[j].Evidence = append(slices.Clip(f.Evidence), seen)
			}
		}
	}
	return found
}
