package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
)

// Measures of a timeline, in pixels.
const (
	timelineWidth  = 960
	timelineHeight = 80
	timelineMargin = 12
	flipY, eventY  = 40, 20
)

// htmlTimeline shows when the profile of a node's networks changed, and when the
// cluster lost something.
type htmlTimeline struct {
	Node, Caption              string
	Width, Height, Left, Right int
	First, Last                string
	Spans                      []htmlSpan // from a flip to the way back
	Marks                      []htmlMark
	Items                      []string
}

type htmlSpan struct{ From, To int }

type htmlMark struct {
	X, Y       int
	Kind, Text string
}

// htmlTimelines draws one for each node that has a flip: without one the events
// alone tell nothing about profiles.
func htmlTimelines(c Cluster) []htmlTimeline {
	var all []htmlTimeline
	for _, n := range c.Nodes {
		var moments []Moment
		for _, f := range c.Findings {
			if f.Node == n.Name {
				moments = append(moments, f.Timeline...)
			}
		}
		slices.SortStableFunc(moments, func(a, b Moment) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
		})
		moments = slices.Compact(moments)
		if slices.ContainsFunc(moments, func(m Moment) bool { return m.Kind == checks.MomentFlip }) {
			all = append(all, newHTMLTimeline(n.Name, moments))
		}
	}
	return all
}

// newHTMLTimeline takes the moments sorted by time.
func newHTMLTimeline(node string, moments []Moment) htmlTimeline {
	first, last := moments[0].At, moments[len(moments)-1].At
	t := htmlTimeline{
		Node: node, Width: timelineWidth, Height: timelineHeight, Left: timelineMargin, Right: timelineWidth - timelineMargin,
		First: moment(first), Last: moment(last),
	}
	flips, events, open := 0, 0, -1
	for _, m := range moments {
		x := position(m.At, first, last)
		t.Items = append(t.Items, moment(m.At)+"  "+m.Text)
		mark := htmlMark{X: x, Y: eventY, Kind: m.Kind, Text: moment(m.At) + ": " + m.Text}
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
				t.Spans = append(t.Spans, htmlSpan{open, x})
				open = -1
			}
		default:
			events++
		}
		t.Marks = append(t.Marks, mark)
	}
	if open >= 0 {
		t.Spans = append(t.Spans, htmlSpan{open, t.Right})
	}
	t.Caption = fmt.Sprintf("%s out of the Domain profile (below), %s (above)", plural(flips, "time"), plural(events, "cluster event"))
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
