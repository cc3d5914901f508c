package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// logsOf are the answers that hold the events of a requirement, each once, or what of
// them no node is asked for.
func logsOf(events facts.Events, want baselines.Event) (logs []facts.EventLog, unread []facts.Gap) {
	readBy := []struct {
		provider string
		own      bool  // in the log that the cluster has of its own
		ids      []int // nil: all
		log      facts.EventLog
	}{
		{clusteringProvider, false, nil, events.Cluster},
		{clusteringProvider, true, []int{facts.HeartbeatsMissed}, events.Operational},
		{serviceProvider, false, []int{facts.ServiceFailed, facts.ServiceCrashed, facts.ServiceTerminated, facts.ServiceState}, events.Service},
		{serviceProvider, false, []int{facts.ServiceStartType}, events.StartTypes},
		{logonProvider, false, []int{facts.NoSecureChannel}, events.SecureChannel},
	}
	read := map[int]bool{}
	for _, r := range readBy {
		if r.provider != want.Provider || r.own != (want.Channel == facts.OperationalChannel) {
			continue
		}
		held := slices.DeleteFunc(slices.Clone(want.IDs), func(id int) bool { return r.ids != nil && !slices.Contains(r.ids, id) })
		for _, id := range held {
			read[id] = true
		}
		if len(held) > 0 {
			logs = append(logs, r.log)
		}
	}
	for _, id := range want.IDs {
		if !read[id] {
			unread = append(unread, facts.GapNotCollected.Of(fmt.Sprintf("the events of %s with the number %d", want.Provider, id)))
		}
	}
	return logs, unread
}

// eventSearch looks for the events of a requirement on a node.
type eventSearch struct {
	node     *facts.Node
	want     baselines.Event
	titles   serviceTitles
	kind     []facts.Event // found
	missing  []facts.Gap
	young    string // why a log that begins within the window is complete
	evidence []Evidence
}

// search looks through one log.
func (s *eventSearch) search(log facts.EventLog) {
	proven := reachOf(s.node.OS, log, daysOf(s.want.Days))
	s.young = cmp.Or(s.young, proven.young)
	for _, gap := range []facts.Gap{proven.missing, stopGap(log, s.want)} {
		if !gap.IsZero() {
			s.missing = append(s.missing, gap)
		}
	}
	recent := since(log, windowStart(log, daysOf(s.want.Days)))
	for _, event := range recent {
		switch isKind(event, s.want, s.titles) {
		case match.Yes:
			s.kind = append(s.kind, event)
		case match.Maybe:
			s.missing = append(s.missing, facts.GapUndecided.Of("whether the service of "+eventText(event)+" at "+moment(event.At)+" is the cluster service: "+cmp.Or(s.titles.doubt, "it has no name")))
		}
	}
	s.evidence = append(s.evidence, searched(log, "no event "+idList(s.want.IDs), len(recent), proven.from))
}

// isKind reports whether an event is one that a baseline speaks of. The Service
// Control Manager writes the same events for every service; those of the cluster
// service are meant, and of its changes of state the ends.
func isKind(e facts.Event, want baselines.Event, titles serviceTitles) match.Match {
	switch {
	case !strings.EqualFold(e.Provider, want.Provider) || !slices.Contains(want.IDs, e.ID):
		return match.No
	case want.Provider == serviceProvider && e.ID == facts.ServiceStartType:
		name, named := e.Get(facts.ServiceStartTypeOf)
		if !named {
			return match.Maybe
		}
		return match.If(strings.EqualFold(strings.TrimSpace(name), facts.ClusterService))
	case want.Provider == serviceProvider:
		return titles.ends(e)
	}
	return match.Yes
}

// endSlack is how near to an unexpected end a stop belongs to it.
const endSlack = time.Minute

// searchStops adds the clean stops of the cluster service, if they are as many as the
// requirement counts: those that go with no unexpected end of it and no restart of Windows.
func (s *eventSearch) searchStops() {
	if s.want.Stops == 0 {
		return
	}
	n, log := s.node, s.node.Events.Service
	for _, gap := range []facts.Gap{reachOf(n.OS, log, daysOf(s.want.Days)).missing, s.startGap()} {
		if !gap.IsZero() {
			s.missing = append(s.missing, gap)
		}
	}
	recent := since(log, windowStart(log, daysOf(s.want.Days)))
	unclean := slices.DeleteFunc(slices.Clone(recent), func(e facts.Event) bool { return e.ID == facts.ServiceState || s.titles.ends(e) == match.No })
	stops := slices.DeleteFunc(recent, func(e facts.Event) bool {
		near := func(u facts.Event) bool { return u.At.Sub(e.At).Abs() <= endSlack }
		return e.ID != facts.ServiceState || s.titles.ends(e) != match.Yes || slices.ContainsFunc(unclean, near)
	})
	stops = slices.CompactFunc(stops, func(a, b facts.Event) bool { return compareEvents(a, b) == 0 }) // said twice
	if len(stops) < s.want.Stops {
		return
	}
	if gap := reachOf(n.OS, n.Events.Starts, daysOf(s.want.Days)).missing; !gap.IsZero() {
		s.missing = append(s.missing, gap.After("whether Windows was shut down when the cluster service stopped: "))
		return
	}
	restarts := restartsOf(n)
	stops = slices.DeleteFunc(stops, func(e facts.Event) bool {
		goesWith := func(r nodeRestart) bool { return !e.At.Before(r.down.Add(-restartTakes)) && !e.At.After(r.up) }
		return slices.ContainsFunc(restarts, goesWith)
	})
	if len(stops) >= s.want.Stops {
		s.kind = append(s.kind, stops...)
	}
}

// startGap says why no stop that was found means none: a node that can find them by their
// binary finds the start of the service since the node booted, if the log has it.
func (s *eventSearch) startGap() facts.Gap {
	log, boot := s.node.Events.Service, s.node.OS.LastBoot
	svc, missing := lookUpService(s.node.Services, facts.ClusterService)
	runs := !missing.IsZero() || svc != nil && isRunning(*svc)
	isChange := func(e facts.Event) bool { return e.ID == facts.ServiceState }
	switch {
	case !runs || slices.ContainsFunc(log.Events, isChange):
		return facts.Gap{}
	case boot.IsZero():
		return facts.GapLeftOut.Of("when the node booted, since when a start of the cluster service has to be found")
	case log.Oldest != nil && log.Oldest.At.Before(boot):
		return noStart()
	}
	return facts.Gap{}
}

// sameOnce is each gap once, in their order.
func sameOnce(gaps []facts.Gap) []facts.Gap {
	var all []facts.Gap
	for _, t := range gaps {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}
