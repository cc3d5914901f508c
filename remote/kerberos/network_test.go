package kerberos

import "testing"

// The address that answered is asked first from then on.
func TestOrderOfCentres(t *testing.T) {
	n := newNetwork(newConfig(nil))
	addresses := []string{"a", "b", "c"}
	for _, tt := range []struct{ answered, want string }{{"", "a b c"}, {"c", "c a b"}, {"b", "b a c"}, {"a", "a b c"}, {"gone", "a b c"}} {
		if tt.answered != "" {
			n.answered("R", tt.answered)
		}
		if got := n.inOrder("R", addresses); len(got) != 3 || got[0]+" "+got[1]+" "+got[2] != tt.want {
			t.Errorf("%q answered: %q, want %s", tt.answered, got, tt.want)
		}
	}
}
