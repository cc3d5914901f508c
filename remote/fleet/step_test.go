package fleet_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// What is done next at each node is reported before it is done, in order.
func TestStepsAreTold(t *testing.T) {
	_, jobs := farm(t, windows.Healthy(2, password), simulator.Options{})
	jobs[1].Credentials.User = `CONTOSO\nobody`
	var mu sync.Mutex
	reported := map[string][]string{}
	o := options(2)
	o.Step = func(n *facts.Node, step string) {
		mu.Lock()
		defer mu.Unlock()
		reported[n.Name] = append(reported[n.Name], step)
	}
	fleet.Scan(t.Context(), jobs, o)
	want := map[string][]string{
		jobs[0].Name: {"connecting", "waiting to log on", "logging on", "identity", "updates", "services", "cluster", "network", "registry and netsh", "events", "quorum"},
		jobs[1].Name: {"connecting", "waiting to log on", "logging on"},
	}
	if diff := cmp.Diff(want, reported); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}
