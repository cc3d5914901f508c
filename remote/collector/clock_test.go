package collector

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// collectAt reads a node that tells a time, on a clock that goes on by step whenever it
// is looked at.
func collectAt(t *testing.T, reported string, step time.Duration) *facts.Node {
	t.Helper()
	f := nodeWithEvents()
	if reported != "" {
		f.rows["Win32_OperatingSystem"][0]["LocalDateTime"] = []string{reported}
	}
	n := &facts.Node{Name: "node1"}
	now := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC).Add(-step)
	clock := func() time.Time { now = now.Add(step); return now }
	Collect(t.Context(), f, n, func(facts.OS) facts.Request { return eventRequest() }, leads, clock, nil)
	if n.Problem != nil {
		t.Fatal(n.Problem.Message)
	}
	roundTrip(t, n)
	return n
}

func TestClock(t *testing.T) {
	tests := []struct {
		name, reported      string
		step                time.Duration
		state               facts.State
		offset, uncertainty time.Duration
	}{
		{"in step", "2026-11-22T11:00:00Z", 0, facts.Collected, 0, 0},
		{"another time zone", "2026-11-22T20:00:00.5+09:00", 0, facts.Collected, 500 * time.Millisecond, 0},
		{"ahead", "2026-11-22T11:07:00Z", 0, facts.Collected, 7 * time.Minute, 0},
		{"behind", "2026-11-22T10:53:00Z", 0, facts.Collected, -7 * time.Minute, 0},
		{"halfway through a slow answer", "2026-11-22T11:00:04Z", 8 * time.Second, facts.Collected, 0, 4 * time.Second},
		{"null", "", 0, facts.Failed, 0, 0},
		{"without a time zone", "2026-11-22T11:00:00", 0, facts.Failed, 0, 0},
		{"no time", "yesterday", 0, facts.Failed, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := collectAt(t, tt.reported, tt.step).Clock
			if c.State != tt.state || c.Offset() != tt.offset || c.Uncertainty() != tt.uncertainty || c.Reported() != (tt.state == facts.Collected) {
				t.Errorf("%s: %s within %s, %+v", c.State, c.Offset(), c.Uncertainty(), c.Problem)
			}
			if c.Reported() && c.Node.Sub(c.Scanner) != c.Offset() {
				t.Errorf("node %s, scanner %s", c.Node, c.Scanner)
			}
		})
	}
}

// TestEventWindowsByTheNodesClock: what a window begins and ends with is a time of the
// node's clock, as are the times of its events; and the boot is as long ago as the node
// has it, which here the clock of the scanner would put into the future.
func TestEventWindowsByTheNodesClock(t *testing.T) {
	begin := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	for reported, skew := range map[string]time.Duration{"2026-12-22T11:00:00Z": 30 * day, "2026-11-22T11:00:00Z": 0, "": 0} {
		n := collectAt(t, reported, 0)
		log := n.Events.Cluster
		if !log.From.Equal(begin.Add(skew-7*day)) || log.Until.IsZero() != (reported == "") || !log.End().Equal(begin.Add(skew)) {
			t.Errorf("%q: from %s until %s", reported, log.From, log.Until)
		}
	}
	f := nodeWithEvents()
	f.rows["Win32_OperatingSystem"][0]["LocalDateTime"] = []string{"2027-03-01T12:00:00Z"}
	f.rows["Win32_OperatingSystem"][0]["LastBootUpTime"] = []string{"2027-01-30T12:00:00Z"}
	collect(t, f, eventRequest())
	if line := string(f.runs[1][4]); !strings.Contains(line, "timediff(@SystemTime) <= 2678400000]") { // 30 days and one of slack
		t.Errorf("since boot: %s", line)
	}
}
