package facts

// Misread says of values why they are not known, by the keys that they have here: what is
// set was not understood, or the registry key could not be listed. What needs none of them
// is known all the same.
type Misread map[string]*Problem

// Gap is what is missing of a value; zero for one that is known, or known not to be set.
func (m Misread) Gap(key string) Gap {
	if p := m[key]; p != nil {
		return p.Gap()
	}
	return Gap{}
}

// Services of SMB.
const (
	SMBServer = "LanmanServer"
	SMBClient = "LanmanWorkstation"
)

// Hardening is what the node refuses of what the nodes of a cluster use with each other.
type Hardening struct {
	NTLM NTLMPolicy  `json:"ntlm,omitzero"`
	SMB  SMBSettings `json:"smb,omitzero"`
}

// NTLMPolicy is what the security options "Network security: Restrict NTLM" write to
// Control\Lsa\MSV1_0.
type NTLMPolicy struct {
	Section
	// Listed reports whether the node listed the key: without it nothing is known of what is
	// not set.
	Listed bool `json:"listed,omitempty"`
	// Incoming is RestrictReceivingNTLMTraffic (0 allow, 1 deny domain accounts, 2 deny
	// all), and Outgoing RestrictSendingNTLMTraffic (0 allow, 1 audit, 2 deny); nil: not
	// set, which allows all.
	Incoming *uint32 `json:"incoming,omitempty"`
	Outgoing *uint32 `json:"outgoing,omitempty"`
	// Exceptions reports whether ClientAllowedNTLMServers is set: servers that Outgoing does
	// not concern.
	Exceptions bool    `json:"exceptions,omitempty"`
	Misread    Misread `json:"misread,omitempty"`
}

// SMBSettings are settings of the SMB server and client (LanmanServer\Parameters and
// LanmanWorkstation\Parameters below Services), and of the drivers of their version 2.
type SMBSettings struct {
	Section
	SMB2        *uint32 `json:"smb2,omitempty"`         // SMB2 of the server, 0 off; nil: not set, which is on
	ServerStart *uint32 `json:"server_start,omitempty"` // Start of srv2; 4 is disabled
	ClientStart *uint32 `json:"client_start,omitempty"` // Start of mrxsmb20
	// RequireSecuritySignature of each; nil: not set.
	ServerSigning *uint32 `json:"server_signing,omitempty"`
	ClientSigning *uint32 `json:"client_signing,omitempty"`
	Misread       Misread `json:"misread,omitempty"`
}

// Listed reports whether the node listed the keys, of which those of the drivers have a
// start type, or it is known why not.
func (s SMBSettings) Listed() bool {
	return s.ServerStart != nil || s.ClientStart != nil || s.Misread["server_start"] != nil || s.Misread["client_start"] != nil
}

// StartDisabled is Start of a driver that is disabled.
const StartDisabled = 4
