package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Times that belong to an incident.
const (
	lead       = 10 * time.Minute // before its first loss
	rejoin     = time.Hour        // in which nodes come back
	leastApart = 40 * time.Second // between two incidents
	restart    = 5 * time.Minute  // between a stop and the shutdown that it belongs to
	ofStop     = 2 * time.Minute  // between it and the losses that follow from it
	mostSteps  = 300
	mostNodes  = 128 // of one incident; a cluster has at most 64
	mostJudged = 500 // incidents
)

// incident is losses that are close to each other.
type incident struct {
	seeds     []*event // by time
	losses    *seedIndex
	nodes     []string // that they concern
	threshold time.Duration
	known     string // threshold in force, in words; empty: not known
}

func (i *incident) begin() time.Time { return i.seeds[0].at }

// incidents groups the losses, and judges each group.
func (d *diagnosis) incidents() {
	current := &incident{}
	var end time.Time
	for _, e := range d.withoutPlanned() {
		if apart := e.at.Sub(end); len(current.seeds) > 0 && apart > leastApart && apart > 2*d.thresholdAt(e.at) && !d.slept(e, current, end) {
			d.finish(current)
			current, end = &incident{}, e.until
		}
		current.seeds = append(current.seeds, e)
		if e.until.After(end) {
			end = e.until
		}
	}
	if len(current.seeds) > 0 {
		d.finish(current)
	}
}

// slept reports whether a loss follows from a pause of its node that began before the
// losses of others ended: the node found out when it went on.
func (d *diagnosis) slept(e *event, i *incident, end time.Time) bool {
	concerns := func(seed *event) bool { return seed.node == e.node || seed.peer == e.node }
	if e.at.Sub(end) > lead || !slices.ContainsFunc(i.seeds, concerns) {
		return false
	}
	for _, l := range d.logsOf[e.node] {
		n := l.firstGap(e.at) - 1 // the last that has ended
		if n < 0 {
			continue
		}
		g := &l.gaps[n]
		if e.at.Sub(g.to) <= longest && !g.from.After(end) && !l.pausesLike(g) {
			return true
		}
	}
	return false
}

// finish judges a group when it is in the time that was chosen.
func (d *diagnosis) finish(i *incident) {
	if at := d.options.At; !at.IsZero() && i.begin().Sub(at).Abs() > d.options.Window {
		return
	}
	if len(d.result.Incidents) == mostJudged {
		d.result.MoreIncidents++
		return
	}
	i.nodes = concerned(i.seeds)
	i.nodes = i.nodes[:min(len(i.nodes), mostNodes)]
	i.losses = newSeedIndex(i.seeds)
	i.threshold, i.known = d.thresholdIn(i)
	d.result.Incidents = append(d.result.Incidents, d.tell(i))
}

