package fleet

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// A node whose account of the cluster lacks a part that it was asked for leaves
// the question to another.
func TestIsAccount(t *testing.T) {
	tests := []struct {
		name                string
		members, interfaces facts.State
		want                bool
	}{
		{"both", facts.Collected, facts.Collected, true},
		{"only the members were asked for", facts.Collected, "", true},
		{"only the interfaces were asked for", "", facts.Collected, true},
		{"no members", facts.Failed, facts.Collected, false},
		{"no interfaces", facts.Collected, facts.Failed, false},
		{"in no cluster", facts.Absent, facts.Absent, false},
		{"not even its identity is known", "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var topology facts.Topology
			topology.Nodes.State, topology.Interfaces.State = tt.members, tt.interfaces
			if got := isAccount(topology); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}
