package diagnose

import (
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
		holds, missing = t.ranAll(t.subject, t.peer)
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
	case t.d.wholeLog(node, around(t.onset, t.within(), t.within())):
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
	case t.d.wholeLog(node, around(t.onset, t.within(), t.within())):
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
	return t.ranAll(t.peer)
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
