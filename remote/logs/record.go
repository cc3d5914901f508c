package logs

import (
	"strings"
	"time"
)

// Source is one log of one node: a file, or an entry of an archive.
type Source struct {
	Path  string // as given; "x.zip!dir/NODE_cluster.log" inside an archive
	Kind  Kind   // what the content is, whatever the name of the file
	Node  string // as the log says it, else from the file's name; "" when neither says it
	Build int    // build number of Windows that the log states; 0 unknown
	Zone  Zone   // of the times as they are written
	// Ignored is the offset that Options.Zones states for the node while the log itself
	// says another, which counts; nil: nothing contradicts.
	Ignored *time.Duration
	Nodes   map[int]string // numbers to names that the log states; nil when it states none
	Bytes   int64          // size of the file, uncompressed; 0 unknown

	// Set by reading, and complete once Read has returned nil.
	First, Last   time.Time // UTC, of the records that have a date; zero without one
	Records       int       // handed over
	Lines         int       // of a cluster log or a text, or events read
	NotUnderstood int       // lines that are neither a record, a header, nor part of a record
	Cut           int       // records whose text was longer than is kept
	Undated       int       // records whose date is lost: see Record.Dated
	Filtered      int       // records outside of Options.From and Options.To
	Foreign       int       // events of computers that are not of the cluster; not handed over
	Damaged       string    // why parts are missing, or why reading ended early, in own words; "" for nothing
	Others        []*Source // those of other computers whose events the file has too, as forwarded events
}

// Kind is the form of a log.
type Kind int

// The kinds of logs.
const (
	ClusterLog Kind = iota + 1 // lines as cluster log /gen and Get-ClusterLog write them
	Evtx                       // binary event log
	EventXML                   // events in XML, with or without a root element
	EventText                  // events as CSV, as tab-separated text, or as blocks of named lines
)

// String returns the name of the kind as people say it.
func (k Kind) String() string {
	switch k {
	case ClusterLog:
		return "cluster log"
	case Evtx:
		return "evtx"
	case EventXML:
		return "event XML"
	case EventText:
		return "event text"
	default:
		return "unknown"
	}
}

// Zone is how the times of a source become UTC: UTC is the time as written minus
// Offset.
type Zone struct {
	Offset time.Duration // east of Greenwich is positive
	By     ZoneBy
}

// ZoneBy is why an offset holds.
type ZoneBy string

// The reasons for an offset, from the best to the worst.
const (
	ZoneUTC     ZoneBy = "utc"     // the format is always in UTC: evtx and XML
	ZoneHeader  ZoneBy = "header"  // the log says it
	ZoneStated  ZoneBy = "stated"  // Options.Zones says it
	ZoneProven  ZoneBy = "proven"  // the same fact in two sources; never set here
	ZoneAssumed ZoneBy = "assumed" // nothing says it: taken for UTC
)

// Record is one line of a cluster log, with the lines that continue it, or one
// event.
type Record struct {
	Source    *Source   // of the node that wrote the record: that of the file, or one of its Others
	Line      int64     // line in the file, counted from 1, or the event's record id
	Time      time.Time // UTC by the zone of the source; see Dated
	Channel   string    // "System"; "" for a plain line of a cluster log
	Provider  string    // "Microsoft-Windows-FailoverClustering"; "" when it is not stated
	EventID   int       // 0 for a plain line of a cluster log
	Computer  string    // that an event names; "" without one, and of a cluster log
	Level     Level
	Component string  // "NETFT" of "[NETFT] ..."; a hint, lines may have none
	Text      string  // without prefix and component; the message of an event where the file has it
	Data      []Datum // of an event, in its order
	Raw       string  // as written, at most Limits.Line bytes
}

// Datum is one value of an event. Name is "" where the event has none.
type Datum struct{ Name, Value string }

// Value returns the first value of a name, regardless of its case; "" without one.
func (r Record) Value(name string) string {
	for _, d := range r.Data {
		if strings.EqualFold(d.Name, name) {
			return d.Value
		}
	}
	return ""
}

// Dated reports whether the date of a record is known. Without it, Time is that
// of the day alone, in the year 1, with days counted on from midnight to midnight
// within the source.
func (r Record) Dated() bool { return r.Time.Year() > 1 }

// Level is how serious the writer of a record found it.
type Level int

// The levels, the least serious first. A line without a level has LevelUnknown.
const (
	LevelUnknown Level = iota
	Verbose            // DBG of a cluster log
	Info
	Warning
	Error
	Critical
)

// String returns the level in lower case.
func (l Level) String() string {
	switch l {
	case Verbose:
		return "verbose"
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	case Critical:
		return "critical"
	default:
		return "unknown"
	}
}

// LeftOut is a file that is not read, and why.
type LeftOut struct {
	Path string // as in Source
	Why  string // in own words: "a copy of A_cluster.log"
}
