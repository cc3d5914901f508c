package fleet_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// Each cluster is given away once, whole, in the order of its jobs and as soon as its
// last node was read; the nodes without one come at the end. Nothing of them is kept.
func TestClustersAreGivenAway(t *testing.T) {
	for _, concurrency := range []int{1, 8} {
		t.Run(fmt.Sprint(concurrency), func(t *testing.T) {
			_, jobs := farm(t, windows.Healthy(7, password), simulator.Options{})
			for i, cluster := range []string{"A", "b", "", "a", "B", "", "C"} {
				jobs[i].Cluster = cluster
			}
			want := map[string][]string{"": {jobs[2].Name, jobs[5].Name}, "A": {jobs[0].Name, jobs[3].Name}, "b": {jobs[1].Name, jobs[4].Name}, "C": {jobs[6].Name}}
			var order []string
			var within atomic.Int32
			done := 0
			o := options(concurrency)
			o.Done = func(*facts.Node) { done++ }
			o.Cluster = func(cluster string, nodes []*facts.Node) {
				if within.Add(1) != 1 {
					t.Error("two clusters at a time")
				}
				defer within.Add(-1)
				order = append(order, cluster)
				var names []string
				for _, n := range nodes {
					names = append(names, n.Name)
				}
				if !slices.Equal(names, want[cluster]) {
					t.Errorf("cluster %q: %v, want %v", cluster, names, want[cluster])
				}
			}
			if kept := fleet.Scan(t.Context(), jobs, o); kept != nil {
				t.Errorf("%d nodes were kept", len(kept))
			}
			if len(order) != 4 || order[3] != "" || done != len(jobs) {
				t.Errorf("%d nodes done, clusters %q", done, order)
			}
			if concurrency == 1 && !slices.Equal(order, []string{"A", "b", "C", ""}) {
				t.Errorf("order %q", order)
			}
		})
	}
}
