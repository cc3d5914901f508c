package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Providers as the baselines name them.
const (
	clusteringProvider = "Microsoft-Windows-FailoverClustering"
	serviceProvider    = "Service Control Manager"
	logonProvider      = "NETLOGON"
)

const (
	// toldValues and toldLength bound what is shown of one event; its values are
	// whatever the node says.
	toldValues = 4
	toldLength = 60
	// askSlack is how much later than the window of a requirement the log may
	// begin: asking takes time, and windows are counted in days.
	askSlack = time.Hour
)

// windowStart is where the window of a requirement begins, by the clock of the node,
// which wrote the times of the events. The window ends when the log was read.
func windowStart(log facts.EventLog, window time.Duration) time.Time {
	if log.At.IsZero() {
		return log.From
	}
	return log.End().Add(-window)
}

// daysOf is a window that a baseline gives in days.
func daysOf(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// windowText writes a window in days, or in its two greatest units.
func windowText(window time.Duration) string {
	if window%daysOf(1) == 0 {
		return wording.Counted(int(window/daysOf(1)), "day")
	}
	return span(window)
}

// toldSkew is from when on findings about events say how far a clock is off.
const toldSkew = time.Minute

// skewed says by which clock the times of events are, if that is not much like the
// scanner's.
func skewed(log facts.EventLog) []Evidence {
	if log.Skew().Abs() < toldSkew {
		return nil
	}
	return []Evidence{observed(log.Section, "the times are those of the node's clock, which is %s", offsetText(log.Skew()))}
}

// since are the events of a log that was read, from a time on, the oldest first.
func since(log facts.EventLog, from time.Time) []facts.Event {
	if log.State != facts.Collected {
		return nil
	}
	var all []facts.Event
	for _, e := range log.Events {
		if !e.At.Before(from) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, compareEvents)
	return all
}

// compareEvents puts events into their order. Their values, which take longest,
// are compared only where nothing else distinguishes two.
func compareEvents(a, b facts.Event) int {
	c := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Record, b.Record), cmp.Compare(a.ID, b.ID), strings.Compare(a.Provider, b.Provider))
	if c != 0 {
		return c
	}
	return strings.Compare(eventValues(a), eventValues(b))
}

// eventValues are the values of an event for people: "NodeName N2". The names
// of most are not documented, so they are taken in the order of their names.
func eventValues(e facts.Event) string {
	data := slices.SortedFunc(slices.Values(e.Data), func(a, b facts.EventData) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
	var parts []string
	for _, d := range data[:min(len(data), toldValues)] {
		parts = append(parts, strings.TrimSpace(shortened(d.Name)+" "+shortened(d.Value)))
	}
	if more := len(data) - toldValues; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, ", ")
}

// number reads a value of an event as a number, which may be hexadecimal.
func number(e facts.Event, name string) (int64, bool) {
	text, ok := e.Get(name)
	n, err := strconv.ParseInt(strings.TrimSpace(text), 0, 64)
	return n, ok && err == nil
}

func shortened(text string) string {
	r := []rune(strings.TrimSpace(text))
	if len(r) > toldLength {
		return string(r[:toldLength]) + "..."
	}
	return string(r)
}

// searched is what was looked for and not found in a log, from a time on.
func searched(log facts.EventLog, nothing string, examined int, from time.Time) Evidence {
	return Evidence{Observed: nothing, Source: log.Source, At: log.At, From: from, To: log.End(), Examined: &examined}
}

// eventEvidence is one event as evidence. Its source is the channel: the query that
// found it would be longer than what it says.
func eventEvidence(log facts.EventLog, e facts.Event, text string) Evidence {
	return Evidence{Observed: moment(e.At) + ": " + text, Source: cmp.Or(log.Channel, log.Source), At: log.At}
}

// moment writes a time as people read it in a report.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// span writes a duration in its two greatest units: "6 min 32 s".
func span(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return units(s, 60, "min", 1, "s")
	case s < 86400:
		return units(s, 3600, "h", 60, "min")
	}
	return units(s, 86400, "d", 3600, "h")
}

func units(s, great int, greatName string, small int, smallName string) string {
	if rest := s % great / small; rest > 0 {
		return fmt.Sprintf("%d %s %d %s", s/great, greatName, rest, smallName)
	}
	return fmt.Sprintf("%d %s", s/great, greatName)
}
