package main

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// later is how much time passes between two scans of an unchanged cluster.
const later = 37 * time.Minute

// unchanged reads the cluster again when nothing has changed but clocks, counters and
// measurements: no fingerprint changes. A finding that waits for time to pass may.
func (p properties) unchanged() {
	after := p.with(func(s *checks.Subject) { s.Facts = readLater(s.Facts) })
	p.forbid(after, "read again", func(f checks.Finding, now checks.Status) bool { return now != f.Status && !waits(f) })
	for i, f := range p.before {
		if !waits(f) && f.Fingerprint() != after[i].Fingerprint() {
			p.t.Errorf("%s: %s has another fingerprint when it is read again:\n%s %q %q\n%s %q %q", p.scenario.at, p.scenario.key(f.Node, f.ID),
				f.Status, f.Got, f.Reason, after[i].Status, after[i].Got, after[i].Reason)
		}
	}
}

// waits reports whether a finding says that it is too early for a verdict.
func waits(f checks.Finding) bool {
	return slices.ContainsFunc(f.Missing, func(g facts.Gap) bool { return strings.Contains(g.Text, "it went on when the log was read") })
}

// readLater is what a node says when it is read again.
func readLater(n *facts.Node) *facts.Node {
	again := *n
	again.Started, again.Finished = moved(n.Started), moved(n.Finished)
	again.Traffic.BytesIn++
	again.Clock.Node, again.Clock.Scanner = moved(n.Clock.Node).Add(300*time.Millisecond), moved(n.Clock.Scanner)
	moveSections(reflect.ValueOf(&again).Elem())
	again.Latency.Paths = nil
	for _, path := range n.Latency.Paths {
		var trips []int
		for i, ms := range path.RoundTrips {
			trips = append(trips, ms+i%2)
		}
		path.RoundTrips = trips
		again.Latency.Paths = append(again.Latency.Paths, path)
	}
	return &again
}

func moved(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(later)
}

// moveSections dates all sections, and what the logs were asked for.
func moveSections(v reflect.Value) {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		return
	}
	switch s := v.Addr().Interface().(type) {
	case *facts.Section:
		s.At = moved(s.At)
		return
	case *facts.EventLog:
		s.From, s.Until = moved(s.From), moved(s.Until)
	}
	for i := range v.NumField() {
		moveSections(v.Field(i))
	}
}