func concerned(seeds []*event) []string {
	var all []string
	for _, e := range seeds {
		all = append(all, e.node)
		if e.peer != "" {
			all = append(all, e.peer)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// withoutPlanned are the losses, but for those of a restart of Windows.
func (d *diagnosis) withoutPlanned() []*event {
	var seeds []*event
	planned := map[string][]time.Time{} // by node
	alone := !slices.ContainsFunc(d.logs, func(l *Log) bool { return !l.facts })
	for _, e := range d.events {
		if !e.kind.Seed || !e.decides || e.count < e.kind.SeedLeast || e.log.facts && !alone {
			continue
		}
		if (e.kind.Kind == kindStopAsked || e.kind.Kind == kindStopped) && d.shutDown(e) {
			planned[e.node] = append(planned[e.node], e.at)
		}
		seeds = append(seeds, e)
	}
	return slices.DeleteFunc(seeds, func(e *event) bool {
		node := ""
		switch e.kind.Kind {
		case kindStopAsked, kindStopped:
			node = e.node
		case kindNodeLost:
			node = e.peer
		}
		i, _ := slices.BinarySearchFunc(planned[node], e.at.Add(-ofStop), time.Time.Compare)
		if i == len(planned[node]) || planned[node][i].Sub(e.at) > ofStop {
			return false
		}
		d.notePlanned(node, planned[node][i])
		return true
	})
}

// shutDown reports whether Windows was shut down with a stop of the service, and the
// node had not lost the others before.
func (d *diagnosis) shutDown(e *event) bool {
	w := around(e.at, restart, restart)
	return len(d.on([]string{e.node}, []string{kindHostStop}, w)) > 0 &&
		len(d.on([]string{e.node}, []string{kindQuorumLost, kindPruned}, w)) == 0 &&
		!slices.ContainsFunc(d.on([]string{e.node}, []string{kindNodeLost}, w), func(o *event) bool { return o.at.Before(e.at) })
}

func (d *diagnosis) notePlanned(node string, at time.Time) {
	if last, ok := d.planned[node]; ok && at.Sub(last).Abs() <= restart {
		return
	}
	d.planned[node] = at
	d.result.Planned = append(d.result.Planned, Planned{At: at, Node: node, Text: "the cluster service stopped because Windows was shut down or restarted"})
}

// Heartbeats that may be missed unless the logs or the facts say otherwise: 5 at
// 1000 ms before Windows Server 2016, 10 from then on.
const (
	shortest  = 5 * time.Second
	usual2016 = 10 * time.Second
	build2016 = 14393
	longest   = 20 * time.Second
)

// thresholdAt is the longest threshold that logs state near a time.
func (d *diagnosis) thresholdAt(at time.Time) time.Duration {
	t, _ := d.thresholdOf(at)
	return cmp.Or(t, longest)
}

// thresholdIn is that of an incident: by the logs, else by the facts; 0 when neither
// says it.
func (d *diagnosis) thresholdIn(i *incident) (time.Duration, string) {
	if t, words := d.thresholdOf(i.begin()); t > 0 {
		return t, words
	}
	for _, n := range d.options.Facts {
		if t, delay := n.ClusterOf.Properties["SameSubnetThreshold"], n.ClusterOf.Properties["SameSubnetDelay"]; t > 0 && delay > 0 {
			return time.Duration(t) * time.Duration(delay) * time.Millisecond, fmt.Sprintf("%d heartbeats of %d ms, as configured; the logs do not state what was in force", t, delay)
		}
	}
	return 0, ""
}

func (d *diagnosis) thresholdOf(at time.Time) (time.Duration, string) {
	most, delay := 0, 1000
	stated := false
	for _, e := range d.on(d.nodes, []string{kindThreshold}, around(at, lead, lead)) {
		if n, err := strconv.Atoi(e.threshold); err == nil && n < 1000 {
			most = max(most, n)
		}
		if n, err := strconv.Atoi(e.delay); err == nil && n > 0 && n < 100_000 {
			delay, stated = n, true
		}
	}
	if most == 0 {
		return 0, ""
	}
	words := fmt.Sprintf("%d heartbeats of %d ms", most, delay)
	if !stated {
		words = fmt.Sprintf("%d heartbeats, taken for 1000 ms each", most)
	}
	return time.Duration(most) * time.Duration(delay) * time.Millisecond, words
}

// tell makes the report of an incident.
func (d *diagnosis) tell(i *incident) Incident {
	out := Incident{ID: i.begin().UTC().Format("20060102-150405"), Begin: i.begin().UTC(), Nodes: i.nodes, Threshold: i.known}
	out.End = d.end(i).UTC()
	out.Steps, out.MoreSteps = d.steps(i, out.End)
	out.Causes = d.judge(i)
	out.Title = title(i, out.Causes)
	out.Notes = append(d.uncertain(i), d.configured(i)...)
	for _, other := range d.result.Incidents {
		if other.ID == out.ID {
			out.ID += "b"
		}
	}
	return out
}

func title(i *incident, found []Cause) string {
	if len(found) > 0 && found[0].Verdict != causes.Excluded {
		return found[0].Title
	}
	return i.seeds[0].text()
}

// end is when the last of the nodes was back, else the last loss.
func (d *diagnosis) end(i *incident) time.Time {
	last := i.seeds[len(i.seeds)-1].until
	for _, e := range d.near(i.begin(), 0, rejoin) {
		back := e.kind.Kind == kindRunning || e.kind.Kind == kindLogBegin || e.kind.Kind == kindDomainBack
		if back && e.at.After(last) && slices.Contains(i.nodes, e.node) {
			last = e.at
		}
	}
	return last
}

// steps are what happened from ten minutes before the incident to its end.
func (d *diagnosis) steps(i *incident, end time.Time) (steps []Step, more int) {
	first := map[string]bool{}
	for _, e := range d.near(i.begin(), lead, end.Sub(i.begin())) {
		if e.kind.Background {
			continue
		}
		s := stepOf(e)
		if e.kind.Abnormal && !first[e.node] {
			first[e.node], s.First = true, true
		}
		if len(steps) >= mostSteps && !s.First && !e.kind.Seed {
			more++
			continue
		}
		steps = append(steps, s)
	}
	if len(steps) > 2*mostSteps {
		more += len(steps) - 2*mostSteps
		steps = steps[:2*mostSteps]
	}
	return steps, more
}

func stepOf(e *event) Step {
	s := Step{
		At: e.at.UTC(), Node: e.node, Peer: e.peer, Kind: e.kind.Kind, Text: e.text(), Count: e.count,
		File: e.log.Path, Line: e.line, Raw: e.raw, Abnormal: e.kind.Abnormal,
	}
	if e.until.After(e.at) {
		s.Until = e.until.UTC()
	}
	return s
}

func refOf(e *event) Ref {
	return Ref{File: e.log.Path, Line: e.line, At: e.at.UTC(), Node: e.node, Text: e.text(), Raw: e.raw}
}

// uncertain says between which nodes the order is not known.
func (d *diagnosis) uncertain(i *incident) []string {
	var unsure []string
	with := map[string]bool{}
	for _, l := range d.logs {
		with[l.node] = true
	}
	for _, n := range i.nodes {
		if with[n] && !d.ordered[n] && len(with) > 1 {
			unsure = append(unsure, n)
		}
	}
	if len(unsure) == 0 {
		return nil
	}
	return []string{"the order of events between " + wording.Some(unsure) + " and the other nodes is not certain: nothing in the logs shows how their clocks differ"}
}

// configured compares the threshold in force with what the facts say.
func (d *diagnosis) configured(i *incident) []string {
	inForce, _ := d.thresholdOf(i.begin())
	if inForce == 0 {
		return nil
	}
	for _, n := range d.options.Facts {
		if n.ClusterOf.State != facts.Collected {
			continue
		}
		t, delay := n.ClusterOf.Properties["SameSubnetThreshold"], n.ClusterOf.Properties["SameSubnetDelay"]
		if same := time.Duration(t) * time.Duration(delay) * time.Millisecond; t > 0 && delay > 0 && same != inForce {
			return []string{fmt.Sprintf("the logs show a threshold of %s in force; %s has %d heartbeats of %d ms for one subnet by now", i.known, n.Name, t, delay)}
		}
	}
	return nil
}
