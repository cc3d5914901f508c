package fleet_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// The facts of each node are given away once, with its place, after the node was noted as
// done; nothing of them is kept.
func TestFactsAreGivenAway(t *testing.T) {
	for _, concurrency := range []int{1, 8} {
		t.Run(fmt.Sprint(concurrency), func(t *testing.T) {
			_, jobs := farm(t, windows.Healthy(7, password), simulator.Options{})
			var within atomic.Int32
			done, taken := map[*facts.Node]bool{}, make([]*facts.Node, len(jobs))
			o := options(concurrency)
			o.Done = func(n *facts.Node) { done[n] = true }
			o.Take = func(place int, n *facts.Node) bool {
				if within.Add(1) != 1 {
					t.Error("two nodes at a time")
				}
				defer within.Add(-1)
				if taken[place] != nil || n.Name != jobs[place].Name || n.Problem != nil || !done[n] {
					t.Errorf("place %d: %s, %+v, done %t, before %v", place, n.Name, n.Problem, done[n], taken[place])
				}
				taken[place] = n
				return false
			}
			if kept := fleet.Scan(t.Context(), jobs, o); kept != nil {
				t.Errorf("%d nodes were kept", len(kept))
			}
			for i, n := range taken {
				if n == nil {
					t.Errorf("job %d was not given away", i)
				}
			}
		})
	}
}
