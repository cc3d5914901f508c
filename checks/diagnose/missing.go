package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// slack is how far from the end of a log something may be that it is taken to cover:
// exports hold a selection of events.
const slack = 10 * time.Minute

// tail is how far a cluster log must go on to show that something did not follow.
const tail = 30 * time.Second

// covers reports whether a log of a node could show a kind of event in the whole of a
// time. A cluster log is whole, so that it has to reach over that time; exports of events
// are not, and their first and last may be somewhat within it.
func (d *diagnosis) covers(node, kind string, w window) bool {
	for _, l := range d.logsOf[node] {
		for _, channel := range d.recogniser.shows[kind] {
			most := slack
			if channel == "" {
				most = 0
			}
			if s := l.spans[channel]; s != nil && !s.first.After(w.from.Add(most)) && !s.last.Before(w.to.Add(-most)) {
				return true
			}
		}
	}
	return false
}

// span is the time in which a condition has to be looked for: up to the end of the
// incident, and somewhat more.
func (t *trial) span(before, after time.Duration) window {
	seeds := t.incident.seeds
	rest := max(seeds[len(seeds)-1].until.Sub(t.onset), 0) + tail
	return around(t.onset, before, min(after, rest))
}

// wholeLog reports whether a cluster log of a node reaches over a time.
func (d *diagnosis) wholeLog(node string, w window) bool {
	return slices.ContainsFunc(d.logsOf[node], func(l *Log) bool {
		s := l.spans[""]
		return s != nil && !s.first.After(w.from) && !s.last.Before(w.to)
	})
}

// wanted names the log that would show one of some kinds.
func (d *diagnosis) wanted(node string, kinds []string, at time.Time) *want {
	channels := wording.Set{}
	for _, kind := range kinds {
		channels.Add(d.recogniser.shows[kind]...)
	}
	return &want{node, channels.Sorted(), at}
}

// want is a log that would show something: one of some channels of a node. Without a
// channel, node is what is missing in words.
type want struct {
	node     string
	channels []string
	at       time.Time
}

func wantLog(node string, at time.Time) *want { return &want{orLost(node), []string{""}, at} }

func wantWords(text string) *want { return &want{node: text} }

func (w *want) String() string {
	if len(w.channels) == 0 {
		return w.node
	}
	var all []string
	for _, c := range w.channels {
		all = append(all, channelName(c))
	}
	return fmt.Sprintf("the %s of %s around %s", strings.Join(all, " or the "), w.node, moment(w.at))
}

// metBy reports whether a log that is wanted anyway would do.
func (w *want) metBy(other *want) bool {
	if w.node != other.node || len(other.channels) > len(w.channels) {
		return false
	}
	for _, c := range other.channels {
		if !slices.Contains(w.channels, c) {
			return false
		}
	}
	return true
}

// wanting are the texts of what is missing, each once, without what another would meet.
func wanting(all []*want) []string {
	var texts []string
	for i, w := range all {
		met := slices.ContainsFunc(all[:i], func(o *want) bool { return w.metBy(o) }) ||
			slices.ContainsFunc(all[i+1:], func(o *want) bool { return w.metBy(o) && !o.metBy(w) })
		if !met {
			texts = append(texts, w.String())
		}
	}
	return texts
}

// channelName is what people call a log.
func channelName(channel string) string {
	if channel == "" {
		return "cluster log"
	}
	return strings.TrimPrefix(channel, "Microsoft-Windows-") + " log"
}
