package collector

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestTimeSource(t *testing.T) {
	own, tree := remote.RegQuery(remote.KeyTime), remote.RegQueryTree(remote.KeyPolicyTime)
	set := func(values ...string) *fakeNode {
		return healthyNode().prints(own, listing(remote.KeyTime, values))
	}
	withPolicy := func(values ...string) *fakeNode {
		return healthyNode().prints(tree, listing(remote.KeyPolicyTime+`\Parameters`, values)+listing(remote.KeyPolicyTime+`\TimeProviders`, nil, "NtpClient"))
	}
	present := func(n *fakeNode) *fakeNode {
		return n.prints(remote.RegQuery(remote.KeyPolicies), listing(remote.KeyPolicies, nil, "W32Time"))
	}
	tests := map[string]struct {
		node        *fakeNode
		own, policy *string
		ok          bool
	}{
		"no policy":                     {healthyNode().refuses(tree), new("NT5DS"), nil, true},
		"not set":                       {set("ServiceMain    REG_SZ    S").refuses(tree), nil, nil, true},
		"a policy":                      {withPolicy("Type    REG_SZ    NTP"), new("NT5DS"), new("NTP"), true},
		"a policy about something else": {withPolicy("NtpServer    REG_SZ    time"), new("NT5DS"), nil, true},
		"a number":                      {set("Type    REG_DWORD    0x1").refuses(tree), nil, nil, false},
		"a policy that cannot be read":  {present(healthyNode().refuses(tree)), nil, nil, false},
		"denied":                        {healthyNode().refuses(own), nil, nil, false},
		"nothing printed":               {healthyNode().prints(own, "\r\n"), nil, nil, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := collect(t, tt.node, facts.Request{Time: true}).Time
			if (s.State == facts.Collected) != tt.ok || cmp.Diff(tt.own, s.Own) != "" || cmp.Diff(tt.policy, s.Policy) != "" {
				t.Errorf("%+v", s)
			}
		})
	}
}
