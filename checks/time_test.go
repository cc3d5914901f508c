package checks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clockAhead is a clock that was read at once.
func clockAhead(offset time.Duration) facts.Clock { return clockWithin(offset, 0) }

// clockWithin is a clock whose offset may be wrong by some time.
func clockWithin(offset, uncertainty time.Duration) facts.Clock {
	c := facts.Clock{Section: collected("clock"), OffsetMS: offset.Milliseconds(), UncertaintyMS: uncertainty.Milliseconds()}
	c.Scanner = c.At
	c.Node = c.Scanner.Add(offset)
	return c
}

func TestClockSkew(t *testing.T) {
	const minute = time.Minute
	untold := facts.Clock{}
	broken := facts.Clock{Section: failed("clock")}
	tests := []struct {
		name    string
		clocks  []facts.Clock
		status  Status
		got     string
		reason  string
		missing string
		fix     string
	}{
		{"in step", []facts.Clock{clockAhead(0), clockAhead(2 * time.Second), clockAhead(-time.Second)}, Pass, "3 clocks in step with the scanner", "", "", ""},
		{"at the limit", []facts.Clock{clockAhead(0), clockAhead(5 * minute)}, Pass, "", "", "", ""},
		{"one ahead", []facts.Clock{clockAhead(0), clockAhead(7 * minute), clockAhead(0)}, Drift, "N1, N3: in step with the scanner; N2: 7 min ahead of the scanner", "the clocks of N1 and N2 are 7 min apart", "", "fix"},
		{"one behind", []facts.Clock{clockAhead(0), clockAhead(-7*minute - 3*time.Second)}, Drift, "N1: in step with the scanner; N2: 7 min 3 s behind the scanner", "the clocks of N2 and N1 are 7 min 3 s apart", "", ""},
		{"each near the scanner, and far from each other", []facts.Clock{clockAhead(-3 * minute), clockAhead(3 * minute)}, Drift, "", "the clocks of N1 and N2 are 6 min apart", "", ""},
		{"the scanner is wrong", []facts.Clock{clockAhead(9 * minute), clockAhead(10 * minute), clockAhead(9 * minute)}, Drift, "", "the clock of the scanner", "", "the machine that scans"},
		{"the scanner is wrong, and a node is silent", []facts.Clock{clockAhead(-9 * minute), untold, clockAhead(-9 * minute)}, Drift, "", "not compared: N2: the time on the node's clock: not read", "", "the machine that scans"},
		{"one is just too far from the scanner", []facts.Clock{clockAhead(5*minute + 10*time.Second), clockAhead(20 * time.Second), clockAhead(20 * time.Second)}, Drift, "", "the clock of N1 and that of the scanner differ, and those of the other nodes agree with both", "", "fix"},
		{"one node, far from the scanner", []facts.Clock{clockAhead(9 * minute)}, Drift, "N1: 9 min ahead of the scanner", "one node alone does not show which is wrong", "", "fix"},
		{"one node", []facts.Clock{clockAhead(time.Second)}, Pass, "1 clock in step with the scanner", "", "", ""},
		{"facts of an earlier version", []facts.Clock{untold, untold}, Unknown, "", "no node gave the time", "N1: the time on the node's clock: not read", ""},
		{"one node is silent", []facts.Clock{clockAhead(0), broken}, Unknown, "1 clock read, none off", "not every node gave the time", "N2: the time on the node's clock (clock): clock was denied", ""},
		{"one node is silent, and two are apart", []facts.Clock{clockAhead(0), broken, clockAhead(time.Hour)}, Drift, "", "N1 and N3 are 1 h apart; not compared: N2", "N2: the time on the node's clock (clock): clock was denied", ""},
		{"measured too badly", []facts.Clock{clockAhead(0), clockWithin(4*minute, 2*minute)}, Unknown, "", "took too long", "", ""},
		{"measured badly, and far off all the same", []facts.Clock{clockAhead(0), clockWithin(9*minute, 2*minute)}, Drift, "", "9 min apart", "", ""},
		{"measured badly, and near", []facts.Clock{clockAhead(0), clockWithin(1*minute, 2*minute)}, Pass, "", "", "", ""},
		{"measured badly, and no two are far apart", []facts.Clock{clockAhead(0), clockWithin(0, 3*minute), clockAhead(minute)}, Pass, "", "", "", ""},
		{"the worst measured and the next are far apart", []facts.Clock{clockAhead(0), clockWithin(0, 4*minute), clockAhead(-2 * minute)}, Unknown, "", "took too long", "", ""},
		{"two measured badly", []facts.Clock{clockWithin(-2*minute, minute), clockWithin(2*minute, minute)}, Unknown, "", "took too long", "", ""},
		{"beyond all reason", []facts.Clock{clockAhead(0), clockAhead(1 << 62)}, Drift, "", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var c Cluster
			for i, clock := range tt.clocks {
				n := testNode(fmt.Sprintf("N%d", i+1))
				n.Clock = clock
				c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: testBaseline()})
			}
			f := findingOf(t, Evaluate(c), "time/skew")
			verdictCase{status: tt.status, got: tt.got, reason: tt.reason, missing: tt.missing}.verify(t, f)
			if !strings.Contains(f.Fix.String(), tt.fix) || f.Node != "" || f.Remedy != nil {
				t.Errorf("node %q, fix %q, remedy %+v", f.Node, f.Fix, f.Remedy)
			}
		})
	}
}

