package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestParseSecurityRule(t *testing.T) {
	tests := []struct {
		text string
		want facts.SecurityRule
	}{
		{"v2.22|Action=SecureServer|Active=TRUE|Profile=Public|Protocol=6|EP1_4=10.0.0.0/8|EP2_6=LocalSubnet|EP1Port=3343|EP2Port2_10=1-2|Auth1Set={1}|Name=iso|",
			facts.SecurityRule{Action: "secureserver", Active: true, Protocol: 6, Profiles: []string{"public"}, Endpoint1: []string{"10.0.0.0/8"},
				Endpoint2: []string{"LocalSubnet (IPv6)"}, Ports1: []string{"3343"}, Ports2: []string{"1-2"}, Conditions: []string{"auth1set={1}"}}},
		{"v2.22|Action=Secure|", facts.SecurityRule{Action: "secure", Protocol: facts.AnyProtocol}},
		{"v2.22|Action=Secure|EP1_4=10.0.0.1|Act", facts.SecurityRule{Action: "secure", Active: true, Protocol: facts.AnyProtocol, Reason: "it does not end with |; it may be cut short",
			Conditions: []string{"act="}}},
		{"x|Active=FALSE|", facts.SecurityRule{Protocol: facts.AnyProtocol, Reason: "it does not begin with a version"}},
	}
	for _, tt := range tests {
		tt.want.ID = "s"
		if diff := cmp.Diff(tt.want, ParseSecurityRule("s", tt.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

// FuzzParseSecurityRule: whatever a node says, a rule that was not understood covers
// every endpoint, and only its own text can turn it off.
func FuzzParseSecurityRule(f *testing.F) {
	f.Add("v2.22|Action=SecureServer|Active=TRUE|EP1_4=0.0.0.0-255.255.255.255|Name=iso|")
	f.Add("v2.22|Action=Secure|Active=FALSE|Protocol=17|Profile=Domain|")
	f.Add("v2.22|Active=TRUE|Protocol=x")
	f.Add("|||=|Active|")
	f.Fuzz(func(t *testing.T, text string) {
		r := ParseSecurityRule("id", text)
		if r.ID != "id" || r.Action == "" && r.Reason == "" {
			t.Errorf("%q: %+v", text, r)
		}
		if r.Reason != "" && len(r.Profiles)+len(r.Endpoint1)+len(r.Endpoint2)+len(r.Ports1)+len(r.Ports2) > 0 {
			t.Errorf("%q is not understood, and limited all the same: %+v", text, r)
		}
		if r.Reason != "" && !r.Active && !strings.Contains(strings.ToLower(text), "active") {
			t.Errorf("%q is off, and does not say so: %+v", text, r)
		}
	})
}
