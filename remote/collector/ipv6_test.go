package collector

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestIPv6(t *testing.T) {
	command := ipv6Commands()[0]
	print := func(values ...string) *fakeNode {
		return healthyNode().prints(command, listing(remote.KeyIPv6, values, "Interfaces"))
	}
	tests := map[string]struct {
		node *fakeNode
		want *uint32
		ok   bool
	}{
		"not set":         {healthyNode(), nil, true},
		"off":             {print("disabledcomponents    REG_DWORD    0xffffffff"), new(uint32(0xffffffff)), true},
		"on":              {print("DisabledComponents    REG_DWORD    0x0"), new(uint32(0)), true},
		"as text":         {print("DisabledComponents    REG_SZ    255"), nil, false},
		"only sub-keys":   {print(), nil, true},
		"denied":          {healthyNode().refuses(command), nil, false},
		"nothing printed": {healthyNode().prints(command, "\r\n"), nil, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			six := collect(t, tt.node, facts.Request{IPv6: true}).IPv6
			if diff := cmp.Diff(tt.want, six.DisabledComponents); diff != "" || (six.State == facts.Collected) != tt.ok {
				t.Errorf("%s %+v (-want +got):\n%s", six.State, six.Problem, diff)
			}
		})
	}
}
