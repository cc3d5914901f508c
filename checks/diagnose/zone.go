package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// zones works out the zone of each log that does not state it, from facts that a log
// with a known zone has as well, and compares what is stated with such facts.
func (d *diagnosis) zones() {
	var known, assumed []*Log
	for _, l := range d.logs {
		if l.Source.Zone.By == logs.ZoneAssumed {
			assumed = append(assumed, l)
		} else {
			known = append(known, l)
		}
	}
	for _, l := range known {
		if doubt := l.zoneDoubt(comparedWith(l, known)); doubt != "" {
			d.result.Clocks = append(d.result.Clocks, Clock{Source: l.Path, Node: l.node, Zone: zoneName(-l.Source.Zone.Offset), Proof: doubt})
		}
	}
	for _, l := range assumed {
		c := Clock{Source: l.Path, Node: l.node, Zone: "UTC", Assumed: true}
		votes := zoneVotes(l, comparedWith(l, known))
		switch best := decided(votes); {
		case best != nil:
			l.move(best.shift)
			c.Zone, c.Assumed, c.Proof = zoneName(best.shift), false, best.proof+others(votes, best.shift)
		case len(votes) == 0:
			c.Proof = "no log states the zone of these times, and no other log shows the same event"
		default:
			c.Proof = "no log states the zone of these times, and too few events of other logs agree on one: " + said(votes)
		}
		d.result.Clocks = append(d.result.Clocks, c)
	}
}

// zoneDoubt says what contradicts the zone that a log or the user states; empty:
// nothing does.
func (l *Log) zoneDoubt(known []*Log) string {
	z := l.Source.Zone
	if l.Source.Ignored != nil {
		return fmt.Sprintf("the log says so; that it was stated as %s was not used", zoneName(-*l.Source.Ignored))
	}
	if z.By != logs.ZoneHeader && z.By != logs.ZoneStated {
		return ""
	}
	others := slices.DeleteFunc(slices.Clone(known), func(o *Log) bool { return o == l || o.Source.Zone.By != logs.ZoneUTC })
	votes := zoneVotes(l, others)
	if best := decided(votes); best != nil && best.shift != 0 {
		by := map[bool]string{true: "the log says so", false: "it was stated"}[z.By == logs.ZoneHeader]
		return fmt.Sprintf("%s, but other logs contradict it: by %s they are %s, as %s", by, wording.Counted(best.moments, "event"), zoneName(best.shift-z.Offset), best.proof)
	}
	return ""
}

// comparedWith are the logs that one is compared with, those of its own node first.
func comparedWith(l *Log, known []*Log) []*Log {
	own := slices.Clone(known)
	slices.SortStableFunc(own, func(a, b *Log) int {
		rank := func(o *Log) int {
			if o.node == l.node {
				return 0
			}
			return 1
		}
		return cmp.Compare(rank(a), rank(b))
	})
	return own[:min(len(own), mostKnown)]
}

// vote is a shift by which events of a log are those of others.
type vote struct {
	shift     time.Duration
	moments   int // independent ones: those within a minute of each other are one
	proof     string
	own, with []time.Time
}

// apart is how far from each other two events are that do not coincide for one reason.
const apart = time.Minute

// zoneVotes are the shifts in quarters of an hour by which events of a log are those of
// others; the one that most show comes first.
func zoneVotes(l *Log, known []*Log) []*vote {
	byFact := map[string][]*event{}
	for _, e := range marking(l) {
		byFact[factOf(e)] = append(byFact[factOf(e)], e)
	}
	votes := map[time.Duration]*vote{}
	for _, other := range known {
		for _, o := range marking(other) {
			for _, e := range byFact[factOf(o)] {
				between := o.at.Sub(e.at)
				shift := between.Round(quarter)
				if shift.Abs() > farthest || (between-shift).Abs() > sameMoment {
					continue
				}
				if votes[shift] == nil {
					votes[shift] = &vote{shift: shift, proof: fmt.Sprintf("%s and %s are the same event", e.place(), o.place())}
				}
				votes[shift].own, votes[shift].with = append(votes[shift].own, e.at), append(votes[shift].with, o.at)
			}
		}
	}
	var all []*vote
	for _, v := range votes {
		v.moments = min(moments(v.own), moments(v.with))
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b *vote) int {
		return cmp.Or(cmp.Compare(b.moments, a.moments), cmp.Compare(a.shift.Abs(), b.shift.Abs()), cmp.Compare(a.shift, b.shift))
	})
	return all
}

// moments counts times, those within a minute of each other as one.
func moments(times []time.Time) int {
	slices.SortFunc(times, time.Time.Compare)
	count := 0
	var last time.Time
	for _, at := range times {
		if count == 0 || at.Sub(last) > apart {
			count++
			last = at
		}
	}
	return count
}

// decided is the shift that two independent events or more show, and no other as well;
// nil: there is none.
func decided(votes []*vote) *vote {
	if len(votes) == 0 || votes[0].moments < 2 || len(votes) > 1 && votes[1].moments == votes[0].moments {
		return nil
	}
	return votes[0]
}

// mostSaid is how many shifts are listed.
const mostSaid = 3

// said lists shifts with the events that show them.
func said(votes []*vote) string {
	var all []string
	for _, v := range votes[:min(len(votes), mostSaid)] {
		all = append(all, fmt.Sprintf("%s by %s (%s)", zoneName(v.shift), wording.Counted(v.moments, "event"), v.proof))
	}
	return strings.Join(all, ", ")
}

// others says by how many events another shift is shown.
func others(votes []*vote, but time.Duration) string {
	if len(votes) < 2 {
		return ""
	}
	return "; other pairs contradict it: " + said(slices.DeleteFunc(slices.Clone(votes), func(v *vote) bool { return v.shift == but }))
}

// marking are the events of a log that another may have as well.
func marking(l *Log) []*event {
	var all []*event
	for i := range l.events {
		if factOf(&l.events[i]) == "" {
			continue
		}
		if all = append(all, &l.events[i]); len(all) == mostProofs {
			break
		}
	}
	return all
}

// factOf names what another log may say as well: something of the same node, or the loss
// of the same one. Empty: the event does not mark a moment.
func factOf(e *event) string {
	switch e.kind.Kind {
	case kindNodeLost:
		if e.peer == "" {
			return ""
		}
		return "loss of " + e.peer
	case kindStopAsked, kindStopped:
		return "stop of " + e.node
	case kindRunning, kindLogBegin:
		return "start of " + e.node
	case kindQuorumLost, kindPruned:
		return e.kind.Kind + " of " + e.node
	}
	return ""
}

func zoneName(shift time.Duration) string {
	offset := -shift
	if offset == 0 {
		return "UTC"
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	return fmt.Sprintf("UTC%s%02d:%02d", sign, int(offset.Hours()), int(offset.Minutes())%60)
}
