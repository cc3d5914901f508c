package diagnose

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// Bounds of what is kept of one log.
const (
	maxEvents = 50_000
	maxGaps   = 20_000
	maxPorts  = 50_000
	maxTimes  = 4_000_000 // of events, 8 bytes each
	maxRaw    = 1_200     // bytes of a line
	leastGap  = 4 * time.Second
)

// Log keeps of one log what a diagnosis needs. It is for one goroutine.
type Log struct {
	Source *logs.Source
	Path   string // how reports name it; Source.Path unless it is set before Diagnose
	// Day is the first day of records that have the time of day alone; zero: it is not
	// known, and all of them are on one nameless day.
	Day time.Time

	recogniser *Recogniser
	undated    bool // some record has no date
	facts      bool // what was read over WinRM
	node       string
	numbers    map[string]bool // by which the node calls itself
	events     []event
	lost       int // events beyond maxEvents
	spans      map[string]*span
	gaps       []gap
	gapLeast   time.Duration
	last       time.Time // of a plain line
	lastLine   int64
	times      []int64 // of the events of Windows, in ms
	ports      []port
	services   services
	addresses  map[string]string // of nodes, as connections name them
	shift      time.Duration     // added to all times
}

// span is what a channel of a log covers.
type span struct{ first, last time.Time }

// gap is a time in which a log has no line.
type gap struct {
	from, to time.Time
	line     int64 // the first after it
}

// port is a connection by its ephemeral port.
type port struct {
	number string
	at     time.Time
	line   int64
	own    bool // of this node; else of the one that connects
}

// Log begins a log. Its records are added in their order.
func (r *Recogniser) Log(s *logs.Source) *Log {
	l := &Log{Source: s, Path: s.Path, recogniser: r, node: shortName(s.Node), numbers: map[string]bool{}, spans: map[string]*span{}, gapLeast: leastGap, addresses: map[string]string{}}
	if l.node == "" {
		l.node = unnamed(s)
	}
	return l
}

