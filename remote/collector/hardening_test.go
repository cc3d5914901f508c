package collector

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestNTLMPolicy(t *testing.T) {
	set := func(values ...string) *fakeNode {
		return healthyNode().prints(remote.RegQuery(remote.KeyNTLM), listing(remote.KeyNTLM, values))
	}
	tests := map[string]struct {
		node *fakeNode
		want facts.NTLMPolicy
		ok   bool
	}{
		"nothing set":           {set("NtlmMinClientSec    REG_DWORD    0x20000000"), facts.NTLMPolicy{Listed: true}, true},
		"no values, but a key":  {healthyNode().prints(remote.RegQuery(remote.KeyNTLM), listing(remote.KeyNTLM, nil, "SecretValues")), facts.NTLMPolicy{Listed: true}, true},
		"denied to all":         {set("RestrictReceivingNTLMTraffic    REG_DWORD    0x2"), facts.NTLMPolicy{Listed: true, Incoming: new(uint32(2))}, true},
		"with exceptions":       {set("restrictsendingntlmtraffic    REG_DWORD    0x2", "ClientAllowedNTLMServers    REG_MULTI_SZ    n1"), facts.NTLMPolicy{Listed: true, Outgoing: new(uint32(2)), Exceptions: true}, true},
		"an empty list of them": {set("ClientAllowedNTLMServers    REG_MULTI_SZ    "), facts.NTLMPolicy{Listed: true}, true},
		"a text": {set("RestrictSendingNTLMTraffic    REG_SZ    2", "RestrictReceivingNTLMTraffic    REG_DWORD    0x2"), facts.NTLMPolicy{Listed: true, Incoming: new(uint32(2)),
			Misread: facts.Misread{"outgoing": notCredible("RestrictSendingNTLMTraffic is a REG_SZ with the data \"2\"")}}, true},
		"denied":          {healthyNode().refuses(remote.RegQuery(remote.KeyNTLM)), facts.NTLMPolicy{}, false},
		"nothing printed": {healthyNode().prints(remote.RegQuery(remote.KeyNTLM), "\r\n"), facts.NTLMPolicy{}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := collect(t, tt.node, facts.Request{Hardening: true}).Hardening.NTLM
			if (p.State == facts.Collected) != tt.ok {
				t.Errorf("%+v", p)
			}
			p.Section = facts.Section{}
			if diff := cmp.Diff(tt.want, p); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSMBSettings: a key that is refused costs what is in it, and nothing of the policy of
// NTLM; all of them cost the section.
func TestSMBSettings(t *testing.T) {
	n := collect(t, healthyNode().prints(remote.RegQuery(remote.KeySMBServer), listing(remote.KeySMBServer, []string{"SMB2    REG_DWORD    0x0"})), facts.Request{Hardening: true})
	if s := n.Hardening.SMB; s.State != facts.Collected || s.SMB2 == nil || *s.SMB2 != 0 || s.ServerSigning != nil || s.ClientSigning == nil || s.Misread != nil {
		t.Errorf("%+v", s)
	}
	lost := map[remote.Command][]string{
		remote.RegQuery(remote.KeySMBServer):  {"server_signing", "smb2"},
		remote.RegQuery(remote.KeySMBClient):  {"client_signing"},
		remote.RegQuery(remote.KeySMB2Server): {"server_start"},
		remote.RegQuery(remote.KeySMB2Client): {"client_start"},
	}
	for _, command := range smbCommands() {
		n := collect(t, healthyNode().refuses(command), facts.Request{Hardening: true})
		s := n.Hardening.SMB
		if diff := cmp.Diff(lost[command], slices.Sorted(maps.Keys(s.Misread))); s.State != facts.Collected || diff != "" {
			t.Errorf("%s: %+v\n%s", command, s, diff)
		}
		for _, p := range s.Misread {
			if !strings.Contains(p.Message, string(command)) {
				t.Errorf("%s: %+v", command, p)
			}
		}
		if n.Hardening.NTLM.State != facts.Collected {
			t.Errorf("%s: %+v", command, n.Hardening.NTLM)
		}
	}
	if s := collect(t, healthyNode().refuses(smbCommands()...), facts.Request{Hardening: true}).Hardening.SMB; s.State != facts.Failed || s.Misread != nil {
		t.Errorf("all refused: %+v", s)
	}
}
