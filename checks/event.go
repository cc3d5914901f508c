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
	}
}

func eventFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, want := range s.Baseline.Events {
		found = append(found, judgeEvent(s.Facts, want).finding(want.Requirement, "none in "+wording.Counted(want.Days, "day")))
	}
	return found
}

// judgeEvent gives drift for an event that is there, whatever else the log has
// lost, and pass only for a log that has lost nothing.
func judgeEvent(n *facts.Node, want baselines.Event) verdict {
	log, ok := logOf(n.Events, want.Provider)
	if !ok {
		return unknown("the events of this provider are not read", "the events of "+want.Provider)
	}
	recent := since(log, windowStart(log, want.Days))
	missing := cmp.Or(logGap(log, want.Days), stopGap(log, want))
	var kind []facts.Event
	for _, e := range recent {
		switch isKind(e, want, n.OS) {
		case match.Yes:
			kind = append(kind, e)
		case match.Maybe:
			missing = "whether the service of " + eventText(e) + " at " + moment(e.At) + " is the cluster service: its name may be translated"
		}
	}
	switch {
	case len(kind) > 0:
		return eventDrift(log, kind, missing)
	case missing != "":
		return unknown("that nothing happened is not known", missing)
	}
	return passed("none", "the log is complete and has no such event in "+wording.Counted(want.Days, "day"),
		observed(log.Section, "no event %s among %d since %s", idList(want.IDs), len(recent), moment(windowStart(log, want.Days)))).with(skewed(log)...)
}

// isKind reports whether an event is one that a baseline speaks of. The Service
// Control Manager writes the same events for every service; those of the cluster
// service are meant, and of its changes of state the ends.
func isKind(e facts.Event, want baselines.Event, os facts.OS) match.Match {
	switch {
	case !strings.EqualFold(e.Provider, want.Provider) || !slices.Contains(want.IDs, e.ID):
		return match.No
	case want.Provider == serviceProvider:
		return endsClusterService(e, os)
	}
	return match.Yes
}

func eventDrift(log facts.EventLog, kind []facts.Event, missing string) verdict {
	got, reason := frequency(kind), "the log has such events"
	if missing != "" {
		got = "at least " + got
		reason += "; there may have been more, for this is missing: " + missing
	}
	told := skewed(log)
	for _, e := range kind[max(0, len(kind)-toldEvents):] {
		told = append(told, tellEvent(log, e, eventText(e)))
	}
	v := drifted(got, reason, told...)
	for _, e := range kind {
		v.timeline = append(v.timeline, Moment{e.At, MomentEvent, incidentText(e)})
	}
	return v
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
