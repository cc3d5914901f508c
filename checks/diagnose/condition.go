package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
)

// test looks at a condition that compares events, nodes or facts.
func (t *trial) test(c causes.Condition) (holds Answer, shown []*event, detail string, missing *want) {
	switch c.Test {
	case causes.TestProfileFlip:
		return t.testFlip(c)
	case causes.TestPortClosed:
		holds, detail, missing = t.d.portClosed(t.subject, c, t.onset)
		if holds == Yes {
			t.sources.Add("facts of " + t.subject)
		}
	case causes.TestVoteLacking:
		holds, shown, detail, missing = t.voteLacking(c)
	case causes.TestStayedOut:
		holds, shown, missing = t.stayedOut(c)
	case causes.TestLostOneSide:
		holds, shown, missing = t.lost(t.subject, t.peer)
	case causes.TestLostOtherSide:
		if holds, shown, missing = t.lost(t.peer, t.subject); holds == Yes && t.oneHeard() {
			holds, shown = No, nil
		}
	case causes.TestBothRun:
		holds, missing = t.run2(t.subject, t.peer)
	case causes.TestHeartbeatLost:
		holds, shown, missing = t.heartbeats(t.subject, t.peer, time.Second)
	case causes.TestOtherHeard:
		holds, missing = t.heard()
	case causes.TestStoodStill:
		holds, detail, missing = t.stoodStill()
	case causes.TestOthersRun:
		holds, missing = t.othersRun()
	case causes.TestLostThrice:
		holds, shown = t.lostOften(c)
	}
	return holds, shown, detail, missing
}

// testFlip looks for a flip on any of the nodes.
func (t *trial) testFlip(c causes.Condition) (Answer, []*event, string, *want) {
	for _, node := range t.nodes(c.At) {
		if found := t.flip(node, c.Before, c.After); len(found) > 0 {
			return Yes, found, "", nil
		}
	}
	kinds := []string{kindDomainLeft, kindFirewall}
	for _, node := range t.nodes(c.At) {
		if !slices.ContainsFunc(kinds, func(kind string) bool { return t.d.covers(node, kind, t.span(c.Before, c.After)) }) {
			return Unknown, nil, "", t.d.wanted(node, kinds, t.onset)
		}
	}
	return No, nil, "", nil
}

// identified is how long a network that was left takes to come back as Public.
const identified = time.Minute

// flip finds the events with which a domain network became Public: the firewall says it
// at once; else a domain network was left, and a network was then connected as Public.
func (t *trial) flip(node string, before, after time.Duration) []*event {
	on := []string{node}
	w := around(t.onset, before, max(after, 0))
	for _, e := range t.d.on(on, []string{kindFirewall}, w) {
		if !t.overBefore(e) {
			return []*event{e}
		}
	}
	for _, left := range t.d.on(on, []string{kindDomainLeft}, w) {
		if t.overBefore(left) {
			continue
		}
		if public := t.d.on(on, []string{kindPublic}, around(left.at, 0, identified)); len(public) > 0 {
			return []*event{left, public[0]}
		}
	}
	return nil
}

// overBefore reports whether the network was in the Domain profile again before the
// loss. One that another GUID names is another network.
func (t *trial) overBefore(flip *event) bool {
	back := t.d.on([]string{flip.node}, []string{kindDomainBack}, window{flip.at, t.onset})
	return slices.ContainsFunc(back, func(e *event) bool {
		same := e.network == "" || flip.network == "" || strings.EqualFold(e.network, flip.network)
		return same && e.at.After(flip.at) && e.at.Before(t.onset)
	})
}

// within is the time in which both sides lose each other.
func (t *trial) within() time.Duration {
	if t.incident.threshold > 0 {
		return t.incident.threshold + 5*time.Second
	}
	return longest + 5*time.Second
}

// lost reports whether a node lost the other.
func (t *trial) lost(node, other string) (Answer, []*event, *want) {
	if node == "" {
		return Unknown, nil, wantLog(node, t.onset)
	}
	kinds := []string{kindNodeLost, kindRouteDown, kindQuorumLost}
	var found []*event
	for _, e := range t.d.about(node, other, kinds, around(t.onset, t.within(), t.within())) {
		if e.decides {
			found = append(found, e)
		}
	}
	switch {
	case len(found) > 0:
		return Yes, found, nil
	case t.otherClock(node, other):
		return Unknown, nil, wantWords("what shows how the clocks of " + node + " and " + other + " differ")
	case t.d.wholeLog(node, around(t.onset, 0, t.within())):
		return No, nil, nil
	}
	return Unknown, nil, wantLog(node, t.onset)
}

// otherClock reports whether a node lost the other at another time, while nothing shows
// how their clocks differ: that may be this loss.
func (t *trial) otherClock(node, other string) bool {
	if other == "" || t.d.ordered[node] && t.d.ordered[other] {
		return false
	}
	keys := []indexKey{{kindNodeLost, node, other}, {kindRouteDown, node, other}}
	return slices.ContainsFunc(t.d.within(keys, around(t.onset, farthest, farthest)), func(e *event) bool { return e.at.Sub(t.onset).Abs() > t.within() })
}

