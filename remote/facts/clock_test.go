package facts

import (
	"math"
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	at := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	ahead := Clock{Section: Section{State: Collected}, Node: at.Add(time.Minute), Scanner: at, OffsetMS: 60000, UncertaintyMS: 250}
	if !ahead.Reported() || ahead.Offset() != time.Minute || ahead.Uncertainty() != 250*time.Millisecond || !ahead.ByNode(at).Equal(at.Add(time.Minute)) {
		t.Errorf("%+v: %s, %s, %s", ahead, ahead.Offset(), ahead.Uncertainty(), ahead.ByNode(at))
	}
	for _, c := range []Clock{{}, {Section: Section{State: Collected}}, {Section: Section{State: Failed}, Node: at, Scanner: at}} {
		if c.Reported() || !c.ByNode(at).Equal(at) {
			t.Errorf("%+v reported the time", c)
		}
	}
	for _, n := range []int64{math.MaxInt64, math.MinInt64, 1 << 62} {
		if c := (Clock{OffsetMS: n, UncertaintyMS: n}); c.Offset().Abs() != longestOffset || c.Uncertainty() != longestOffset {
			t.Errorf("%d ms: %s, %s", n, c.Offset(), c.Uncertainty())
		}
	}
}

func TestEventLogEnd(t *testing.T) {
	at := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	old := EventLog{Section: Section{At: at}}
	if !old.End().Equal(at) || old.Skew() != 0 {
		t.Errorf("without the node's clock: %s, %s", old.End(), old.Skew())
	}
	reported := EventLog{Section: Section{At: at}, Until: at.Add(-time.Hour)}
	if !reported.End().Equal(at.Add(-time.Hour)) || reported.Skew() != -time.Hour {
		t.Errorf("with it: %s, %s", reported.End(), reported.Skew())
	}
}
