package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// toldEvents is how many events a finding shows; it counts the others.
const toldEvents = 5

func needEvents(b *baselines.Baseline, r *facts.Request) {
	for _, e := range b.Events {
		if e.Channel == facts.OperationalChannel {
			r.OperationalDays = max(r.OperationalDays, e.Days)
			r.Services = append(r.Services, facts.ClusterService) // without it there is no such log
			continue
		}
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
	if v, outside := outsideCluster(n); outside && want.Channel == facts.OperationalChannel {
		return v
	}
	logs, unread := logsOf(n.Events, want)
	if len(unread) > 0 {
		return unknown("the events of this provider are not read", unread[0], unread[1:]...)
	}
	s := eventSearch{node: n, want: want, titles: serviceTitlesOf(n)}
	for _, log := range logs {
		s.search(log)
	}
	s.searchStops()
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() && want.Channel == facts.OperationalChannel {
		s.missing = append(s.missing, missing.After("whether the node is in a cluster: "))
	}
	s.missing = sameOnce(s.missing)
	switch {
	case len(s.kind) > 0:
		slices.SortFunc(s.kind, compareEvents)
		return e.eventDrift(logs[0], s.kind, s.missing)
	case len(s.missing) > 0:
		return unknown("that nothing happened is not known", s.missing[0], s.missing[1:]...)
	}
	reason := cmp.Or(s.young, "complete log, no such event in "+wording.Counted(want.Days, "day"))
	return passed("none", reason, s.evidence...).steadily("none", "").with(skewed(logs[0])...)
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
	if missing == nil { // else a later one may be among what is missing
		v.age = log.End().Sub(last.At) // both by the clock of the node
	}
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