// heartbeats reports whether a node missed those of another before the loss, or within
// a time after it.
func (t *trial) heartbeats(node, other string, after time.Duration) (Answer, []*event, *want) {
	var found []*event
	for _, e := range t.d.about(node, other, []string{kindRouteDown, kindHeartbeat}, around(t.onset, t.within()+10*time.Second, after)) {
		if e.decides {
			found = append(found, e)
		}
	}
	switch {
	case len(found) > 0:
		return Yes, found, nil
	case t.otherClock(node, other):
		return Unknown, nil, wantWords("what shows how the clocks of " + node + " and " + other + " differ")
	case t.d.wholeLog(node, around(t.onset, 0, t.within())):
		return No, nil, nil
	}
	return Unknown, nil, wantLog(node, t.onset)
}

// oneHeard reports whether one of two nodes lost routes to the other, and the other has
// a cluster log that shows none: it only followed.
func (t *trial) oneHeard() bool {
	if t.d.clusterLog(t.subject, t.onset) == nil || t.d.clusterLog(t.peer, t.onset) == nil {
		return false
	}
	a, _, _ := t.heartbeats(t.subject, t.peer, time.Second+t.within())
	b, _, _ := t.heartbeats(t.peer, t.subject, time.Second+t.within())
	return a != b
}

// heard reports whether the peer missed nothing and ran all the time.
func (t *trial) heard() (Answer, *want) {
	if t.peer == "" {
		return Unknown, wantLog("", t.onset)
	}
	missed, _, missing := t.heartbeats(t.peer, t.subject, time.Second)
	switch missed {
	case Unknown:
		return Unknown, missing
	case Yes:
		return No, nil
	}
	return t.run2(t.peer)
}

// stall is the shortest gap that costs a node its membership.
func (t *trial) stall() time.Duration {
	if t.incident.threshold > 0 {
		return min(t.incident.threshold, longest) * 4 / 5
	}
	if t.d.tenHeartbeats() {
		return usual2016 * 4 / 5
	}
	return shortest * 4 / 5
}

// tenHeartbeats reports whether all logs that state a build are of Windows Server 2016
// or later, and one does.
func (d *diagnosis) tenHeartbeats() bool {
	stated := false
	for _, l := range d.logs {
		if l.Source.Build > 0 && l.Source.Build < build2016 {
			return false
		}
		stated = stated || l.Source.Build >= build2016
	}
	return stated
}

// run2 reports whether nodes wrote to their cluster logs all the time.
func (t *trial) run2(nodes ...string) (Answer, *want) {
	for _, node := range nodes {
		l := t.d.clusterLog(node, t.onset)
		if node == "" || l == nil {
			return Unknown, wantLog(node, t.onset)
		}
		if g := l.gapAt(t.onset.Add(-t.stall()/2), t.stall()); g != nil && !l.pausesLike(g) {
			return No, nil
		}
		t.sources.Add(node + "\x00")
	}
	return Yes, nil
}

// stayedOut reports whether the subject did not join after it was refused, or a firewall
// was changed before it did.
func (t *trial) stayedOut(c causes.Condition) (Answer, []*event, *want) {
	subject := []string{t.subject}
	if joined := t.d.on(subject, []string{kindJoined}, around(t.onset, c.Before, c.After)); len(joined) > 0 {
		changed := t.d.on(t.d.nodes, []string{kindFirewallSet, kindDomainBack}, window{t.onset, joined[0].at})
		if len(changed) > 0 {
			return Yes, changed, nil
		}
		return No, joined, nil
	}
	last := t.onset
	for _, e := range t.d.on(subject, t.cause.Seeds, around(t.onset, 0, c.After)) {
		last = e.until
	}
	if l := t.d.clusterLog(t.subject, last); l != nil && !last.Add(tail).After(l.spans[""].last) {
		return Yes, nil, nil
	}
	return Unknown, nil, t.d.wanted(t.subject, []string{kindJoined}, last)
}

func orLost(node string) string {
	if node == "" {
		return "the node that was lost"
	}
	return node
}

// clusterLog is the cluster log of a node that covers a time; nil: there is none.
func (d *diagnosis) clusterLog(node string, at time.Time) *Log {
	for _, l := range d.logsOf[node] {
		if s := l.spans[""]; s != nil && !at.Before(s.first) && !at.After(s.last.Add(slack)) {
			return l
		}
	}
	return nil
}

// gapAt is a gap of at least a length that has a moment within it.
func (l *Log) gapAt(at time.Time, least time.Duration) *gap {
	i := l.firstGap(at)
	if i == len(l.gaps) || !l.gaps[i].from.Before(at) || l.gaps[i].to.Sub(l.gaps[i].from) < least {
		return nil
	}
	return &l.gaps[i]
}

