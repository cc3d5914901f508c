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

// covers reports whether a log of a node could show a kind of event at a time.
func (d *diagnosis) covers(node, kind string, at time.Time) bool {
	return d.coversUntil(node, kind, at, -slack)
}

// coversUntil is covers for what would come within a time after that. A cluster log is
// whole, so that one that ends before does not show it; exports of events are not.
func (d *diagnosis) coversUntil(node, kind string, at time.Time, after time.Duration) bool {
	for _, l := range d.logsOf[node] {
		for _, channel := range d.recogniser.shows[kind] {
			s := l.spans[channel]
			if s == nil || at.Before(s.first.Add(-slack)) || at.After(s.last.Add(slack)) {
				continue
			}
			if channel != "" || !at.Add(after).After(s.last) {
				return true
			}
		}
	}
	return false
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
