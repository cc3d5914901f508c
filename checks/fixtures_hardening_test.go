package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func wantOfHardening(b *baselines.Baseline) {
	b.ClusterValues = []baselines.HeartbeatProperty{{Requirement: requirement("cluster-value/AddEvictDelay"), Property: "AddEvictDelay", Min: new(1)}}
	smb2 := requirement("hardening/smb2")
	b.Hardening = baselines.Hardening{
		NTLM: &baselines.NTLM{Requirement: requirement("hardening/ntlm"), Incoming: []int{0}, Outgoing: []int{0, 1}},
		SMB2: &smb2,
	}
}

func giveHardening(n *facts.Node) {
	n.ClusterOf.Asked = append(n.ClusterOf.Asked, "AddEvictDelay")
	n.ClusterOf.Properties["AddEvictDelay"] = 1
	n.Hardening = facts.Hardening{
		NTLM: facts.NTLMPolicy{Section: collected("ntlm"), Listed: true, Outgoing: new(uint32(1))},
		SMB: facts.SMBSettings{
			Section: collected("smb"), ServerStart: new(uint32(3)), ClientStart: new(uint32(2)), ServerSigning: new(uint32(0)),
		},
	}
}

func hardeningSections() []section {
	return []section{
		{"ntlm", "Hardening", func(n *facts.Node) facts.Section { return n.Hardening.NTLM.Section }, func(n *facts.Node, s facts.Section) {
			n.Hardening.NTLM = facts.NTLMPolicy{Section: s}
		}},
		{"smb", "Hardening", func(n *facts.Node) facts.Section { return n.Hardening.SMB.Section }, func(n *facts.Node, s facts.Section) {
			n.Hardening.SMB = facts.SMBSettings{Section: s}
		}},
	}
}
