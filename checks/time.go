package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// timeFindings compares the clocks of the nodes with each other and with that of the
// scanner. The time is a part of the identity, so nothing else has to be read.
func timeFindings(e *evaluation) []Finding {
	for _, b := range e.baselines() {
		if want := b.Time.Skew; want != nil {
			most := time.Duration(want.MaxSeconds) * time.Second
			return []Finding{newClocks(e.nodes, most).judge().finding(want.Requirement, "clocks at most "+span(most)+" apart").wanting(inBounds(nil, &want.MaxSeconds, UnitSeconds))}
		}
	}
	return nil
}

// clocks are those of the nodes that reported the time.
type clocks struct {
	most time.Duration // that two may be apart
	read []*facts.Node // sorted by name
	gaps []facts.Gap   // why others are not known
	mute []facts.Gap   // those of the gaps that are of nodes that were read
}

// newClocks takes the nodes sorted by name.
func newClocks(nodes []Subject, most time.Duration) clocks {
	c := clocks{most: most}
	for _, s := range nodes {
		n := s.Facts
		rows := 0
		if n.Clock.Reported() {
			rows = 1
		}
		missing := n.Clock.Gap("the time on the node's clock", rows)
		switch {
		case n.Problem != nil:
			c.gaps = append(c.gaps, n.Problem.Gap().On(n.Name))
		case !missing.IsZero():
			c.gaps = append(c.gaps, missing.On(n.Name))
			c.mute = append(c.mute, missing.On(n.Name))
		default:
			c.read = append(c.read, n)
		}
	}
	return c
}

// judge gives drift as soon as two clocks are certainly too far apart, whatever is not
// known of others.
func (c clocks) judge() verdict {
	if len(c.read) == 0 {
		if len(c.gaps) == 0 {
			return unknown("no node gave the time", facts.GapNotCollected.Of("the time on the nodes' clocks"))
		}
		return unknown("no node gave the time", c.gaps[0], c.gaps[1:]...)
	}
	slowest := slices.MinFunc(c.read, func(a, b *facts.Node) int { return cmp.Compare(atMost(a), atMost(b)) })
	fastest := slices.MaxFunc(c.read, func(a, b *facts.Node) int { return cmp.Compare(atLeast(a), atLeast(b)) })
	isOff := func(n *facts.Node) bool { return max(atLeast(n), -atMost(n)) > c.most }
	off := slices.DeleteFunc(slices.Clone(c.read), func(n *facts.Node) bool { return !isOff(n) })
	switch {
	case atLeast(fastest)-atMost(slowest) > c.most:
		return c.drifted(fmt.Sprintf("the clocks of %s and %s are %s apart", slowest.Name, fastest.Name, span(fastest.Clock.Offset()-slowest.Clock.Offset())), slowest.Name, fastest.Name)
	case len(off) > 0 && len(c.read) == 1:
		return c.drifted("the clocks of the node and of the scanner differ, and one node alone does not show which is wrong", c.read[0].Name)
	case len(off) > 0 && len(off) < len(c.read):
		var names []string
		for _, n := range off {
			names = append(names, n.Name)
		}
		return c.drifted("the clock of "+strings.Join(names, ", ")+" and that of the scanner differ, and those of the other nodes agree with both", names...)
	case len(off) > 0:
		v := c.drifted("the nodes agree with each other, so the clock of the scanner is the one that is wrong")
		v.fix = "Set the clock of the machine that scans: compare it with the time source of the domain. If that is right, the clocks of all nodes are wrong."
		return v
	case len(c.gaps) > 0:
		v := unknown("not every node gave the time", c.gaps[0], c.gaps[1:]...).with(c.evidence()...)
		v.got = wording.Counted(len(c.read), "clock") + " read, none off"
		return v
	case c.doubtful():
		return unknown("the answers took too long to compare the clocks", facts.GapUndecided.Of("the time on the nodes' clocks within seconds")).with(c.evidence()...)
	}
	return passed(wording.Counted(len(c.read), "clock")+" in step with the scanner", "no two clocks are further apart than the baseline allows", c.evidence()...)
}

// atLeast and atMost bound how far a node's clock is ahead of the scanner's.
func atLeast(n *facts.Node) time.Duration { return n.Clock.Offset() - n.Clock.Uncertainty() }

func atMost(n *facts.Node) time.Duration { return n.Clock.Offset() + n.Clock.Uncertainty() }

// doubtful reports whether two clocks, that of the scanner among them, may be too far
// apart.
func (c clocks) doubtful() bool {
	for _, n := range c.read {
		if max(atMost(n), -atLeast(n)) > c.most {
			return true
		}
	}
	// Of all pairs, that of the one that may be most ahead and the one that may be most
	// behind is the furthest apart; two of each, since one clock may be both.
	ahead := slices.SortedFunc(slices.Values(c.read), func(a, b *facts.Node) int { return cmp.Compare(atMost(b), atMost(a)) })
	behind := slices.SortedFunc(slices.Values(c.read), func(a, b *facts.Node) int { return cmp.Compare(atLeast(a), atLeast(b)) })
	for _, n := range ahead[:min(2, len(ahead))] {
		for _, other := range behind[:min(2, len(behind))] {
			if n != other && atMost(n)-atLeast(other) > c.most {
				return true
			}
		}
	}
	return false
}

// drifted shows the clock of every node, and is the same drift as long as it is those of
// the same nodes.
func (c clocks) drifted(reason string, names ...string) verdict {
	d := Difference{Aspect: "clock"}
	for _, n := range c.read {
		d.Values = append(d.Values, NodeValue{n.Name, offsetText(n.Clock.Offset())})
	}
	slices.SortFunc(d.Values, func(a, b NodeValue) int { return strings.Compare(a.Node, b.Node) })
	d = newDifference(d.Aspect, d.Values)
	var said wording.Grouped
	for _, v := range d.Values {
		said.Add(v.Value, v.Node)
	}
	v := drifted(said.String(), reason+notCompared(facts.GapTexts(c.gaps)), c.evidence()...).fixedByHand()
	v.missing = c.mute
	if d.differs() {
		v.differences = []Difference{d}
	}
	return v.steadily("off: "+strings.Join(names, ", "), "")
}

func (c clocks) evidence() []Evidence {
	var shown []Evidence
	for _, n := range c.read {
		shown = append(shown, observed(n.Clock.Section, "%s: %s (%s by the node, %s by the scanner)", n.Name, offsetText(n.Clock.Offset()), moment(n.Clock.Node), moment(n.Clock.Scanner)))
	}
	return shown
}

// offsetText is "7 min 3 s ahead of the scanner".
func offsetText(offset time.Duration) string {
	switch d := offset.Round(time.Second); {
	case d > 0:
		return span(d) + " ahead of the scanner"
	case d < 0:
		return span(-d) + " behind the scanner"
	}
	return "in step with the scanner"
}
