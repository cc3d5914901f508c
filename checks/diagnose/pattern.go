package diagnose

import (
	"fmt"
	"time"
)

// Bounds of a pattern.
const (
	leastIncidents = 3
	aroundTime     = 10 * time.Minute
)

// patterns are what the incidents have in common: the node that each begins on, the
// time of day, the time between them.
func patterns(all []Incident) []string {
	if len(all) < leastIncidents {
		return nil
	}
	var found []string
	if node, n := commonest(all, firstNode); n >= leastIncidents && several(all) {
		found = append(found, fmt.Sprintf("%d of %d begin on %s", n, len(all), node))
	}
	if at, ok := timeOfDay(all); ok {
		found = append(found, fmt.Sprintf("all begin within 10 minutes of %s UTC", at))
	} else if apart, ok := interval(all); ok {
		found = append(found, fmt.Sprintf("they come every %s", apart))
	}
	if cause, n := commonest(all, sureCause); n >= leastIncidents {
		found = append(found, fmt.Sprintf("%d of %d have the cause %s", n, len(all), cause))
	}
	return found
}

// several reports whether the incidents have lines of several nodes.
func several(all []Incident) bool {
	nodes := map[string]bool{}
	for _, i := range all {
		for _, s := range i.Steps {
			nodes[s.Node] = true
		}
	}
	return len(nodes) > 1
}

func firstNode(i Incident) string {
	for _, s := range i.Steps {
		if s.First {
			return s.Node
		}
	}
	return ""
}

func sureCause(i Incident) string {
	if i.Sure() {
		return i.Causes[0].ID
	}
	return ""
}

// commonest is the value that most incidents have, the first of several.
func commonest(all []Incident, of func(Incident) string) (value string, count int) {
	counts := map[string]int{}
	for _, i := range all {
		if v := of(i); v != "" {
			counts[v]++
		}
	}
	for _, v := range sortedKeys(counts) {
		if counts[v] > count {
			value, count = v, counts[v]
		}
	}
	return value, count
}

// timeOfDay reports whether all begin at the same time, on different days.
func timeOfDay(all []Incident) (string, bool) {
	days := map[string]bool{}
	first := all[0].Begin
	for _, i := range all {
		days[i.Begin.Format(time.DateOnly)] = true
		apart := i.Begin.Sub(first) % (24 * time.Hour)
		if min(apart, 24*time.Hour-apart) > aroundTime {
			return "", false
		}
	}
	return first.Format("15:04"), len(days) >= leastIncidents
}

// interval reports whether they come at equal times, by a tenth.
func interval(all []Incident) (time.Duration, bool) {
	apart := all[1].Begin.Sub(all[0].Begin)
	for i := range all[1:] {
		if d := all[i+1].Begin.Sub(all[i].Begin); (d - apart).Abs() > apart/10 {
			return 0, false
		}
	}
	return apart.Round(time.Minute), apart >= time.Minute
}
