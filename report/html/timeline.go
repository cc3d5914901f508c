package html

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
)

// Measures of a timeline, in pixels.
const (
	timelineWidth  = 960
	timelineHeight = 80
	timelineMargin = 12
	flipY, eventY  = 40, 20
)

// timeline shows when the profile of a node's networks changed, and when the
// cluster lost something.
type timeline struct {
	Node, Caption              string
	Width, Height, Left, Right int
	First, Last                string
	Spans                      []span // from a flip to the way back
	Marks                      []mark
	Items                      []string
}

type span struct{ From, To int }

type mark struct {
	X, Y       int
	Kind, Text string
}

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
	t := timeline{
		Node: node, Width: timelineWidth, Height: timelineHeight, Left: timelineMargin, Right: timelineWidth - timelineMargin,
		First: moment(first), Last: moment(last),
	}
	flips, events, open := 0, 0, -1
	for _, m := range moments {
		x := position(m.At, first, last)
		t.Items = append(t.Items, moment(m.At)+"  "+m.Text)
		mark := mark{X: x, Y: eventY, Kind: m.Kind, Text: moment(m.At) + ": " + m.Text}
		switch m.Kind {
		case checks.MomentFlip:
			flips++
			mark.Y = flipY
			if open < 0 {
				open = x
			}
		case checks.MomentBack:
			mark.Y = flipY
			if open >= 0 {
				t.Spans = append(t.Spans, span{open, x})
				open = -1
			}
		default:
			events++
		}
		t.Marks = append(t.Marks, mark)
	}
	if open >= 0 {
		t.Spans = append(t.Spans, span{open, t.Right})
	}
	t.Caption = fmt.Sprintf("%s out of the Domain profile (below), %s (above)", wording.Counted(flips, "time"), wording.Counted(events, "cluster event"))
	return t
}

// position is where on the axis a time stands.
func position(at, first, last time.Time) int {
	const length = timelineWidth - 2*timelineMargin
	if !last.After(first) {
		return timelineMargin + length/2
	}
	return timelineMargin + int(float64(length)*float64(at.Sub(first))/float64(last.Sub(first)))
}
