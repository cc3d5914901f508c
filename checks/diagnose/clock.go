package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// Bounds of what counts as the same moment in two logs.
const (
	quarter    = 15 * time.Minute // zones differ by whole quarters of an hour
	farthest   = 14 * time.Hour   // that a zone is from UTC
	sameMoment = 5 * time.Second
	nearPort   = 5 * time.Minute        // a port is used again after a while
	agreement  = 500 * time.Millisecond // in which pairs must agree
	mostProofs = 500                    // events of a log that are compared
	mostKnown  = 64                     // logs that one is compared with
	mostPairs  = 10_000                 // of two nodes
)

// zones works out the zone of each log that does not state it, from facts that a log
// with a known zone has as well.
func (d *diagnosis) zones() {
	var known, assumed []*Log
	for _, l := range d.logs {
		if l.Source.Zone.By == logs.ZoneAssumed {
			assumed = append(assumed, l)
		} else {
			known = append(known, l)
		}
	}
	for _, l := range assumed {
		if by, proof := zoneOf(l, comparedWith(l, known)); proof != "" {
			l.move(by)
			d.result.Clocks = append(d.result.Clocks, Clock{Source: l.Path, Node: l.node, Zone: zoneName(by), Proof: proof})
			continue
		}
		d.result.Clocks = append(d.result.Clocks, Clock{Source: l.Path, Node: l.node, Zone: "UTC", Assumed: true,
			Proof: "no log states the zone of these times, and no other log shows the same event"})
	}
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

// zoneOf finds the shift in quarters of an hour by which most events of a log are those
// of others, and the first pair that shows it.
func zoneOf(l *Log, known []*Log) (by time.Duration, proof string) {
	votes, proofs := map[time.Duration]int{}, map[time.Duration]string{}
	for _, e := range marking(l) {
		for _, other := range known {
			for _, o := range marking(other) {
				if !sameFact(e, o) {
					continue
				}
				apart := o.at.Sub(e.at)
				shift := apart.Round(quarter)
				if shift.Abs() > farthest || (apart-shift).Abs() > sameMoment {
					continue
				}
				votes[shift]++
				if proofs[shift] == "" {
					proofs[shift] = fmt.Sprintf("%s and %s are the same event", e.place(), o.place())
				}
			}
		}
	}
	best := 0
	for shift, n := range votes {
		if n > best || n == best && shift.Abs() < by.Abs() || n == best && shift.Abs() == by.Abs() && shift < by {
			by, best = shift, n
		}
	}
	return by, proofs[by]
}

// marking are the events of a log that another may have as well.
func marking(l *Log) []*event {
	var all []*event
	for i := range l.events {
		switch l.events[i].kind.Kind {
		case kindNodeLost, kindQuorumLost, kindPruned, kindStopAsked, kindStopped, kindRunning, kindLogBegin:
			if all = append(all, &l.events[i]); len(all) == mostProofs {
				return all
			}
		}
	}
	return all
}

// sameFact reports whether two events may be one: of the same node, or the loss of the
// same one.
func sameFact(a, b *event) bool {
	if a.kind.Kind == kindNodeLost && b.kind.Kind == kindNodeLost {
		return a.peer != "" && a.peer == b.peer
	}
	return a.node == b.node && factOf(a) == factOf(b)
}

func factOf(e *event) string {
	switch e.kind.Kind {
	case kindStopAsked, kindStopped:
		return "stop"
	case kindRunning, kindLogBegin:
		return "start"
	}
	return e.kind.Kind
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

// measured is how far a node's clock is ahead of another's.
type measured struct {
	ahead   time.Duration
	certain bool
	alone   bool // one connection or view is all that shows it, which may be a coincidence
	pairs   int
	proof   string
}

// skews puts the clocks of the nodes on that of one of them, as far as pairs of lines
// show how they differ.
func (d *diagnosis) skews() {
	byNode := map[string][]*Log{}
	for _, l := range d.logs {
		byNode[l.node] = append(byNode[l.node], l)
	}
	nodes := sortedKeys(byNode)
	if len(nodes) < 2 {
		return
	}
	reached := map[string]bool{nodes[0]: true}
	for queue := []string{nodes[0]}; len(queue) > 0; queue = queue[1:] {
		for _, other := range nodes {
			if reached[other] {
				continue
			}
			m, ok := skewOf(byNode[queue[0]], byNode[other])
			if !ok {
				continue
			}
			reached[other] = true
			queue = append(queue, other)
			if m.alone {
				m.proof = "one pair only, so the clock was not moved: " + m.proof
			} else {
				for _, l := range byNode[other] {
					l.move(-m.ahead)
				}
			}
			d.ordered[other] = m.certain
			d.result.Clocks = append(d.result.Clocks, Clock{Node: other, Against: queue[0], Ahead: m.ahead.Milliseconds(), Pairs: m.pairs, Uncertain: !m.certain, Proof: m.proof})
		}
	}
	d.ordered[nodes[0]] = true
	for _, other := range nodes {
		if !reached[other] {
			d.result.Clocks = append(d.result.Clocks, Clock{Node: other, Against: nodes[0], Uncertain: true, Proof: "no connection or membership change is in the logs of both"})
		}
	}
}

// pair is one moment in the logs of two nodes.
type pair struct {
	ahead time.Duration
	proof string
	key   string // what it is a pair of; pairs of the same are not independent
}

// skewOf compares the logs of two nodes: by connections, else by changes of the
// membership, which have one number on all nodes.
func skewOf(a, b []*Log) (measured, bool) {
	pairs := portPairs(a, b)
	if len(pairs) == 0 {
		pairs = viewPairs(a, b)
	}
	if len(pairs) == 0 {
		return measured{}, false
	}
	slices.SortFunc(pairs, func(p, q pair) int { return cmp.Or(cmp.Compare(p.ahead, q.ahead), cmp.Compare(p.proof, q.proof)) })
	middle := pairs[len(pairs)/2]
	return measured{
		ahead: middle.ahead, pairs: len(pairs), proof: middle.proof,
		certain: pairs[len(pairs)-1].ahead-pairs[0].ahead <= agreement && independent(pairs) > 1,
		alone:   independent(pairs) == 1,
	}, true
}

// independent counts the different connections and views of some pairs.
func independent(pairs []pair) int {
	keys := map[string]bool{}
	for _, p := range pairs {
		keys[p.key] = true
	}
	return len(keys)
}

func portPairs(a, b []*Log) []pair {
	var pairs []pair
	for _, la := range a {
		byNumber := map[string][]port{}
		for _, p := range la.ports {
			byNumber[p.number] = append(byNumber[p.number], p)
		}
		for _, lb := range b {
			for _, q := range lb.ports {
				for _, p := range byNumber[q.number] {
					if apart := q.at.Sub(p.at); p.own != q.own && apart.Abs() <= nearPort {
						if len(pairs) == mostPairs {
							return pairs
						}
						pairs = append(pairs, pair{apart, fmt.Sprintf("%s:%d and %s:%d are the connection from port %s", la.Path, p.line, lb.Path, q.line, p.number), "port " + p.number})
					}
				}
			}
		}
	}
	return pairs
}

func viewPairs(a, b []*Log) []pair {
	byView := map[string][]*event{}
	for _, e := range viewsOf(a) {
		byView[e.view] = append(byView[e.view], e)
	}
	var pairs []pair
	for _, o := range viewsOf(b) {
		for _, e := range byView[o.view] {
			if apart := o.at.Sub(e.at); apart.Abs() <= nearPort && len(pairs) < mostPairs {
				pairs = append(pairs, pair{apart, fmt.Sprintf("%s and %s are the membership %s", e.place(), o.place(), e.view), "view " + e.view})
			}
		}
	}
	return pairs
}

// viewsOf are the changes of the membership in some logs.
func viewsOf(all []*Log) []*event {
	var views []*event
	for _, l := range all {
		for i := range l.events {
			if e := &l.events[i]; e.kind.Kind == kindView && e.view != "" {
				views = append(views, e)
			}
		}
	}
	return views
}

// place is the file and line of an event.
func (e *event) place() string { return fmt.Sprintf("%s:%d", e.log.Path, e.line) }
