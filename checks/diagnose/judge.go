package diagnose

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// rank orders verdicts, the surest first.
func rank(v causes.Verdict) int {
	return slices.Index([]causes.Verdict{causes.Shown, causes.Likely, causes.Possible, causes.Excluded}, v)
}

// trial is one cause, looked at for one node and one of those it lost, or that lost it.
type trial struct {
	d             *diagnosis
	incident      *incident
	cause         *causes.Cause
	subject, peer string
	onset         time.Time // the first loss between them
	sources       wording.Set
}

// judge looks at all causes. Of each the surest is kept, and others that are as sure on
// other nodes.
func (d *diagnosis) judge(i *incident) []Cause {
	var all []Cause
	for n := range d.catalogue.Causes {
		var found []Cause
		for _, t := range d.trials(i, &d.catalogue.Causes[n]) {
			if c, ok := t.run(); ok {
				found = append(found, c)
			}
		}
		all = append(all, surest(found)...)
	}
	slices.SortStableFunc(all, func(a, b Cause) int { return cmp.Compare(rank(a.Verdict), rank(b.Verdict)) })
	return all
}

// surest leaves of one cause what is surest, on each node once; what is not sure, once.
func surest(found []Cause) []Cause {
	slices.SortStableFunc(found, func(a, b Cause) int { return cmp.Compare(rank(a.Verdict), rank(b.Verdict)) })
	var kept []Cause
	for _, c := range found {
		same := slices.ContainsFunc(kept, func(k Cause) bool { return k.Node == c.Node || k.Node == c.Peer && k.Peer == c.Node })
		if len(kept) == 0 || c.Verdict == kept[0].Verdict && rank(c.Verdict) <= rank(causes.Likely) && !same {
			kept = append(kept, c)
		}
	}
	return kept
}

// mostTrials is how many pairs of nodes are looked at for one cause.
const mostTrials = 500

// trials are the nodes of the incident that the cause may be about.
func (d *diagnosis) trials(i *incident, c *causes.Cause) []*trial {
	var all []*trial
	for _, subject := range i.nodes {
		peers := i.losses.peers[subject]
		if len(peers) == 0 {
			peers = []string{""}
		}
		for _, peer := range peers {
			if len(all) == mostTrials {
				return all
			}
			if e := i.losses.first(subject, peer, c.Seeds); e != nil {
				all = append(all, &trial{d: d, incident: i, cause: c, subject: subject, peer: peer, onset: e.at, sources: wording.Set{}})
			}
		}
	}
	return all
}

// run looks at all conditions; false when one without which the cause is not
// considered does not hold.
func (t *trial) run() (Cause, bool) {
	c := Cause{
		ID: t.cause.ID, Title: fill(t.cause.Title, t.subject, t.peer), Verdict: t.cause.Best, Node: t.subject, Peer: t.peer, Why: t.cause.Why,
		Fix: t.cause.Fix, Sources: t.cause.Sources, Inferred: t.cause.Provenance != baselines.Sourced,
	}
	if t.cause.Provenance == baselines.Unconfirmed {
		c.Verdict = causes.Possible
	}
	var wants []*want
	worse := func(v causes.Verdict, by string) {
		if v == causes.Excluded && c.Verdict != causes.Excluded {
			c.By = by
		}
		if rank(v) > rank(c.Verdict) {
			c.Verdict = v
		}
	}
	for _, want := range t.cause.Must {
		s, missing := t.sign(want)
		if want.Core && s.Holds != Yes && !s.unsettled() {
			return Cause{}, false
		}
		switch s.Holds {
		case No:
			worse(want.Otherwise, "not so: "+want.Text)
		case Unknown:
			worse(want.Unknown, "")
		}
		c.Signs = append(c.Signs, s)
		if missing != nil {
			wants = append(wants, missing)
		}
	}
	for _, against := range t.cause.Contradicts {
		s, missing := t.sign(against)
		s.Against = true
		switch s.Holds {
		case Yes:
			worse(causes.Excluded, against.Text)
		case Unknown:
			worse(causes.Likely, "")
		}
		c.Signs = append(c.Signs, s)
		if missing != nil {
			wants = append(wants, missing)
		}
	}
	if !t.cause.Alone && len(t.sources) < 2 && rank(c.Verdict) < rank(causes.Likely) {
		worse(causes.Likely, "")
		wants = append(wants, wantWords("a second log: one alone does not show this cause"))
	}
	c.Missing = wanting(wants)
	t.notes(&c)
	c.Findings = t.d.findingsOf(t.cause, t.subject)
	return c, true
}

