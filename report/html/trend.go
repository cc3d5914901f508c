package html

import (
	"fmt"
	"math"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Measures of a trend, in pixels.
const (
	trendTop    = 24 // above the bars, for the mark of nodes that were not read
	trendBase   = 124
	trendLabels = 142
	trendHeight = 148
)

// widestBar is how wide a bar is at most, in percent: two runs are not two walls.
const widestBar = 7

// trend shows how a cluster developed: a bar for each run.
type trend struct {
	ID, Cluster, Title, Desc, Caption string
	Most                              string // what the highest bar is
	First, Last                       string
	Height, Base, Labels              int
	Bars                              []bar
	Rows                              []trendRow
}

// bar is one run; what there is none of is nil.
type bar struct {
	Drift, Unknown *box
	Dark           *box // a mark of which only the place counts
}

// box has X and Width in percent of the width, and the others in pixels.
type box struct{ X, Y, Width, Height float64 }

// trendRow is one run in numbers.
type trendRow struct {
	report.TrendPoint
	When, Run string
}

// trend is nil for a cluster without one.
func (b *builder) trend(c report.Cluster) *trend {
	if len(c.Trend) == 0 {
		return nil
	}
	points := c.Trend
	first, last := points[0], points[len(points)-1]
	t := &trend{
		ID: b.anchors.name(b.prefix, "trend"), Cluster: c.Name, Title: "Drift and unknowns of " + c.Name + ", run by run",
		First: first.Started.UTC().Format(time.DateOnly), Last: last.Started.UTC().Format(time.DateOnly),
		Height: trendHeight, Base: trendBase, Labels: trendLabels,
	}
	highest, dark := 0, 0
	for _, p := range points {
		highest = max(highest, p.Drift+p.Unknown)
		if p.Dark > 0 {
			dark++
		}
	}
	t.Most = fmt.Sprintf("%d drift and unknown in the highest bar", highest)
	t.Caption = fmt.Sprintf("%d runs, %s to %s: drift %d then, %d now; unknown %d then, %d now", len(points), t.First, t.Last, first.Drift, last.Drift, first.Unknown, last.Unknown)
	t.Desc = fmt.Sprintf("A bar for each run. %s. Nodes were not read in %d of them. The table below has all numbers.", t.Caption, dark)
	for i, p := range points {
		t.Bars = append(t.Bars, newBar(p, i, len(points), highest))
		run := p.Run
		if run == "" {
			run = "this run"
		}
		t.Rows = append(t.Rows, trendRow{p, moment(p.Started), run})
	}
	return t
}

// newBar is the bar at a place of so many, of which the highest is so many findings.
func newBar(p report.TrendPoint, place, slots, highest int) bar {
	slot := 100 / float64(slots)
	width := min(slot*.7, widestBar)
	at := box{X: hundredth(slot*(float64(place)+.5) - width/2), Y: trendBase, Width: hundredth(width)}
	height := func(n int) float64 {
		if n == 0 {
			return 0
		}
		return hundredth(max(2, float64((trendBase-trendTop)*n)/float64(highest)))
	}
	var b bar
	stack := func(n int) *box {
		if n == 0 {
			return nil
		}
		part := at
		part.Height = height(n)
		part.Y = hundredth(at.Y - part.Height)
		at.Y = part.Y
		return &part
	}
	b.Drift, b.Unknown = stack(p.Drift), stack(p.Unknown)
	if p.Dark > 0 {
		b.Dark = &box{X: hundredth(at.X + at.Width/2), Y: max(at.Y-6, 18)}
	}
	return b
}

func hundredth(x float64) float64 { return math.Round(x*100) / 100 }
