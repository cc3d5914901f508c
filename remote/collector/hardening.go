package collector

import (
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

func ntlmCommands() []remote.Command { return []remote.Command{remote.RegQuery(remote.KeyNTLM)} }

func smbCommands() []remote.Command {
	return []remote.Command{
		remote.RegQuery(remote.KeySMBServer), remote.RegQuery(remote.KeySMBClient),
		remote.RegQuery(remote.KeySMB2Server), remote.RegQuery(remote.KeySMB2Client),
	}
}

func hardeningCommands() []remote.Command { return append(ntlmCommands(), smbCommands()...) }

func (c *collection) hardening(t transcript) {
	c.node.Hardening = facts.Hardening{NTLM: c.ntlmPolicy(t), SMB: c.smbSettings(t)}
}

// keyNumber is one DWORD of a key: where it goes if it is set, and the key that it has in
// the facts.
type keyNumber struct {
	key, name string
	to        **uint32
	fact      string
}

func (c *collection) ntlmPolicy(t transcript) facts.NTLMPolicy {
	source := commandSource(ntlmCommands())
	p := facts.NTLMPolicy{Section: c.section(source, facts.Collected), Listed: true}
	keys, misread, problem := readNumbers(t, []keyNumber{
		{remote.KeyNTLM, "RestrictReceivingNTLMTraffic", &p.Incoming, "incoming"}, {remote.KeyNTLM, "RestrictSendingNTLMTraffic", &p.Outgoing, "outgoing"},
	})
	if problem != nil {
		return facts.NTLMPolicy{Section: c.failed(source, problem)}
	}
	key, _ := windows.FindKey(keys, remote.KeyNTLM)
	v, ok := key.Value("ClientAllowedNTLMServers")
	p.Misread = misread
	p.Exceptions = ok && v.Data != ""
	return p
}

func (c *collection) smbSettings(t transcript) facts.SMBSettings {
	source := commandSource(smbCommands())
	s := facts.SMBSettings{Section: c.section(source, facts.Collected)}
	_, misread, problem := readNumbers(t, []keyNumber{
		{remote.KeySMBServer, "SMB2", &s.SMB2, "smb2"}, {remote.KeySMBServer, "RequireSecuritySignature", &s.ServerSigning, "server_signing"},
		{remote.KeySMBClient, "RequireSecuritySignature", &s.ClientSigning, "client_signing"},
		{remote.KeySMB2Server, "Start", &s.ServerStart, "server_start"}, {remote.KeySMB2Client, "Start", &s.ClientStart, "client_start"},
	})
	if problem != nil {
		return facts.SMBSettings{Section: c.failed(source, problem)}
	}
	s.Misread = misread
	return s
}

// readNumbers reads numbers of keys that exist on every Windows, and returns all keys. A
// value of another type costs nothing but what needs it.
func readNumbers(t transcript, numbers []keyNumber) ([]windows.RegKey, facts.Misread, *facts.Problem) {
	var all []windows.RegKey
	var misread facts.Misread
	for _, n := range numbers {
		keys, problem := t.list(remote.RegQuery(n.key))
		if problem != nil {
			return nil, nil, problem
		}
		all = append(all, keys...)
		key, _ := windows.FindKey(keys, n.key) // without values it is not printed
		v, ok := key.Value(n.name)
		if !ok {
			continue
		}
		value, ok := v.DWORD()
		if !ok {
			if misread == nil {
				misread = facts.Misread{}
			}
			misread[n.fact] = notCredible("%s is a %s with the data %s", n.name, v.Type, quote(v.Data))
			continue
		}
		*n.to = &value
	}
	return all, misread, nil
}
