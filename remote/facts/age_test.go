package facts

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadBetween(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 22, 10, minute, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name        string
		node        Node
		first, last time.Time
	}{
		{"nothing says so", Node{Name: "HV01", OS: OS{LastBoot: at(3)}}, time.Time{}, time.Time{}},
		{"by the node", Node{Started: at(1), Finished: at(2)}, at(1), at(2)},
		{"a section that is older", Node{Started: at(5), Finished: at(6), Hotfixes: Hotfixes{Section: Section{At: at(1)}}}, at(1), at(6)},
		{"a section that is later", Node{Started: at(5), Finished: at(6), Services: Services{Section: Section{At: at(9)}}}, at(5), at(9)},
		{"further below", Node{Started: at(5), Adapters: Adapters{IP: AdapterAddresses{Section: Section{At: at(2)}}}}, at(2), at(5)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if first, last := tt.node.ReadBetween(); !first.Equal(tt.first) || !last.Equal(tt.last) {
				t.Errorf("%s to %s", first, last)
			}
		})
	}
}

// TestWithout: nothing that was read is left, and the node stays in its cluster.
func TestWithout(t *testing.T) {
	p := &Problem{Kind: KindStale, Message: "old"}
	n := Node{Format: Format, Name: "HV01", Address: "hv01:5985", Baselines: []string{"site.yaml"}, Started: time.Unix(1, 0), Selection: &Selection{Of: 2},
		OS: OS{Build: 7601}, Hotfixes: Hotfixes{Section: Section{State: Collected}}, ClusterOf: Cluster{Section: Section{State: Collected}, Name: "C"}}
	want := &Node{Format: Format, Name: "HV01", Cluster: "C", Address: "hv01:5985", Baselines: []string{"site.yaml"}, Started: time.Unix(1, 0), Selection: &Selection{Of: 2}, Problem: p}
	if diff := cmp.Diff(want, n.Without(p)); diff != "" {
		t.Error(diff)
	}
}