// TestClockOfOneMachineCountsOnce: neither a second entry nor another machine has a
// clock of this cluster.
func TestClockOfOneMachineCountsOnce(t *testing.T) {
	second, stranger := answering("n1.contoso.example", "N1"), answering("N2", "N9")
	stranger.Clock = clockAhead(time.Hour)
	f := findingOf(t, judged(answering("N1", "N1"), second, stranger), "time/skew")
	if f.Status != Unknown || f.Got != "1 clock read, none off" || len(f.Missing) != 1 || !strings.HasPrefix(f.Missing[0].Text, "N2: another machine") {
		t.Errorf("%s, got %q, missing %q", f.Status, f.Got, f.Missing)
	}
}

// TestWindowsGoByTheNodesClock: an event of a node whose clock is off is in the window
// or not as the node counts, and a log is complete as far back as the node counts.
func TestWindowsGoByTheNodesClock(t *testing.T) {
	const day = 24 * time.Hour
	read := testNode("N1").Events.Cluster.At
	tests := []struct {
		name   string
		skew   time.Duration
		known  bool          // the node told the time
		ago    time.Duration // of the event, by the clock of the scanner when the log was read
		status Status
		note   bool
	}{
		{"in step, in the window", 0, true, 29 * day, Drift, false},
		{"in step, before the window", 0, true, 31 * day, Pass, false},
		{"a clock that is behind, in the window", -10 * day, true, 39 * day, Drift, true},
		{"a clock that is behind, before the window", -10 * day, true, 41 * day, Pass, true},
		{"a clock that is ahead, in the window", 10 * day, true, 19 * day, Drift, true},
		{"a clock that is ahead, before the window", 10 * day, true, 21 * day, Pass, true},
		{"a clock that is not known", 10 * day, false, 29 * day, Drift, false},
		{"a clock that is not known, before the window", 10 * day, false, 31 * day, Unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := judgeOne(t, "event/node-removed", func(n *facts.Node, _ *baselines.Baseline) {
				log := &n.Events.Cluster
				log.Until = time.Time{}
				if tt.known {
					log.Until = log.At.Add(tt.skew)
				}
				log.From = log.End().Add(-30 * day)
				log.Oldest.At = log.From.Add(-100 * day)
				log.Events = []facts.Event{{Provider: clusteringProvider, ID: nodeRemoved, Record: 9, At: read.Add(-tt.ago)}}
			})
			note := false
			for _, e := range f.Evidence {
				note = note || strings.Contains(e.Observed, "the node's clock")
			}
			if f.Status != tt.status || note != tt.note {
				t.Errorf("%s, evidence %+v", f.Status, f.Evidence)
			}
		})
	}
}
