package baselines

// Hardening is what a node must not be hardened against, since the nodes of a cluster use
// it with each other.
type Hardening struct {
	NTLM *NTLM `baseline:"ntlm"` // nil: not required
	// SMB2 requires version 2 and later of SMB, server and client; nil: not required.
	SMB2 *Requirement `baseline:"smb2"`
}

// NTLM is what the security options "Restrict NTLM" may be set to.
type NTLM struct {
	Requirement
	Incoming []int `baseline:"incoming,required"` // accepted values of RestrictReceivingNTLMTraffic
	Outgoing []int `baseline:"outgoing,required"` // accepted values of RestrictSendingNTLMTraffic
}
