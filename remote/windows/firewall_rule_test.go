package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestParseFirewallRule(t *testing.T) {
	tests := []struct {
		name, text string
		want       facts.FirewallRule
	}{
		{
			// Synthetic: no recording of a cluster rule is public.
			name: "cluster network driver",
			text: "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=3343|App=System|Name=@clusres.dll,-1|Desc=@clusres.dll,-2|EmbedCtxt=@clusres.dll,-3|",
			want: facts.FirewallRule{Action: "allow", Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"3343"},
				Program: "System", Name: "@clusres.dll,-1", Group: "@clusres.dll,-3"},
		},
		{
			name: "two profiles and an ICMP type",
			text: "v2.10|Action=Allow|Active=FALSE|Dir=In|Protocol=1|Profile=Private|Profile=Public|ICMP4=8:*|RA4=LocalSubnet|Name=@FirewallAPI.dll,-28543|",
			want: facts.FirewallRule{Action: "allow", Direction: "in", Protocol: 1, Profiles: []string{"private", "public"},
				RemoteAddresses: []string{"LocalSubnet"}, Name: "@FirewallAPI.dll,-28543", Conditions: []string{"ICMP4=8:*"}},
		},
		{
			name: "special ports of a later form",
			text: "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort2_10=IPTLSIn|LPort2_10=IPHTTPSIn|RPort2_20=5-7|Edge=TRUE|Defer=App|",
			want: facts.FirewallRule{Action: "allow", Active: true, Direction: "in", Protocol: 6,
				LocalPorts: []string{"IPTLSIn", "IPHTTPSIn"}, RemotePorts: []string{"5-7"}},
		},
		{
			name: "service hardening: no Active, upper-case version, port before protocol",
			text: "V2.0|Action=Block|Dir=out|app=%SystemRoot%\\system32\\svchost.exe|Svc=x|LPORT=3540|Protocol=17|",
			want: facts.FirewallRule{Action: "block", Direction: "out", Protocol: 17, LocalPorts: []string{"3540"},
				Program: `%SystemRoot%\system32\svchost.exe`, Service: "x"},
		},
		{
			name: "what narrows is kept",
			text: "v2.27|Action=ByPass|Active=true|Dir=In|IFType=Lan|IF={0}|LA4=10.0.0.1|RA42=IntErnet|Security=Authenticate|Platform2=GTEQ|TTK2_27=WFDKmDriver|LUAuth=O:LSD:(A;;CC;;;S-1-5-84-0-0-0-0-0)|odd|LPort2_x=9|",
			want: facts.FirewallRule{Action: "bypass", Active: true, Direction: "in", Protocol: facts.AnyProtocol,
				InterfaceTypes: []string{"Lan"}, Interfaces: []string{"{0}"}, LocalAddresses: []string{"10.0.0.1"}, RemoteAddresses: []string{"IntErnet"},
				Conditions: []string{"Security=Authenticate", "Platform2=GTEQ", "TTK2_27=WFDKmDriver", "LUAuth=O:LSD:(A;;CC;;;S-1-5-84-0-0-0-0-0)", "odd", "LPort2_x=9"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseFirewallRule("the-id", tt.text)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.ID = "the-id"
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("rule (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseFirewallRuleRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "it does not begin with a version"},
		{"Action=Allow|Dir=In|", "it does not begin with a version"},
		{"v2.10|Action=Allow|Dir=In|LPort=33", "it does not end with |; it may be cut short"},
		{"v2.10|", "it has no Action"},
		{"v2.10|Dir=In|", "it has no Action"},
		{"v2.10|Action=Allow|", "it has no Dir"},
		{"v2.10|Action=Permit|Dir=In|", `Action cannot be "Permit"`},
		{"v2.10|Action=Allow|Dir=Both|", `Dir cannot be "Both"`},
		{"v2.10|Action=Allow|Dir=In|Active=maybe|", `Active cannot be "maybe"`},
		{"v2.10|Action=Allow|Dir=In|Protocol=UDP|", `Protocol cannot be "UDP"`},
		{"v2.10|Action=Allow|Dir=In|Protocol=257|", `Protocol cannot be "257"`},
		{"v2.10|Action=Allow|Dir=In|Profile=Work|", `no profile is named "Work"`},
		{"v2.10|Action=Allow|Dir=In|LPort=|", "LPort has no value"},
		{"v2.10|Action=Allow|Dir=In|App=|", `App cannot be ""`},
		{"v2.10|Action=Allow|Dir=In|Protocol=6|Protocol=17|", "it has Protocol more than once"},
	}
	for _, tt := range tests {
		rule, err := ParseFirewallRule("x", tt.text)
		if want := "read firewall rule: " + tt.want; err == nil || err.Error() != want {
			t.Errorf("%q: got %+v, error %v; want the error %s", tt.text, rule, err, want)
		}
	}
}

// Every rule of two real nodes can be read, and says what its text says.
func TestParseFirewallRuleRecorded(t *testing.T) {
	for _, name := range []string{"firewall/regipy_SYSTEM__FirewallPolicy.reg", "firewall/regipy_SYSTEM_B__FirewallPolicy.reg"} {
		t.Run(name, func(t *testing.T) {
			_, keys := regQueryText(t, name)
			rules := 0
			for _, v := range ruleValues(keys) {
				rules++
				rule, err := ParseFirewallRule(v.Name, v.Data)
				if strings.HasPrefix(v.Data, "V4.0|") {
					// Windows has given the static rules of a service of that version no
					// version of its own. They are in a key that is not read.
					if err == nil {
						t.Errorf("%s: a version that is not known is taken for one that is", v.Name)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", v.Name, err)
					continue
				}
				compareTokens(t, rule, v.Data)
			}
			if rules < 100 {
				t.Errorf("%d rules in the recording", rules)
			}
		})
	}
}

// ruleValues are the values of all keys that hold rules.
func ruleValues(keys []RegKey) []RegValue {
	var values []RegValue
	for _, k := range keys {
		if strings.HasSuffix(k.Path, `\FirewallRules`) || strings.HasSuffix(k.Path, `\System`) {
			values = append(values, k.Values...)
		}
	}
	return values
}

// compareTokens checks a rule against its text by plain search.
func compareTokens(t *testing.T, rule facts.FirewallRule, text string) {
	t.Helper()
	folded := strings.ToLower(text)
	if want := strings.Contains(folded, "|active=true|"); rule.Active != want {
		t.Errorf("%s: active is %v", rule.ID, rule.Active)
	}
	if !strings.Contains(folded, "|dir="+rule.Direction+"|") || !strings.Contains(folded, "|action="+rule.Action+"|") {
		t.Errorf("%s: %s %s", rule.ID, rule.Action, rule.Direction)
	}
	if got, want := len(rule.Profiles), strings.Count(folded, "|profile="); got != want {
		t.Errorf("%s: %d profiles, want %d", rule.ID, got, want)
	}
	if got, want := len(rule.LocalPorts), strings.Count(folded, "|lport"); got != want {
		t.Errorf("%s: %d local ports, want %d", rule.ID, got, want)
	}
}

// FuzzParseFirewallRule: an accepted rule has legal words only, is refused when
// it is cut short inside a token, and an unknown token never gets lost.
func FuzzParseFirewallRule(f *testing.F) {
	f.Add("v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|Profile=Domain|LPort=3343|App=System|Name=a|")
	f.Add("V2.0|Action=Block|Dir=out|app=x|Svc=*|LPORT=3540|odd||")
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := ParseFirewallRule("id", text)
		if err != nil {
			return
		}
		if rule.Action != "allow" && rule.Action != "block" && rule.Action != "bypass" || rule.Direction != "in" && rule.Direction != "out" {
			t.Errorf("%q: %+v", text, rule)
		}
		if cut := text[:len(text)-1]; !strings.HasSuffix(cut, "|") {
			if _, err := ParseFirewallRule("id", cut); err == nil {
				t.Errorf("%q is accepted", cut)
			}
		}
		narrowed, err := ParseFirewallRule("id", text+"Unheard=of|")
		if err != nil {
			t.Fatal(err)
		}
		rule.Conditions = append(rule.Conditions, "Unheard=of")
		if diff := cmp.Diff(rule, narrowed); diff != "" {
			t.Errorf("%q with another token (-want +got):\n%s", text, diff)
		}
	})
}