// notes adds what is so and decides nothing.
func (t *trial) notes(c *Cause) {
	for _, n := range t.cause.Notes {
		if s, _ := t.sign(n); s.Holds == Yes {
			c.Notes = append(c.Notes, s.Text+where(s))
		}
	}
}

func where(s Sign) string {
	if len(s.Steps) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", s.Steps[0].File, s.Steps[0].Line)
}

// sign looks at one condition. What is missing is said when that is not known.
func (t *trial) sign(c causes.Condition) (Sign, *want) {
	s := Sign{Text: c.Text}
	var missing *want
	var shown []*event
	switch c.Test {
	case "", causes.TestRising, causes.TestRepeated:
		s.Holds, shown, missing = t.byEvents(c)
		if open := t.unsettledBy(c); s.Holds != Yes && len(open) > 0 {
			s.Holds, shown = Unknown, open
			s.Detail = "whether an event that is not in the catalogue means this is not known"
		}
	default:
		s.Holds, shown, s.Detail, missing = t.test(c)
	}
	for _, e := range shown[:min(len(shown), 5)] {
		s.Steps = append(s.Steps, refOf(e))
	}
	if s.Holds == Yes {
		for _, e := range shown {
			t.sources.Add(e.node + "\x00" + e.channel)
		}
	}
	return s, missing
}

// nodes are those whose logs count.
func (t *trial) nodes(at causes.At) []string {
	switch at {
	case causes.AtPeer:
		return nonEmpty(t.peer)
	case causes.AtEither:
		return nonEmpty(t.subject, t.peer)
	case causes.AtOthers, causes.AtAny:
		if at == causes.AtAny {
			return t.d.nodes
		}
		return slices.DeleteFunc(slices.Clone(t.d.nodes), func(node string) bool { return node == t.subject || node == t.peer })
	}
	return []string{t.subject}
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// byEvents looks for events of some kinds.
func (t *trial) byEvents(c causes.Condition) (Answer, []*event, *want) {
	nodes := t.nodes(c.At)
	limit := t.firstOf(c)
	var found []*event
	count, byID := 0, false
	for _, e := range t.d.on(nodes, c.Events, around(t.onset, c.Before, c.After)) {
		if !e.decides || !limit.IsZero() && e.at.After(limit) {
			continue
		}
		if c.Before > 0 && c.After == 0 && !e.at.Before(t.onset) && c.First == "" { // the loss itself is not before it
			continue
		}
		found = append(found, e)
		count += e.count
		byID = byID || e.byID
	}
	enough := count >= c.Least || c.Test == causes.TestRepeated && byID
	if c.Test == causes.TestRising {
		enough = enough && rises(found)
	}
	if enough {
		return Yes, found, nil
	}
	return t.orMissing(c, nodes)
}

// unsettledBy are the events that make it unknown whether a condition holds.
func (t *trial) unsettledBy(c causes.Condition) []*event {
	if len(c.Unsettled) == 0 {
		return nil
	}
	return t.d.on(t.nodes(c.At), c.Unsettled, around(t.onset, c.Before, c.After))
}

// orMissing is No when the logs of all nodes could show the events, else what is
// missing.
func (t *trial) orMissing(c causes.Condition, nodes []string) (Answer, []*event, *want) {
	if len(nodes) == 0 && c.At == causes.AtOthers {
		return Unknown, nil, wantLog("another node", t.onset)
	}
	for _, node := range nodes {
		if !slices.ContainsFunc(c.Events, func(kind string) bool { return t.d.covers(node, kind, t.span(c.Before, c.After)) }) {
			return Unknown, nil, t.d.wanted(node, c.Events, t.onset)
		}
	}
	return No, nil, nil
}

// rises reports whether the seconds of the events go up.
func rises(found []*event) bool {
	if len(found) == 0 {
		return false
	}
	first, last := found[0].first, found[len(found)-1].last
	return last > first
}

// firstOf is the moment up to which events count; zero: there is none.
func (t *trial) firstOf(c causes.Condition) time.Time {
	if c.First == "" {
		return time.Time{}
	}
	if c.First == causes.TestProfileFlip {
		if flip := t.flip(t.subject, c.Before, c.After); len(flip) > 0 {
			return flip[0].at
		}
		return time.Time{}
	}
	if found := t.d.on([]string{t.subject}, []string{c.First}, around(t.onset, c.Before, c.After)); len(found) > 0 {
		return found[0].at
	}
	return time.Time{}
}

// moment is a time; on a day that is not known, without it.
func moment(at time.Time) string {
	if at.Year() <= 1 {
		return at.UTC().Format("15:04:05")
	}
	return at.UTC().Format("2006-01-02 15:04:05 MST")
}
