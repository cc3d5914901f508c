package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"time"
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

// measured is how far a node's clock is ahead of another's.
type measured struct {
	ahead   time.Duration
	certain bool
	doubt   string // why the clock is not moved; empty: it is
	pairs   int
	proof   string
}

// skews puts the clocks of the nodes on that of one of them, as far as pairs of lines
// show how they differ.
func (d *diagnosis) skews() {
	nodes := d.nodes
	if len(nodes) < 2 {
		return
	}
	reached := map[string]bool{nodes[0]: true}
	for queue := []string{nodes[0]}; len(queue) > 0; queue = queue[1:] {
		for _, other := range nodes {
			if reached[other] {
				continue
			}
			m, ok := skewOf(d.logsOf[queue[0]], d.logsOf[other])
			if !ok {
				continue
			}
			reached[other] = true
			queue = append(queue, other)
			if m.doubt != "" {
				m.proof = m.doubt + ", so the clock was not moved: " + m.proof
			} else {
				for _, l := range d.logsOf[other] {
					l.move(-m.ahead)
				}
			}
			d.ordered[other] = m.certain
			d.result.Clocks = append(d.result.Clocks, Clock{Node: other, Against: queue[0], Ahead: m.ahead.Milliseconds(), Moved: m.doubt == "", Pairs: m.pairs, Uncertain: !m.certain, Proof: m.proof})
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
	agree := slices.DeleteFunc(slices.Clone(pairs), func(p pair) bool { return (p.ahead - middle.ahead).Abs() > agreement })
	m := measured{ahead: middle.ahead, pairs: len(pairs), proof: middle.proof}
	switch {
	case independent(pairs) == 1:
		m.doubt = "one pair only"
	case independent(agree) < 2 || 2*len(agree) <= len(pairs):
		m.doubt = "the pairs contradict each other by up to " + spread(pairs).String()
	case len(agree) < len(pairs):
		m.proof += fmt.Sprintf("; %d of %d pairs contradict it, by up to %s", len(pairs)-len(agree), len(pairs), spread(pairs))
	default:
		m.certain = true
	}
	return m, true
}

// spread is how far pairs, by how far they are ahead, are from each other.
func spread(pairs []pair) time.Duration {
	return (pairs[len(pairs)-1].ahead - pairs[0].ahead).Round(time.Millisecond)
}

// independent counts the different connections and views of some pairs.
func independent(pairs []pair) int {
	keys := map[string]bool{}
	for _, p := range pairs {
		keys[p.key] = true
	}
	return len(keys)
}

// mark is a moment of a log that another log has under the same key.
type mark struct {
	key   string
	at    time.Time
	place string
}

func portPairs(a, b []*Log) []pair {
	return append(
		pairsOf(portMarks(a, true), portMarks(b, false), "the connection from port"),
		pairsOf(portMarks(a, false), portMarks(b, true), "the connection from port")...)
}

// portMarks are the connections that a node made, or that others made to it.
func portMarks(all []*Log, own bool) []mark {
	var marks []mark
	for _, l := range all {
		for _, p := range l.ports {
			if p.own == own {
				marks = append(marks, mark{p.number, p.at, fmt.Sprintf("%s:%d", l.Path, p.line)})
			}
		}
	}
	return marks
}

func viewPairs(a, b []*Log) []pair {
	return pairsOf(viewMarks(a), viewMarks(b), "the membership")
}

// viewMarks are the changes of the membership.
func viewMarks(all []*Log) []mark {
	var marks []mark
	for _, l := range all {
		for i := range l.events {
			if e := &l.events[i]; e.kind.Kind == kindView && e.view != "" {
				marks = append(marks, mark{e.view, e.at, e.place()})
			}
		}
	}
	return marks
}

// pairsOf pairs the marks of one key that are not far from each other. Each time at which
// a key is there makes one pair, of its first lines: what follows on a connection says
// nothing of the moment.
func pairsOf(a, b []mark, what string) []pair {
	of := map[string][]mark{}
	for _, m := range firsts(a) {
		of[m.key] = append(of[m.key], m)
	}
	var pairs []pair
	for _, m := range firsts(b) {
		list := of[m.key]
		i, _ := slices.BinarySearchFunc(list, m.at.Add(-nearPort), func(o mark, at time.Time) int { return o.at.Compare(at) })
		if i == len(list) || list[i].at.Sub(m.at) > nearPort {
			continue
		}
		if len(pairs) == mostPairs {
			break
		}
		pairs = append(pairs, pair{m.at.Sub(list[i].at), fmt.Sprintf("%s and %s are %s %s", list[i].place, m.place, what, m.key), m.key})
	}
	return pairs
}

// firsts are marks by time, without those that follow one of their key within the time
// in which it is the same.
func firsts(all []mark) []mark {
	slices.SortStableFunc(all, func(a, b mark) int { return a.at.Compare(b.at) })
	last := map[string]time.Time{}
	return slices.DeleteFunc(all, func(m mark) bool {
		at, known := last[m.key]
		last[m.key] = m.at
		return known && m.at.Sub(at) <= nearPort
	})
}

// place is the file and line of an event.
func (e *event) place() string { return fmt.Sprintf("%s:%d", e.log.Path, e.line) }
