package collector

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestClusterAddresses(t *testing.T) {
	const first, second, other = "{698E50A9-4F58-4D86-B61D-F42E58DCACF6}", "{6AFAC9A9-0542-4DB2-8760-CCFFA953737C}", "{7AFAC9A9-0542-4DB2-8760-CCFFA953737C}"
	types, addresses := remote.RegQueryTreeValue(remote.KeyResources, "Type"), remote.RegQueryTreeValue(remote.KeyResources, "Address")
	typed := func(id, kind string) string {
		return listing(remote.KeyResources+`\`+id, []string{"Type    REG_SZ    " + kind})
	}
	with := func(id, address string) string {
		return listing(remote.KeyResources+`\`+id+`\Parameters`, []string{"Address    REG_SZ    " + address})
	}
	node := func(kinds, found string) *fakeNode {
		return healthyNode().prints(types, kinds).prints(addresses, found)
	}
	three := typed(second, "ip address") + typed(other, "IPv6 Address") + typed(first[1:37], "IP Address")
	tests := []struct {
		name  string
		node  *fakeNode
		state facts.State
		none  bool
		want  []facts.ClusterAddress
	}{
		{"two", node(three, with(second, "10.0.0.51")+with(other, "fe80::")+with(first[1:37], "10.0.0.50")), facts.Collected, false,
			[]facts.ClusterAddress{{Resource: first, Address: "10.0.0.50"}, {Resource: second, Address: "10.0.0.51"}}},
		{"one is not set", node(three, with(second, "10.0.0.51")), facts.Collected, false,
			[]facts.ClusterAddress{{Resource: first}, {Resource: second, Address: "10.0.0.51"}}},
		{"deeper keys", node(typed(first, "IP Address"), listing(remote.KeyResources+`\`+first+`\Parameters\Old`, []string{"Address    REG_SZ    10.0.0.9"})),
			facts.Collected, false, []facts.ClusterAddress{{Resource: first}}},
		{"none", node(typed(other, "IPv6 Address"), "").refuses(addresses), facts.Collected, true, nil},
		{"refused", node(three, "").refuses(addresses), facts.Failed, false, nil},
		{"types refused", node("", with(first, "10.0.0.50")).refuses(types), facts.Failed, false, nil},
		{"the service is stopped", healthyNode().refuses(types, addresses, remote.RegQuery(remote.KeyCluster)), facts.Failed, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := collect(t, tt.node, facts.Request{Addresses: true, Services: []string{facts.ClusterService, "MpsSvc"}}).Topology.Addresses
			if a.State != tt.state || a.None != tt.none || !cmp.Equal(a.Found, tt.want) {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestStaticAddresses(t *testing.T) {
	const first, second = "{698E50A9-4F58-4D86-B61D-F42E58DCACF6}", "{6AFAC9A9-0542-4DB2-8760-CCFFA953737C}"
	tree := remote.RegQueryTree(remote.KeyInterfaces)
	key := func(id string, values ...string) string { return listing(remote.KeyInterfaces+`\`+id, values) }
	const on, off = "EnableDHCP    REG_DWORD    0x1", "EnableDHCP    REG_DWORD    0x0"
	tests := []struct {
		name string
		text string
		want []facts.StaticAddress // nil: it failed
	}{
		{"two addresses", key(second, off, `IPAddress    REG_MULTI_SZ    10.0.0.1\010.0.0.50`, "NameServer    REG_SZ    10.0.0.9") + key("{698e50a9-4f58-4d86-b61d-f42e58dcacf6}", on),
			[]facts.StaticAddress{{ID: first, DHCP: new(true)}, {ID: second, DHCP: new(false), Addresses: []string{"10.0.0.1", "10.0.0.50"}}}},
		{"the unspecified one, and an empty list", key(first, on, `IPAddress    REG_MULTI_SZ    0.0.0.0`) + key(second, off, `IPAddress    REG_MULTI_SZ    `),
			[]facts.StaticAddress{{ID: first, DHCP: new(true)}, {ID: second, DHCP: new(false)}}},
		{"no EnableDHCP", key(second, `IPAddress    REG_MULTI_SZ    10.0.0.1`), []facts.StaticAddress{{ID: second, Addresses: []string{"10.0.0.1"}}}},
		{"keys of something else", key(first, off) + key("x", off) + key(second+`\x`, off), []facts.StaticAddress{{ID: first, DHCP: new(false)}}},
		{"no address", key(second, `IPAddress    REG_MULTI_SZ    10.0.0`), nil},
		{"another type", key(second, `IPAddress    REG_SZ    10.0.0.1`), nil},
		{"only others", key("x", off), nil},
		{"nothing printed", "\r\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := collect(t, healthyNode().prints(tree, tt.text), facts.Request{Static: true}).Adapters.Static
			if (s.State == facts.Collected) != (tt.want != nil) || !cmp.Equal(s.Found, tt.want) {
				t.Errorf("%+v", s)
			}
		})
	}
	if s := collect(t, healthyNode().refuses(tree), facts.Request{Static: true}).Adapters.Static; s.State != facts.Failed {
		t.Errorf("refused: %+v", s)
	}
}
