package facts

import "testing"

// A problem of this machine is found wherever it is, and no other is taken for one.
func TestLocalProblem(t *testing.T) {
	local := &Problem{Kind: KindLocal, Message: "no port is free"}
	other := &Problem{Kind: "timeout"}
	tests := map[string]struct {
		node Node
		want *Problem
	}{
		"none":          {Node{Problem: other}, nil},
		"of the node":   {Node{Problem: local}, local},
		"of a section":  {Node{Hotfixes: Hotfixes{Section: Section{Problem: other}}, Services: Services{Section: Section{Problem: local}}}, local},
		"further below": {Node{Adapters: Adapters{IP: AdapterAddresses{Section: Section{Problem: local}}}}, local},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.node.LocalProblem(); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}
