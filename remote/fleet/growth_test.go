package fleet_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// The facts do not depend on how many nodes are read at a time, nor on whether that grows.
func TestConcurrencyGivesTheSameFacts(t *testing.T) {
	var want []string
	for _, at := range [][2]int{{1, 0}, {8, 0}, {2, 8}} {
		nodes := laneNodes()
		_, jobs := farm(t, nodes, simulator.Options{})
		for i := range jobs {
			jobs[i] = eachAlone(jobs[i], i)
		}
		o := laneOptions(fleet.OneLane)
		o.Concurrency, o.MaxConcurrency = at[0], at[1]
		var got []string
		for _, n := range fleet.Scan(t.Context(), jobs, o) {
			got = append(got, document(t, n))
		}
		if want == nil {
			want = got
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v at a time: %s\nwant\n%s", at, got[i], want[i])
			}
		}
	}
}
