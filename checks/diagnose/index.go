package diagnose

import (
	"cmp"
	"slices"
	"time"
)

// anyone is every node in a key.
const anyone = "*"

// indexKey is where an event is in the index: its kind, the node that it happened on, the other one.
type indexKey struct{ kind, node, peer string }

// index finds events by what they are, so that the time of a question depends on its
// answer and not on how much the logs hold. The lists are by time.
type index map[indexKey][]*event

func newIndex(all []*event) index {
	x := index{}
	for i, e := range all {
		e.order = i
		kind := e.kind.Kind
		for _, key := range []indexKey{{kind, e.node, e.peer}, {kind, e.node, anyone}, {kind, anyone, e.peer}} {
			x[key] = append(x[key], e)
		}
	}
	return x
}

// about are the events of some kinds on a node that concern another, or do not say which
// node they concern.
func (d *diagnosis) about(node, other string, kinds []string, w window) []*event {
	var keys []indexKey
	for _, kind := range kinds {
		keys = append(keys, indexKey{kind, node, other})
		if other != "" {
			keys = append(keys, indexKey{kind, node, ""})
		}
	}
	return d.within(keys, w)
}

// on are the events of some kinds on some nodes.
func (d *diagnosis) on(nodes, kinds []string, w window) []*event {
	var keys []indexKey
	for _, node := range nodes {
		for _, kind := range kinds {
			keys = append(keys, indexKey{kind, node, anyone})
		}
	}
	return d.within(keys, w)
}

// window is a time.
type window struct{ from, to time.Time }

func around(at time.Time, before, after time.Duration) window {
	return window{at.Add(-before), at.Add(after)}
}

// within are the events of some lists in a time, in the order of all events.
func (d *diagnosis) within(keys []indexKey, w window) []*event {
	var all []*event
	lists := 0
	for _, key := range keys {
		found := d.in(d.index[key], w)
		if len(found) > 0 {
			lists++
		}
		all = append(all, found...)
	}
	if lists > 1 {
		slices.SortFunc(all, func(a, b *event) int { return cmp.Compare(a.order, b.order) })
		all = slices.Compact(all)
	}
	return all
}

// near are the events of a time.
func (d *diagnosis) near(at time.Time, before, after time.Duration) []*event {
	return d.in(d.events, around(at, before, after))
}

// in are the events of a list by time that are in a time, at least with a part.
func (d *diagnosis) in(list []*event, w window) []*event {
	// An event is listed by its beginning, and may last: look back as far as one lasts.
	i, _ := slices.BinarySearchFunc(list, w.from.Add(-d.lasting), func(e *event, t time.Time) int { return e.at.Compare(t) })
	var all []*event
	for _, e := range list[i:] {
		if e.at.After(w.to) {
			break
		}
		if !e.until.Before(w.from) {
			all = append(all, e)
		}
	}
	return all
}

// byNode are logs by the node that they are of, in the order of the logs.
func byNode(all []*Log) map[string][]*Log {
	of := map[string][]*Log{}
	for _, l := range all {
		of[l.node] = append(of[l.node], l)
	}
	return of
}

// seedIndex finds the losses of an incident by the nodes that they concern. The lists
// are by time.
type seedIndex struct {
	of    map[string][]*event    // by each of their nodes
	alone map[string][]*event    // those that name one node, by it
	pairs map[[2]string][]*event // by both nodes, in the order of their names
	peers map[string][]string    // the nodes that one lost, or that lost it, by name
}

func newSeedIndex(seeds []*event) *seedIndex {
	x := &seedIndex{of: map[string][]*event{}, alone: map[string][]*event{}, pairs: map[[2]string][]*event{}, peers: map[string][]string{}}
	for _, e := range seeds {
		x.of[e.node] = append(x.of[e.node], e)
		if e.peer == "" || e.peer == e.node {
			x.alone[e.node] = append(x.alone[e.node], e)
			continue
		}
		x.of[e.peer] = append(x.of[e.peer], e)
		key := pairKey(e.node, e.peer)
		x.pairs[key] = append(x.pairs[key], e)
		if e.kind.Kind == kindNodeLost {
			x.peers[e.node] = append(x.peers[e.node], e.peer)
			x.peers[e.peer] = append(x.peers[e.peer], e.node)
		}
	}
	for node, peers := range x.peers {
		slices.Sort(peers)
		x.peers[node] = slices.Compact(peers)
	}
	return x
}

func pairKey(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// first is the first loss of some kinds that concerns a node and, unless it is empty, one
// that it lost or that lost it; nil: there is none.
func (x *seedIndex) first(node, peer string, kinds []string) *event {
	lists := [][]*event{x.of[node]}
	if peer != "" {
		lists = [][]*event{x.pairs[pairKey(node, peer)], x.alone[node]}
	}
	var first *event
	for _, list := range lists {
		i := slices.IndexFunc(list, func(e *event) bool { return slices.Contains(kinds, e.kind.Kind) })
		if i >= 0 && (first == nil || list[i].order < first.order) {
			first = list[i]
		}
	}
	return first
}
