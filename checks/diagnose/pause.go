package diagnose

import (
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
)

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

// ranAll reports whether nodes wrote to their cluster logs all the time.
func (t *trial) ranAll(nodes ...string) (Answer, *want) {
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