// unnamed is what a node is called whose log does not say its name: events of one
// folder are taken for those of one node.
func unnamed(s *logs.Source) string {
	if s.Kind != logs.ClusterLog {
		return "(unnamed node)"
	}
	name := path.Base(strings.ReplaceAll(s.Path, `\`, "/"))
	return "(" + strings.TrimSuffix(name, path.Ext(name)) + ")"
}

// own notes a number by which the node calls itself.
func (l *Log) own(number string) { l.numbers[number] = true }

// Add looks one record through. One without a date is placed on Day.
func (l *Log) Add(r logs.Record) {
	if !r.Dated() {
		l.undated = true
		if !l.Day.IsZero() {
			r.Time = onDay(r.Time, l.Day)
		}
	}
	channel := channelOf(&r, l.recogniser.channels)
	l.cover(channel, r.Time)
	if r.EventID == 0 && r.Channel == "" {
		l.noteGap(r.Time, r.Line)
		l.notePort(&r)
	} else if len(l.times) < maxTimes {
		l.times = append(l.times, r.Time.UnixMilli())
	}
	l.recognise(&r)
}

// recognise keeps what a record says.
func (l *Log) recognise(record *logs.Record) {
	found := l.recogniser.events(l, record)
	for _, e := range found {
		l.keep(e)
	}
	l.note(record, len(found) > 0)
}

func (l *Log) cover(channel string, at time.Time) {
	s := l.spans[channel]
	if s == nil {
		l.spans[channel] = &span{at, at}
		return
	}
	if at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
}

// keep adds an event, or counts it with an earlier one that it repeats. No event lasts
// longer than what is looked at before an incident: what goes on after that is another.
func (l *Log) keep(e event) {
	for i := len(l.events) - 1; i >= max(0, len(l.events)-8); i-- {
		earlier := &l.events[i]
		if earlier.sameAs(&e) && e.at.Sub(earlier.until).Abs() <= together && !e.at.Before(earlier.at) && e.until.Sub(earlier.at) <= lead {
			earlier.add(&e)
			return
		}
	}
	if len(l.events) >= maxEvents {
		l.lost++
		return
	}
	if len(e.raw) > maxRaw {
		e.raw = strings.ToValidUTF8(e.raw[:maxRaw], "") + " …"
	}
	e.raw = withoutSecrets(e.raw)
	e.raw = strings.Clone(e.raw)
	l.events = append(l.events, e)
}

// secret is a name that suggests a secret, with the value that is set to it.
var secret = regexp.MustCompile(`(?i)\b(\w*(?:password|passwd|pwd|passphrase|secret|token|account_?key|shared_?access_?(?:signature|key)|credentials?)\w*|sig|sas)(\s*[=:]\s*)("[^"]*"?|'[^']*'?|[^\s;,&"'<>]+)`)

// withoutSecrets is a line with such values masked: what is read goes into reports.
func withoutSecrets(text string) string { return secret.ReplaceAllString(text, "${1}${2}***") }

// noteGap keeps the time since the line before, when it is long. Where there are very
// many, the longer ones are kept.
func (l *Log) noteGap(at time.Time, line int64) {
	if !l.last.IsZero() && at.Sub(l.last) >= l.gapLeast {
		l.gaps = append(l.gaps, gap{l.last, at, line})
		for len(l.gaps) > maxGaps {
			l.gapLeast *= 2
			l.gaps = slices.DeleteFunc(l.gaps, func(g gap) bool { return g.to.Sub(g.from) < l.gapLeast })
		}
	}
	if at.After(l.last) {
		l.last, l.lastLine = at, line
	}
}

// A connection between nodes: own address and port, name, address and port of the
// other; or the other's address and port alone.
var (
	route    = regexp.MustCompile(`\(([^()]*?):~(\d+)~\) to remote ?([^( ]*) *\(([^()]*?):~(\d+)~\)`)
	accepted = regexp.MustCompile(`Accepted inbound connection from remote endpoint (.*?):~(\d+)~`)
)

// clusterPort is that of the cluster service; the other end has an ephemeral one.
const clusterPort = "3343"

// notePort keeps the ephemeral port of a connection, by which the logs of two nodes
// show the same moment.
func (l *Log) notePort(r *logs.Record) {
	if len(l.ports) >= maxPorts || !strings.Contains(r.Text, ":~") {
		return
	}
	if strings.Contains(r.Text, "Accepted inbound") {
		if m := accepted.FindStringSubmatch(r.Text); m != nil {
			l.ports = append(l.ports, port{m[2], r.Time, r.Line, false})
		}
		return
	}
	if !strings.Contains(r.Text, "to remote") {
		return
	}
	m := route.FindStringSubmatch(r.Text)
	if m == nil {
		return
	}
	if l.Source.Node != "" && m[1] != "" {
		l.addresses[m[1]] = l.node
	}
	if m[3] != "" && m[4] != "" {
		l.addresses[m[4]] = m[3]
	}
	switch {
	case m[2] == clusterPort && m[5] != clusterPort:
		l.ports = append(l.ports, port{m[5], r.Time, r.Line, false})
	case m[5] == clusterPort && m[2] != clusterPort:
		l.ports = append(l.ports, port{m[2], r.Time, r.Line, true})
	}
}

// move shifts all times of the log.
func (l *Log) move(by time.Duration) {
	if by == 0 {
		return
	}
	l.shift += by
	for i := range l.events {
		l.events[i].at, l.events[i].until = l.events[i].at.Add(by), l.events[i].until.Add(by)
	}
	for i := range l.gaps {
		l.gaps[i].from, l.gaps[i].to = l.gaps[i].from.Add(by), l.gaps[i].to.Add(by)
	}
	for _, s := range l.spans {
		s.first, s.last = s.first.Add(by), s.last.Add(by)
	}
	for i := range l.times {
		l.times[i] += by.Milliseconds()
	}
	for i := range l.ports {
		l.ports[i].at = l.ports[i].at.Add(by)
	}
}

// onDay puts a time of the year 1, in which days are counted from the first, on days of
// the calendar.
func onDay(at, day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day()+at.YearDay()-1, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
}
