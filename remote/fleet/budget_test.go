package fleet_test

import (
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// However the reading of a node ends, what it made the scan hold is given back, and
// never more was held than is allowed. A healthy node is read all the same.
func TestWhatNodesHoldIsGivenBack(t *testing.T) { overLanes(t, testWhatNodesHoldIsGivenBack) }

func testWhatNodesHoldIsGivenBack(t *testing.T, lanes fleet.Lanes) {
	for name, o := range map[string]simulator.Options{"http": {}, "https": {HTTPS: true}} {
		t.Run(name, func(t *testing.T) {
			nodes := windows.Healthy(len(simulator.Faults())+1, password)
			for i, fault := range simulator.Faults() {
				nodes[i].Conduct.Fault = fault
			}
			_, jobs := farm(t, nodes, o)
			for i := range jobs {
				jobs[i].Target.HTTPS, jobs[i].Target.TLS.InsecureSkipVerify = o.HTTPS, true
			}
			const allowed = 24 << 20 // far less than all of them would take
			opts := optionsOver(lanes, len(jobs))
			opts.Budget = remote.NewBudget(allowed, lanes.Sessions(len(jobs)))
			opts.Limits.Message, opts.Limits.Backoff, opts.Limits.Pages = time.Second, time.Millisecond, 30
			opts.NodeTimeout = 10 * time.Second
			scanned := fleet.Scan(t.Context(), jobs, opts)
			if last := scanned[len(scanned)-1]; last.Problem != nil || last.Hotfixes.State != facts.Collected {
				t.Errorf("the healthy node: %+v, %+v", last.Problem, last.Hotfixes.Problem)
			}
			if held, peak := opts.Budget.Held(), opts.Budget.Peak(); held != 0 || peak == 0 || peak > allowed {
				t.Errorf("%d bytes held at the end, %d at most, of %d", held, peak, allowed)
			}
		})
	}
}
