package record

import (
	"cmp"
	"fmt"
	"regexp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// runID is the ID of a run of a history.
var runID = regexp.MustCompile(`^([0-9a-f]{12})?$`)

func checkRun(id string) error {
	if runID.MatchString(id) {
		return nil
	}
	return fmt.Errorf("%.40q is not the ID of a run", id)
}

func (s Standing) check() error {
	return cmp.Or(checkRun(s.Run), within("missed_runs", int64(s.Missed)),
		oneOf("was", s.Was, checks.Pass, checks.Drift, checks.Unknown, checks.NotApplicable, checks.Waived, ""))
}

// mostPast bounds the lists of a history in a report; it writes far fewer.
const mostPast = 1000

// mostCounts bounds the numbers of changes in a report: some for each cluster.
const mostCounts = 100_000

func checkTrend(points []report.TrendPoint) error {
	if len(points) > mostPast {
		return fmt.Errorf("a trend of %d runs is not possible", len(points))
	}
	for _, p := range points {
		if err := checkRun(p.Run); err != nil {
			return err
		}
		for what, n := range map[string]int{"nodes": p.Nodes, "not_read": p.Dark, "drift": p.Drift, "grave": p.Grave, "unknown": p.Unknown, "waived": p.Waived} {
			if err := within(what, int64(n)); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkLastRun(l *report.LastRun) error {
	if l == nil {
		return nil
	}
	if len(l.Changes) > mostPast {
		return fmt.Errorf("%d changes since the last run are not possible", len(l.Changes))
	}
	for _, c := range l.Changes {
		if err := oneOf("severity", c.Severity, append(baselines.Severities(), "")...); err != nil {
			return err
		}
	}
	if len(l.Counts) > mostCounts {
		return fmt.Errorf("%d numbers of changes since the last run are not possible", len(l.Counts))
	}
	for _, c := range l.Counts {
		if err := within("count", int64(c.Count)); err != nil {
			return err
		}
	}
	return cmp.Or(checkRun(l.Run), within("more", int64(l.More)))
}

// trend has its times to the second.
func trend(points []report.TrendPoint) []report.TrendPoint {
	for i := range points {
		points[i].Started = toSecond(points[i].Started)
	}
	return points
}

// lastRun has its time to the second.
func lastRun(l *report.LastRun) *report.LastRun {
	if l != nil {
		l.Started = toSecond(l.Started)
	}
	return l
}
