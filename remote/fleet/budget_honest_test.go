package fleet_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// Honest nodes never fail for each other, however small the budget is: fewer of them
// are read at a time.
func TestHonestNodesInASmallBudget(t *testing.T) { overLanes(t, testHonestNodesInASmallBudget) }

func testHonestNodesInASmallBudget(t *testing.T, lanes fleet.Lanes) {
	const count, allowed = 24, 16 << 20
	_, jobs := farm(t, windows.Healthy(count, password), simulator.Options{})
	opts := optionsOver(lanes, remote.NodesAtATime(allowed, count))
	opts.Budget = remote.NewBudget(allowed, lanes.Sessions(opts.Concurrency))
	for _, n := range fleet.Scan(t.Context(), jobs, opts) {
		if n.Problem != nil || n.Hotfixes.State != facts.Collected || n.Firewall.Local.State != facts.Collected {
			t.Errorf("%s: %+v, %+v, %+v", n.Name, n.Problem, n.Hotfixes.Problem, n.Firewall.Local.Problem)
		}
	}
	if opts.Concurrency != 4 || opts.Budget.Peak() > allowed {
		t.Errorf("%d nodes at a time, %d bytes held", opts.Concurrency, opts.Budget.Peak())
	}
}
