// Package eventlogs reads the event logs of a node that show the cause of an incident,
// as far as they can be read without writing on the node.
//
// In goes a session, the time from which events matter, and how many bytes may be read;
// out comes each log as XML, or why it is not there. Where a log is larger, its newest
// events are read, and what is missing is said. The package asks for events by the
// commands of package remote alone, judges nothing, and writes nothing.
package eventlogs

import (
	"context"
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// Session is what is needed of remote.Session.
type Session interface {
	Run(ctx context.Context, cmds []remote.Command) ([]remote.Output, error)
}

// Request says what to read.
type Request struct {
	Since time.Time // of the first events that matter
	Bytes int64     // of all logs of a node together, as XML
	Now   func() time.Time
}

// Log is what was read of one event log.
type Log struct {
	Channel  string // "System"
	Disabled bool   // the node writes no events to it
	Events   int
	// First and Last are the times of the oldest and the newest event that was read,
	// UTC by the clock of the node; zero without one.
	First, Last time.Time
	// Begins is the time of the oldest event that the node still has; zero: not known.
	Begins time.Time
	// Cut: older events than First are in the log and were left out, since the logs of
	// the node are larger than Request.Bytes.
	Cut bool
	// Problem is why the log, or what is older than First, was not read; nil: it was.
	Problem *facts.Problem

	bytes  int64
	events []windows.RawEvent // the newest first
	last   int64              // record number of the oldest one that was read
	more   bool               // there may be older ones
}

// pageEvents is how many events are asked for at a time. Of the largest that Windows
// writes, 64 KB each, they fit into what one command line may print.
const pageEvents = 250

// channels are the logs that are read. System, which is the largest, comes last: it
// takes what room the others leave.
func channels() []string {
	return []string{remote.ChannelProfile, remote.ChannelFirewall, remote.ChannelCluster, remote.ChannelSystem}
}

// Read reads the logs, each in pages from its newest event back. A log that cannot be
// read costs the others nothing, unless the session breaks. An ordinary node needs one
// command line for all; each further page takes one.
func Read(ctx context.Context, s Session, r Request) []*Log {
	var all []*Log
	for _, channel := range channels() {
		all = append(all, &Log{Channel: channel})
	}
	reading := reader{session: s, within: max(time.Minute, r.Now().Sub(r.Since))}
	reading.first(ctx, all)
	left := r.Bytes
	for i, l := range all {
		room := left
		if i < len(all)-1 {
			room = min(left, r.Bytes/int64(len(all)))
		}
		l.trim(room)
		for l.more && !l.Cut && l.Problem == nil {
			reading.next(ctx, l)
			l.trim(room)
		}
		left -= l.bytes
		l.measure()
	}
	return all
}

type reader struct {
	session Session
	within  time.Duration
}

// query asks for the events before a record; 0: the newest.
func (r reader) query(channel string, before int64) remote.Command {
	return remote.EventQuery{Channel: channel, Before: before, Within: r.within, Most: pageEvents}.Command()
}

// first reads the newest page of each log, whether it is enabled, and its oldest event.
func (r reader) first(ctx context.Context, all []*Log) {
	const each = 3
	var commands []remote.Command
	for _, l := range all {
		commands = append(commands, remote.EventLogConfiguration(l.Channel), remote.OldestEvent(l.Channel), r.query(l.Channel, 0))
	}
	outputs, err := r.session.Run(ctx, commands)
	if err == nil && len(outputs) != len(commands) {
		err = &remote.Error{Kind: remote.Malformed, Op: "run commands", Text: fmt.Sprintf("%d commands have %d outputs", len(commands), len(outputs))}
	}
	for i, l := range all {
		if err != nil {
			l.Problem = remote.Problem(err)
			continue
		}
		l.describe(outputs[each*i], outputs[each*i+1])
		l.take(outputs[each*i+2])
	}
}

// next reads the page that is older than what was read.
func (r reader) next(ctx context.Context, l *Log) {
	if l.last <= 0 {
		l.Problem = &facts.Problem{Kind: string(remote.Malformed), Message: "an event has no record number, so the events before it cannot be asked for"}
		return
	}
	outputs, err := r.session.Run(ctx, []remote.Command{r.query(l.Channel, l.last)})
	switch {
	case err != nil:
		l.Problem = remote.Problem(err)
	case len(outputs) != 1:
		l.Problem = &facts.Problem{Kind: string(remote.Malformed), Message: fmt.Sprintf("one command has %d outputs", len(outputs))}
	default:
		l.take(outputs[0])
	}
}

// describe notes whether the log is enabled, and how far back it reaches. Where that
// cannot be read, it is not known.
func (l *Log) describe(configuration, oldest remote.Output) {
	if enabled, err := windows.ParseChannelEnabled(configuration.Text); configuration.OK && err == nil {
		l.Disabled = !enabled
	}
	if events, err := windows.SplitEvents(oldest.Text); oldest.OK && err == nil && len(events) == 1 {
		l.Begins = events[0].At
	}
}

// take adds a page. What is left of one with the password proves nothing, and one whose
// numbers do not go down would have no end.
func (l *Log) take(out remote.Output) {
	if out.Masked {
		l.Problem = &facts.Problem{Kind: "not-credible", Message: "the events hold the password, so they are not kept",
			Hint: "Change the password, and find out why the node stores or repeats it."}
		return
	}
	if !out.OK {
		l.Problem = &facts.Problem{Kind: string(remote.NotFound), Message: "the node did not print the events of " + l.Channel,
			Hint: "Add the account to the node's group Event Log Readers; if it is there, this Windows does not have the event log."}
		return
	}
	events, err := windows.SplitEvents(out.Text)
	if err != nil {
		l.Problem = &facts.Problem{Kind: string(remote.Malformed), Message: err.Error()}
		return
	}
	l.more = len(events) >= pageEvents
	for _, e := range events {
		if l.last > 0 && e.Record >= l.last {
			l.Problem = &facts.Problem{Kind: string(remote.Malformed), Message: "the record numbers of the events do not go down"}
			return
		}
		l.last = e.Record
		e.Text = withoutSecrets(e.Text)
		l.events = append(l.events, e)
		l.bytes += size(e)
	}
}

// size is what an event takes in a document, in bytes.
func size(e windows.RawEvent) int64 { return int64(len(e.Text) + len("\n")) }

// trim drops the oldest events beyond a number of bytes.
func (l *Log) trim(room int64) {
	for l.bytes > room {
		last := len(l.events) - 1
		l.bytes -= size(l.events[last])
		l.events, l.Cut = l.events[:last], true
	}
}

// measure counts the events that are left.
func (l *Log) measure() {
	l.Events = len(l.events)
	for _, e := range l.events {
		if e.At.IsZero() {
			continue
		}
		if l.Last.IsZero() || e.At.After(l.Last) {
			l.Last = e.At
		}
		if l.First.IsZero() || e.At.Before(l.First) {
			l.First = e.At
		}
	}
}
