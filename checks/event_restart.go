package checks

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// A node that restarts is removed from the cluster by the others. Its own start of
// Windows then follows the removal within minutes; clocks and detection may put it
// somewhat earlier.
const (
	restartTakes  = 15 * time.Minute
	restartBefore = time.Minute
)

// nodeRestart is an end of Windows and the start that followed it, by the clock of the
// node. Without a record of the shutdown, as after a crash, down is the last sign of life
// that the logs have.
type nodeRestart struct {
	down, up time.Time
	recorded bool
}

// restartsOf lists the restarts that a node's logs show, the oldest first; the last
// start is known without a log.
func restartsOf(n *facts.Node) []nodeRestart {
	var all []nodeRestart
	var down time.Time
	for _, e := range since(n.Events.Starts, time.Time{}) {
		switch e.ID {
		case facts.WindowsEnding:
			down = e.At
		case facts.WindowsStarted:
			all, down = append(all, nodeRestart{down, e.At, !down.IsZero()}), time.Time{}
		}
	}
	last := n.OS.LastBoot
	near := func(r nodeRestart) bool { return r.up.Sub(last).Abs() <= restartBefore }
	if n.OS.State == facts.Collected && !last.IsZero() && !slices.ContainsFunc(all, near) {
		all = append(all, nodeRestart{up: last})
	}
	slices.SortFunc(all, func(a, b nodeRestart) int { return cmp.Or(a.up.Compare(b.up), a.down.Compare(b.down)) })
	for i := range all {
		if !all[i].recorded {
			all[i].down = lastSign(n, all[i].up)
		}
	}
	return all
}

// lastSign is when a node wrote the last event before a start of Windows, or the start.
func lastSign(n *facts.Node, up time.Time) time.Time {
	last := time.Time{}
	for _, log := range []facts.EventLog{n.Events.Cluster, n.Events.Service, n.Events.Profile, n.Events.Firewall, n.Events.Starts} {
		for _, e := range since(log, time.Time{}) {
			if e.At.Before(up) && e.At.After(last) {
				last = e.At
			}
		}
	}
	if last.IsZero() {
		return up
	}
	return last
}

// memberStart is a start of Windows on a node that another had seen removed.
type memberStart struct {
	node  string
	at    time.Time // by the clock of that node
	after time.Duration
}

// restartBehind finds the start of the node that an event 1135 names, on whichever node
// of the cluster it was read. The event says which node was removed, in a value whose
// name is not documented. Clocks are compared by that of the scanner.
func (e *evaluation) restartBehind(log facts.EventLog, event facts.Event) (memberStart, bool) {
	if event.ID != nodeRemoved || !strings.EqualFold(event.Provider, clusteringProvider) {
		return memberStart{}, false
	}
	at := event.At.Add(-log.Skew())
	var named []int
	for _, d := range event.Data {
		named = append(named, e.names().members(strings.TrimSpace(d.Value))...)
	}
	for _, i := range joinPlaces(named) {
		s := e.nodes[i]
		if s.Facts.Problem != nil {
			continue
		}
		for _, r := range restartsOf(s.Facts) {
			after := r.up.Add(-s.Facts.Clock.Offset()).Sub(at)
			if after >= -restartBefore && after <= restartTakes {
				return memberStart{s.Facts.Name, r.up, after}, true
			}
		}
	}
	return memberStart{}, false
}

// String is "N2 started Windows 2 min later (2026-11-19 10:15:24 UTC by its clock)".
func (m memberStart) String() string {
	return m.node + " started Windows " + offset(m.after) + " (" + moment(m.at) + " by its clock)"
}
