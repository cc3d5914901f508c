// Package past adds to a result what a history knows of it.
//
// In go an open history and a result; the result then has since when each finding is what
// it is, what changed since the last run of its scope, and how its clusters developed. The
// package changes no verdict, count or exit code, and records nothing.
package past

import (
	"context"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Options are what Add takes besides the history and the result.
type Options struct {
	Scope history.Scope // whose runs the result is compared with
	Run   string        // the ID of the result where it is recorded; empty: it is not
}

// MostPoints is how many runs a trend has at most, this one included.
const MostPoints = 30

// Add adds what the history knows of a result. With an error, an *history.Error unless ctx
// ended, the result is as it was.
func Add(ctx context.Context, s *history.Store, r *report.Result, o Options) error {
	known, err := read(ctx, s, r, o)
	if err != nil {
		return err
	}
	before, found, err := s.Before(ctx, r, o.Scope, o.Run)
	if err != nil {
		return err
	}
	var earlier *report.Result
	if found {
		if earlier, err = s.Result(ctx, before.ID); err != nil {
			return err
		}
	}
	var was *sightings
	if found {
		was = newSightings(earlier)
	}
	known.addTo(r, was)
	r.LastRun = &report.LastRun{}
	if found {
		d := diff.Compare(earlier, r, diff.Options{Since: dates(r)})
		r.LastRun = lastRun(before, d)
	}
	return nil
}

// AddTimes adds to a result what the history knows of it without a comparison with the last
// run, which would have to be read whole: since when each finding is what it is, and how its
// clusters developed. With an error the result is as it was.
func AddTimes(ctx context.Context, s *history.Store, r *report.Result, o Options) error {
	known, err := read(ctx, s, r, o)
	if err == nil {
		known.addTo(r, nil)
	}
	return err
}

// times are what a history knows of the clusters of a result, in their order.
type times struct {
	standings [][]*report.Standing
	trends    [][]report.TrendPoint
}

func read(ctx context.Context, s *history.Store, r *report.Result, o Options) (times, error) {
	t := times{make([][]*report.Standing, len(r.Clusters)), make([][]report.TrendPoint, len(r.Clusters))}
	for i, c := range r.Clusters {
		var err error
		if t.standings[i], err = s.Standings(ctx, r, i, o.Run); err != nil {
			return times{}, err
		}
		visits, err := s.TrendUntil(ctx, r, c.Name, o.Scope, o.Run, MostPoints-1)
		if err != nil {
			return times{}, err
		}
		t.trends[i] = trend(visits, r, c)
	}
	return t, nil
}

// addTo adds them, and how the findings compare with an earlier result, which may be nil.
func (t times) addTo(r *report.Result, earlier *sightings) {
	r.Edit(func(i int, c *report.Cluster) {
		c.Trend = t.trends[i]
		for j := range c.Findings {
			c.Findings[j].Standing = t.standings[i][j]
		}
		if earlier != nil {
			earlier.mark(c)
		}
	})
}

// trend is nil without an earlier visit.
func trend(visits []history.Visit, r *report.Result, c report.Cluster) []report.TrendPoint {
	if len(visits) == 0 {
		return nil
	}
	var points []report.TrendPoint
	for _, v := range visits {
		points = append(points, report.TrendPoint{
			Run: v.Run, Started: v.Started, Nodes: v.Counts.Nodes, Dark: v.Counts.Dark,
			Drift: v.Counts.Drift, Grave: v.Critical + v.High, Unknown: v.Counts.Unknown, Waived: v.Counts.Waived,
		})
	}
	return append(points, report.NewTrendPoint(r, c))
}