// firstGap is the number of the first gap that ends after a time. Gaps are by time, and
// do not overlap.
func (l *Log) firstGap(at time.Time) int {
	i, _ := slices.BinarySearchFunc(l.gaps, at, func(g gap, at time.Time) int {
		if g.to.After(at) {
			return 1
		}
		return -1
	})
	return i
}

// pausesLike reports whether the log has other gaps near one that are more than half as
// long: an excerpt, or the log of a node with little to do. They say nothing then.
func (l *Log) pausesLike(g *gap) bool {
	length := g.to.Sub(g.from)
	for i := l.firstGap(g.from.Add(-lead)); i < len(l.gaps) && l.gaps[i].from.Before(g.to.Add(lead)); i++ {
		if other := &l.gaps[i]; other != g && other.to.Sub(other.from) > length/2 {
			return true
		}
	}
	return false
}

// stoodStill looks for a gap in the cluster log of the subject in which the loss
// begins, and in which its other logs have nothing either.
func (t *trial) stoodStill() (Answer, string, *want) {
	l := t.d.clusterLog(t.subject, t.onset)
	if l == nil {
		return Unknown, "", wantLog(t.subject, t.onset)
	}
	g := l.gapAt(t.onset.Add(-t.stall()/2), t.stall())
	if g != nil && l.pausesLike(g) {
		return Unknown, "", nil
	}
	if g == nil || t.onset.Sub(g.from) < t.stall() || !g.to.After(t.onset) {
		return No, "", nil
	}
	for _, other := range t.d.logsOf[t.subject] {
		if other.wroteIn(g.from.Add(time.Second), t.d.startIn(t.subject, g).Add(-time.Second)) {
			return No, "", nil
		}
	}
	if t.d.beginsAt(t.subject, g.to) && !t.d.covers(t.subject, kindHostStarted, around(t.onset, 0, 0)) {
		return Unknown, "", t.d.wanted(t.subject, []string{"service-crashed"}, t.onset)
	}
	t.sources.Add(t.subject + "\x00")
	detail := fmt.Sprintf("%s:%d is the first line after %s without any", l.Path, g.line, g.to.Sub(g.from).Round(time.Second))
	return Yes, detail, nil
}

// beginsAt reports whether the cluster service started at the end of a gap: it had
// ended, which a node that stood still does not show.
func (d *diagnosis) beginsAt(node string, at time.Time) bool {
	return len(d.on([]string{node}, []string{kindLogBegin}, around(at, time.Second, 10*time.Second))) > 0
}

// startIn is when Windows started in a gap, else its end: what follows is of the new
// start, and says nothing about the time before.
func (d *diagnosis) startIn(node string, g *gap) time.Time {
	if found := d.on([]string{node}, []string{kindHostStarted, "host-crashed"}, window{g.from, g.to}); len(found) > 0 {
		return found[0].at
	}
	return g.to
}

// wroteIn reports whether the log has anything in a time.
func (l *Log) wroteIn(from, to time.Time) bool {
	i, _ := slices.BinarySearch(l.times, from.UnixMilli()+1)
	return i < len(l.times) && l.times[i] < to.UnixMilli()
}

// othersRun reports whether another node wrote to its cluster log while the subject
// did not.
func (t *trial) othersRun() (Answer, *want) {
	l := t.d.clusterLog(t.subject, t.onset)
	if l == nil {
		return Unknown, wantLog(t.subject, t.onset)
	}
	g := l.gapAt(t.onset.Add(-t.stall()/2), t.stall())
	seen := false
	for _, node := range t.nodes(causes.AtAny) {
		other := t.d.clusterLog(node, t.onset)
		if node == t.subject || other == nil || g == nil {
			continue
		}
		seen = true
		if other.silentIn(g) < g.to.Sub(g.from)/2 {
			t.sources.Add(node + "\x00")
			return Yes, nil
		}
	}
	if seen {
		return No, nil
	}
	return Unknown, wantLog("another node", t.onset)
}

// silentIn is the longest time within a gap of another log in which this one has no
// line either.
func (l *Log) silentIn(g *gap) time.Duration {
	var most time.Duration
	for i := l.firstGap(g.from); i < len(l.gaps) && l.gaps[i].from.Before(g.to); i++ {
		from, to := l.gaps[i].from, l.gaps[i].to
		if from.Before(g.from) {
			from = g.from
		}
		if to.After(g.to) {
			to = g.to
		}
		most = max(most, to.Sub(from))
	}
	return most
}

// lostOften counts the separate losses of the subject.
func (t *trial) lostOften(c causes.Condition) (Answer, []*event) {
	var found []*event
	keys := []indexKey{{kindNodeLost, anyone, t.subject}, {kindPruned, t.subject, anyone}, {kindQuorumLost, t.subject, anyone}}
	for _, e := range t.d.within(keys, around(t.onset, c.Before, c.After)) {
		if len(found) == 0 || e.at.Sub(found[len(found)-1].until) > longest {
			found = append(found, e)
		}
	}
	if len(found) >= c.Least {
		return Yes, found
	}
	return No, found
}
