package checks

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestRemovalWithRestart: N1 saw N2 removed; N2 was read, too.
func TestRemovalWithRestart(t *testing.T) {
	removed := func(n *facts.Node) {
		happen(&n.Events.Cluster, event(testFlip, nodeRemoved, "NodeName", "n2.corp.example"))
	}
	booted := func(after time.Duration) func(*facts.Node) {
		return func(n *facts.Node) { n.OS.LastBoot = testFlip.Add(after) }
	}
	logged := func(after time.Duration) func(*facts.Node) {
		return func(n *facts.Node) { happen(&n.Events.Starts, windowsEvent(testFlip.Add(after), facts.WindowsStarted)) }
	}
	ahead := func(n *facts.Node) {
		n.Clock = clockAhead(time.Hour)
		n.OS.LastBoot = testFlip.Add(time.Hour + 2*time.Minute)
	}
	for _, tt := range []struct {
		name   string
		n2     func(*facts.Node)
		want   string
		absent bool
	}{
		{name: "its last boot", n2: booted(2 * time.Minute), want: "N2 started Windows 2 min later (2025-12-28 10:15:14 UTC by its clock)"},
		{name: "a boot that its log has", n2: logged(3 * time.Minute), want: "N2 started Windows 3 min later"},
		{name: "at once", n2: booted(-10 * time.Second), want: "N2 started Windows 10 s earlier"},
		{name: "by another clock", n2: ahead, want: "N2 started Windows 2 min later"},
		{name: "hours later", n2: booted(2 * time.Hour), want: "started", absent: true},
		{name: "long before", n2: booted(-2 * time.Minute), want: "started", absent: true},
		{name: "not read", n2: func(n *facts.Node) { *n = facts.Node{Name: "N2", Problem: &facts.Problem{Message: "x"}} }, want: "started", absent: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Cluster{}
			for i, change := range []func(*facts.Node){removed, tt.n2} {
				n := testNode([]string{"N1", "N2"}[i])
				change(n)
				c.Nodes = append(c.Nodes, Subject{Facts: n, Baseline: testBaseline()})
			}
			f := findingOf(t, Evaluate(c), "event/node-removed")
			text := f.Evidence[0].Observed
			if f.Status != Drift || strings.Contains(text, tt.want) == tt.absent || strings.Contains(f.Reason, "a restart of N2") == tt.absent {
				t.Errorf("%s: %s; %s", f.Status, f.Reason, text)
			}
		})
	}
}
