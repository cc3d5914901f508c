package diagnose

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Options are what a diagnosis knows besides logs.
type Options struct {
	Facts    []*facts.Node
	Findings []Finding // that the facts led to
	// At and Window choose the incidents that begin no farther from a time than that;
	// a zero At chooses all.
	At     time.Time
	Window time.Duration
}

// diagnosis is the work on one set of logs.
type diagnosis struct {
	recogniser *Recogniser
	catalogue  *causes.Catalogue
	logs       []*Log
	options    Options
	names      names
	ordered    map[string]bool // nodes whose clock is known against the others
	events     []*event        // of all logs, by time
	index      index           // of them
	logsOf     map[string][]*Log
	nodes      []string             // that logs are of, by name
	lasting    time.Duration        // the longest of them
	planned    map[string]time.Time // the last planned stop of each node
	result     *Result
}

// Diagnose works out the incidents. The order of the logs does not matter. It changes
// the logs, which cannot be used again.
func (r *Recogniser) Diagnose(all []*Log, o Options) *Result {
	all = slices.SortedStableFunc(slices.Values(all), func(a, b *Log) int { return cmp.Compare(a.Path, b.Path) })
	d := &diagnosis{
		recogniser: r, catalogue: r.catalogue, logs: all, options: o, ordered: map[string]bool{}, planned: map[string]time.Time{},
		result: &Result{Format: Format, Document: Document, Sources: []Source{}, Incidents: []Incident{}},
	}
	for _, l := range all {
		d.result.Sources = append(d.result.Sources, sourceOf(l))
	}
	d.logs = d.onOneCalendar()
	r.complete(d.logs)
	all = d.logs
	d.names = newNames(all, o.Facts)
	d.names.apply(all)
	for _, l := range all {
		slices.Sort(l.times)
	}
	d.logsOf = byNode(all)
	d.nodes = sortedKeys(d.logsOf)
	d.zones()
	d.skews()
	d.order()
	d.incidents()
	d.result.Patterns = patterns(d.result.Incidents)
	d.missingLogs()
	d.result.Exit = d.exit()
	return d.result
}

// onOneCalendar leaves out the logs without dates when others have dates: on which day
// they belong is not known.
func (d *diagnosis) onOneCalendar() []*Log {
	dated := slices.ContainsFunc(d.logs, func(l *Log) bool { return len(l.spans) > 0 && !l.nameless() })
	return slices.DeleteFunc(slices.Clone(d.logs), func(l *Log) bool {
		if dated && l.nameless() {
			d.result.Missing = append(d.result.Missing, "the day of "+l.Path+", whose lines have the time of day alone")
			return true
		}
		return false
	})
}

// nameless reports whether the records are on a day that is not known.
func (l *Log) nameless() bool { return l.undated && l.Day.IsZero() }

func sourceOf(l *Log) Source {
	s := l.Source
	kind := s.Kind.String()
	if l.facts {
		kind = "collected events"
	}
	return Source{
		Path: l.Path, Kind: kind, Node: l.node, Build: s.Build, First: s.First, Last: s.Last, Records: s.Records,
		NotUnderstood: s.NotUnderstood, Undated: s.Undated, Dropped: l.lost, Damaged: s.Damaged,
	}
}

// order puts the events of all logs in the order of their times, each once. What two
// logs of a node say of the same moment in different records stays.
func (d *diagnosis) order() {
	for _, l := range d.logs {
		for i := range l.events {
			e := &l.events[i]
			d.events = append(d.events, e)
			d.lasting = max(d.lasting, e.until.Sub(e.at))
		}
	}
	slices.SortStableFunc(d.events, func(a, b *event) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.node, b.node), cmp.Compare(a.log.Path, b.log.Path), cmp.Compare(a.line, b.line))
	})
	d.events = withoutTwins(d.events)
	d.index = newIndex(d.events)
}

// missingLogs names the nodes that the logs speak of and that have none.
func (d *diagnosis) missingLogs() {
	have := map[string]bool{}
	for _, l := range d.logs {
		if l.Source.Records > 0 || len(l.spans) > 0 {
			have[l.node] = true
		}
	}
	more := 0
	for _, name := range d.names.all() {
		switch {
		case have[name]:
		case len(d.result.Missing) >= mostNodes:
			more++
		default:
			d.result.Missing = append(d.result.Missing, "the logs of "+name)
		}
	}
	if more > 0 {
		d.result.Missing = append(d.result.Missing, fmt.Sprintf("the logs of %d other nodes", more))
	}
}

func (d *diagnosis) exit() Exit {
	sure, open := 0, 0
	for _, i := range d.result.Incidents {
		if i.Sure() {
			sure++
		} else {
			open++
		}
	}
	read := slices.ContainsFunc(d.logs, func(l *Log) bool { return len(l.spans) > 0 || l.facts })
	switch total := len(d.result.Incidents); {
	case !read:
		return Exit{ExitUnread, "no log could be read"}
	case sure > 0:
		return Exit{ExitCause, fmt.Sprintf("%s, a cause is shown or likely for %d", wording.Counted(total, "incident"), sure)}
	case open > 0:
		return Exit{ExitOpen, fmt.Sprintf("%s without a cause that is shown or likely", wording.Counted(open, "incident"))}
	case len(d.result.Missing) > 0:
		return Exit{ExitOpen, "no incident in these logs, but missing: " + strings.Join(d.result.Missing, ", ")}
	}
	return Exit{ExitNone, "no incident in these logs"}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
