package html

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
)

// Measures of a timeline, in percent of its width: what is at one time as wide as a mark on
// a narrow screen is one mark.
const (
	timelineMargin = 4
	timelineMark   = 6
)

// timeline shows when the profile of a node's networks changed, and when the
// cluster lost something.
type timeline struct {
	ID, Node, Caption string
	First, Last       string
	Spans             []span // out of the Domain profile: from a flip to the way back
	Events, Profiles  []mark
	Items             []item
}

// span is in percent of the width.
type span struct{ From, Width float64 }

// mark is one or more moments, named by their numbers in the list.
type mark struct {
	X     float64 // in percent of the width
	Label string  // "3" or "3…7"
	Kind  string  // of the first moment
	Many  bool
	first int // its number
}

// item is one moment in words.
type item struct{ When, Kind, Text string }

// timelines draws one for each node that has a flip: without one the events
// alone tell nothing about profiles.
func timelines(c report.Cluster) []timeline {
	byNode := map[string][]checks.Moment{}
	for i := range c.Findings {
		f := &c.Findings[i]
		byNode[f.Node] = append(byNode[f.Node], f.Timeline...)
	}
	var all []timeline
	for _, n := range c.Nodes {
		moments := slices.Clone(byNode[n.Name])
		slices.SortStableFunc(moments, func(a, b checks.Moment) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
		})
		moments = slices.Compact(moments)
		if slices.ContainsFunc(moments, func(m checks.Moment) bool { return m.Kind == checks.MomentFlip }) {
			all = append(all, newTimeline(n.Name, moments))
		}
	}
	return all
}

// newTimeline takes the moments sorted by time.
func newTimeline(node string, moments []checks.Moment) timeline {
	first, last := moments[0].At, moments[len(moments)-1].At
	t := timeline{Node: node, First: moment(first), Last: moment(last)}
	flips, events, open := 0, 0, -1.0
	for i, m := range moments {
		x := position(m.At, first, last)
		t.Items = append(t.Items, item{moment(m.At), m.Kind, m.Text})
		switch m.Kind {
		case checks.MomentFlip:
			flips++
			t.Profiles = marked(t.Profiles, x, i+1, m.Kind)
			if open < 0 {
				open = x
			}
		case checks.MomentBack:
			t.Profiles = marked(t.Profiles, x, i+1, m.Kind)
			if open >= 0 {
				t.Spans = append(t.Spans, span{open, x - open})
				open = -1
			}
		default:
			events++
			t.Events = marked(t.Events, x, i+1, m.Kind)
		}
	}
	if open >= 0 {
		t.Spans = append(t.Spans, span{open, 100 - timelineMargin - open})
	}
	t.Caption = fmt.Sprintf("%s out of the Domain profile, %s", wording.Counted(flips, "time"), wording.Counted(events, "cluster event"))
	return t
}

// marked adds a moment to the marks of a lane: to the last one where they would overlap.
func marked(marks []mark, x float64, number int, kind string) []mark {
	if n := len(marks); n > 0 && x-marks[n-1].X < timelineMark {
		last := &marks[n-1]
		last.Label, last.Many = fmt.Sprintf("%d…%d", last.first, number), true
		return marks
	}
	return append(marks, mark{X: x, Label: fmt.Sprint(number), Kind: kind, first: number})
}

// position is where on the axis a time is, in percent of the width.
func position(at, first, last time.Time) float64 {
	const length = 100 - 2*timelineMargin
	if !last.After(first) {
		return timelineMargin
	}
	percent := timelineMargin + length*float64(at.Sub(first))/float64(last.Sub(first))
	return math.Round(percent*100) / 100
}
