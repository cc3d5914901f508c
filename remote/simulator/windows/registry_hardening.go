package windows

const keyNTLM = `SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0`

// putHardening writes what a node that was not hardened has of NTLM and SMB. That it is
// this in detail is general knowledge.
func (n *Node) putHardening(root *regKey) {
	ntlm := root.create(keyNTLM)
	ntlm.setDWORD("NtlmMinClientSec", 0x20000000)
	ntlm.setDWORD("NtlmMinServerSec", 0x20000000)
	server := root.create(keyServices + `\LanmanServer\Parameters`)
	server.setDWORD("enablesecuritysignature", 0)
	server.setDWORD("requiresecuritysignature", 0)
	client := root.create(keyServices + `\LanmanWorkstation\Parameters`)
	client.setDWORD("EnablePlainTextPassword", 0)
	client.setDWORD("EnableSecuritySignature", 1)
	if n.OS.Build < 26100 { // from then on it is on without being set
		client.setDWORD("RequireSecuritySignature", 0)
	}
	for _, driver := range []string{"srv2", "mrxsmb20"} {
		root.create(keyServices+`\`+driver).setDWORD("Start", 3)
	}
}
