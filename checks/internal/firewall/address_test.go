package firewall

import (
	"net/netip"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
)

func TestCovers(t *testing.T) {
	tests := []struct {
		term, addr string
		want       match.Match
	}{
		{"10.0.0.0/8", "10.255.255.255", match.Yes},
		{"10.0.0.0/255.0.0.0", "11.0.0.0", match.No},
		{"10.0.0.0/255.0.255.0", "10.0.0.1", match.Maybe},
		{"10.0.0.5", "10.0.0.5", match.Yes},
		{"10.0.0.5-10.0.0.7", "10.0.0.8", match.No},
		{"fe80::/64", "fe80::1", match.Yes},
		{"fe80::/64", "10.0.0.1", match.No},
		{"::/0", "10.0.0.1", match.No},
		{"0.0.0.0/0", "10.0.0.1", match.Yes},
		{"10.0.0.0/33", "10.0.0.1", match.Maybe},
		{"WINS", "10.0.0.1", match.Maybe},
		{"WINS (IPv6)", "10.0.0.1", match.No},
		{"WINS (IPv6)", "fe80::1", match.Maybe},
		{"localsubnet", "10.0.0.1", match.Yes},
		{"LocalSubnet (IPv6)", "10.0.0.1", match.No},
		{"LocalSubnet (IPv6)", "fe80::1", match.Yes},
		{"10.0.0.9-10.0.0.1", "10.0.0.5", match.Maybe},
		{"10.0.0.1-fe80::1", "10.0.0.5", match.Maybe},
		{"", "10.0.0.1", match.Maybe},
	}
	for _, test := range tests {
		if got := covers(test.term, netip.MustParseAddr(test.addr), match.Yes); got != test.want {
			t.Errorf("covers(%q, %s) = %d, want %d", test.term, test.addr, got, test.want)
		}
	}
}
