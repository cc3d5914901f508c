package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// hardened changes what a node has of NTLM and SMB.
func hardened(change func(*facts.Hardening)) func(*facts.Node, *baselines.Baseline) {
	return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Hardening) }
}

// notMember takes the cluster service off a node.
func notMember(n *facts.Node, _ *baselines.Baseline) {
	n.Services.Found = slices.DeleteFunc(n.Services.Found, func(s facts.Service) bool { return s.Name == facts.ClusterService })
}

func TestNTLM(t *testing.T) {
	set := func(incoming, outgoing uint32, exceptions bool) func(*facts.Node, *baselines.Baseline) {
		return hardened(func(h *facts.Hardening) {
			h.NTLM.Incoming, h.NTLM.Outgoing, h.NTLM.Exceptions = &incoming, &outgoing, exceptions
		})
	}
	runCases(t, "hardening/ntlm", []verdictCase{
		{name: "audited", status: Pass, got: "not restricted"},
		{name: "allowed", change: set(0, 0, false), status: Pass},
		{name: "incoming denied", change: set(2, 0, false), status: Drift, got: "RestrictReceivingNTLMTraffic 2"},
		{name: "accounts of the domain denied", change: set(1, 0, false), status: Drift},
		{name: "outgoing denied", change: set(0, 2, false), status: Drift, got: "RestrictSendingNTLMTraffic 2"},
		{name: "outgoing denied, with exceptions", change: set(0, 2, true), status: Unknown, missing: "ClientAllowedNTLMServers"},
		{name: "exceptions do not help incoming traffic", change: set(2, 2, true), status: Drift, got: "RestrictReceivingNTLMTraffic 2"},
		{name: "an unheard-of value", change: set(7, 0, false), status: Unknown, missing: "what RestrictReceivingNTLMTraffic 7 means"},
		{name: "an unheard-of value beside a denial", change: set(7, 2, false), status: Drift},
		{name: "not read", change: hardened(func(h *facts.Hardening) { h.NTLM = facts.NTLMPolicy{} }), status: Unknown, missing: "not read"},
		{name: "denied", change: hardened(func(h *facts.Hardening) { h.NTLM = facts.NTLMPolicy{Section: failed("ntlm")} }), status: Unknown, missing: "was denied"},
		{name: "no cluster service", change: then(set(2, 2, false), notMember), status: NotApplicable},
		{name: "a site allows it", change: then(set(2, 2, false), func(_ *facts.Node, b *baselines.Baseline) {
			b.Hardening.NTLM.Incoming, b.Hardening.NTLM.Outgoing = []int{0, 1, 2}, []int{0, 1, 2}
		}), status: Pass},
	})
}

func TestSMB2(t *testing.T) {
	runCases(t, "hardening/smb2", []verdictCase{
		{name: "on", status: Pass, got: "on"},
		{name: "set to on", change: hardened(func(h *facts.Hardening) { h.SMB.SMB2 = new(uint32(1)) }), status: Pass},
		{name: "off", change: hardened(func(h *facts.Hardening) { h.SMB.SMB2 = new(uint32(0)) }), status: Drift, got: "SMB2 of the server is 0"},
		{name: "the client's driver disabled", change: hardened(func(h *facts.Hardening) { h.SMB.ClientStart = new(uint32(4)) }), status: Drift, got: "the driver mrxsmb20 is disabled"},
		{name: "the server's driver disabled, the other not known", change: hardened(func(h *facts.Hardening) {
			h.SMB.ServerStart, h.SMB.ClientStart = new(uint32(4)), nil
		}), status: Drift, got: "the driver srv2 is disabled"},
		{name: "no start", change: hardened(func(h *facts.Hardening) { h.SMB.ClientStart = nil }), status: Unknown, missing: "Start of the driver mrxsmb20"},
		{name: "an unheard-of value", change: hardened(func(h *facts.Hardening) { h.SMB.SMB2 = new(uint32(5)) }), status: Unknown, missing: "what SMB2 5"},
		{name: "not read", change: hardened(func(h *facts.Hardening) { h.SMB = facts.SMBSettings{} }), status: Unknown, missing: "not read"},
		{name: "no cluster service", change: notMember, status: NotApplicable},
	})
}

func TestSMBSigning(t *testing.T) {
	on := func(n *facts.Node) { n.Hardening.SMB.ServerSigning = new(uint32(1)) }
	clientOn := func(n *facts.Node) { n.Hardening.SMB.ClientSigning = new(uint32(1)) }
	clientOff := func(n *facts.Node) { n.Hardening.SMB.ClientSigning = new(uint32(0)) }
	newest := func(n *facts.Node) { n.OS.Build = 26100 }
	nothing := func(n *facts.Node) { n.Hardening.SMB.ServerSigning, n.Hardening.SMB.ClientSigning = nil, nil }
	controller := func(n *facts.Node) { n.OS.ProductType = domainController }
	noOS := func(n *facts.Node) { n.OS = facts.OS{Section: failed("os")} }
	for _, tt := range []struct {
		name          string
		first, second func(*facts.Node)
		want          Status
	}{
		{"alike", func(*facts.Node) {}, func(*facts.Node) {}, Pass},
		{"required on one", on, func(*facts.Node) {}, Drift},
		{"required on both", on, on, Pass},
		{"not set is off", clientOff, func(*facts.Node) {}, Pass},
		{"not set is not on", clientOn, func(*facts.Node) {}, Drift},
		{"not set may be on", newest, newest, Pass},
		{"set on one, and not set may be on", newest, func(n *facts.Node) { newest(n); clientOn(n) }, Unknown},
		{"unlike, and not set may be on", func(n *facts.Node) { newest(n); clientOff(n) }, func(n *facts.Node) { newest(n); clientOn(n) }, Drift},
		{"one of another Windows, and the server set on both", newest, func(*facts.Node) {}, Pass},
		{"one of another Windows, and the server set unlike", func(n *facts.Node) { newest(n); on(n) }, func(*facts.Node) {}, Drift},
		{"one of another Windows, and nothing set", func(n *facts.Node) { newest(n); nothing(n) }, nothing, NotApplicable},
		{"off where it is not set, and set to on by another Windows", func(n *facts.Node) { newest(n); clientOn(n) }, func(*facts.Node) {}, Drift},
		{"a controller beside a member, and nothing set", func(n *facts.Node) { controller(n); nothing(n) }, nothing, NotApplicable},
		{"two controllers", controller, controller, Pass},
		{"the client not understood", func(n *facts.Node) {
			n.Hardening.SMB.Misread = facts.Misread{"client_signing": {Kind: "not-credible", Message: "it is a text"}}
		}, func(*facts.Node) {}, Unknown},
		{"not set, on a Windows that is not known", noOS, func(*facts.Node) {}, Unknown},
		{"not read", func(n *facts.Node) { n.Hardening.SMB = facts.SMBSettings{} }, func(*facts.Node) {}, Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := testNode("N1"), testNode("N2")
			tt.first(a)
			tt.second(b)
			found := Evaluate(Cluster{Nodes: []Subject{{Facts: a, Baseline: testBaseline()}, {Facts: b, Baseline: testBaseline()}}})
			if f := findingOn(t, found, "", "consistency/smb-signing"); f.Status != tt.want {
				t.Errorf("%s, want %s: %+v", f.Status, tt.want, f)
			} else if f.Status == NotApplicable && !strings.Contains(f.Reason, "differs between builds") {
				t.Errorf("no reason: %s", f.Reason)
			}
		})
	}
}
