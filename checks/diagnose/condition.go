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
		if !slices.ContainsFunc(kinds, func(kind string) bool { return t.d.covers(node, kind, t.onset) }) {
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
	near := t.d.near(t.onset, before, max(after, 0))
	for _, e := range near {
		if e.node == node && e.kind.Kind == kindFirewall && !t.overBefore(e) {
			return []*event{e}
		}
	}
	for _, left := range near {
		if left.node != node || left.kind.Kind != kindDomainLeft || t.overBefore(left) {
			continue
		}
		for _, e := range t.d.near(left.at, 0, identified) {
			if e.node == node && e.kind.Kind == kindPublic {
				return []*event{left, e}
			}
		}
	}
	return nil
}

// overBefore reports whether the network was in the Domain profile again before the
// loss. One that another GUID names is another network.
func (t *trial) overBefore(flip *event) bool {
	return slices.ContainsFunc(t.d.near(flip.at, 0, t.onset.Sub(flip.at)), func(e *event) bool {
		same := e.network == "" || flip.network == "" || strings.EqualFold(e.network, flip.network)
		return e.node == flip.node && e.kind.Kind == kindDomainBack && same && e.at.After(flip.at) && e.at.Before(t.onset)
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
	for _, e := range t.d.near(t.onset, t.within(), t.within()) {
		about := e.peer == other || e.peer == ""
		if e.node == node && about && e.decides && slices.Contains(kinds, e.kind.Kind) {
			found = append(found, e)
		}
	}
	switch {
	case len(found) > 0:
		return Yes, found, nil
	case t.otherClock(node, other):
		return Unknown, nil, wantWords("what shows how the clocks of " + node + " and " + other + " differ")
	case t.d.covers(node, kindRouteDown, t.onset):
		return No, nil, nil
	}
	return Unknown, nil, t.d.wanted(node, []string{kindRouteDown}, t.onset)
}

// otherClock reports whether a node lost the other at another time, while nothing shows
// how their clocks differ: that may be this loss.
func (t *trial) otherClock(node, other string) bool {
	if other == "" || t.d.ordered[node] && t.d.ordered[other] {
		return false
	}
	for _, e := range t.d.near(t.onset, farthest, farthest) {
		if e.node == node && e.peer == other && e.at.Sub(t.onset).Abs() > t.within() && (e.kind.Kind == kindNodeLost || e.kind.Kind == kindRouteDown) {
			return true
		}
	}
	return false
}

// heartbeats reports whether a node missed those of another before the loss, or within
// a time after it.
func (t *trial) heartbeats(node, other string, after time.Duration) (Answer, []*event, *want) {
	var found []*event
	for _, e := range t.d.near(t.onset, t.within()+10*time.Second, after) {
		about := e.peer == other || e.peer == ""
		if e.node == node && about && e.decides && (e.kind.Kind == kindRouteDown || e.kind.Kind == kindHeartbeat) {
			found = append(found, e)
		}
	}
	switch {
	case len(found) > 0:
		return Yes, found, nil
	case t.otherClock(node, other):
		return Unknown, nil, wantWords("what shows how the clocks of " + node + " and " + other + " differ")
	case t.d.covers(node, kindRouteDown, t.onset):
		return No, nil, nil
	}
	return Unknown, nil, t.d.wanted(node, []string{kindRouteDown}, t.onset)
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

func orLost(node string) string {
	if node == "" {
		return "the node that was lost"
	}
	return node
}

// clusterLog is the cluster log of a node that covers a time; nil: there is none.
func (d *diagnosis) clusterLog(node string, at time.Time) *Log {
	for _, l := range d.logs {
		if s := l.spans[""]; l.node == node && s != nil && !at.Before(s.first) && !at.After(s.last.Add(slack)) {
			return l
		}
	}
	return nil
}

// gapAt is a gap of at least a length that has a moment within it.
func (l *Log) gapAt(at time.Time, least time.Duration) *gap {
	for i := range l.gaps {
		g := &l.gaps[i]
		if g.to.Sub(g.from) >= least && g.from.Before(at) && g.to.After(at) {
			return g
		}
	}
	return nil
}

// pausesLike reports whether the log has other gaps near one that are more than half as
// long: an excerpt, or the log of a node with little to do. They say nothing then.
func (l *Log) pausesLike(g *gap) bool {
	length := g.to.Sub(g.from)
	for i := range l.gaps {
		other := &l.gaps[i]
		near := other.to.After(g.from.Add(-lead)) && other.from.Before(g.to.Add(lead))
		if other != g && near && other.to.Sub(other.from) > length/2 {
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
	for _, other := range t.d.logs {
		if other.node == t.subject && other.wroteIn(g.from.Add(time.Second), t.d.startIn(t.subject, g).Add(-time.Second)) {
			return No, "", nil
		}
	}
	if t.d.beginsAt(t.subject, g.to) && !t.d.covers(t.subject, kindHostStarted, t.onset) {
		return Unknown, "", t.d.wanted(t.subject, []string{"service-crashed"}, t.onset)
	}
	t.sources.Add(t.subject + "\x00")
	detail := fmt.Sprintf("%s:%d is the first line after %s without any", l.Path, g.line, g.to.Sub(g.from).Round(time.Second))
	return Yes, detail, nil
}

// beginsAt reports whether the cluster service started at the end of a gap: it had
// ended, which a node that stood still does not show.
func (d *diagnosis) beginsAt(node string, at time.Time) bool {
	return slices.ContainsFunc(d.near(at, time.Second, 10*time.Second), func(e *event) bool {
		return e.node == node && e.kind.Kind == kindLogBegin
	})
}

// startIn is when Windows started in a gap, else its end: what follows is of the new
// start, and says nothing about the time before.
func (d *diagnosis) startIn(node string, g *gap) time.Time {
	for _, e := range d.near(g.from, 0, g.to.Sub(g.from)) {
		if e.node == node && (e.kind.Kind == kindHostStarted || e.kind.Kind == "host-crashed") {
			return e.at
		}
	}
	return g.to
}

// wroteIn reports whether the log has anything in a time.
func (l *Log) wroteIn(from, to time.Time) bool {
	for _, ms := range l.times {
		if ms > from.UnixMilli() && ms < to.UnixMilli() {
			return true
		}
	}
	return false
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
	for _, own := range l.gaps {
		from, to := own.from, own.to
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
	for _, e := range t.d.near(t.onset, c.Before, c.After) {
		of := e.kind.Kind == kindNodeLost && e.peer == t.subject || (e.kind.Kind == kindPruned || e.kind.Kind == kindQuorumLost) && e.node == t.subject
		if of && (len(found) == 0 || e.at.Sub(found[len(found)-1].at) > longest) {
			found = append(found, e)
		}
	}
	if len(found) >= c.Least {
		return Yes, found
	}
	return No, found
}
