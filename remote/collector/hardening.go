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

// readNumbers reads numbers of keys that exist on every Windows, and returns all keys that
// could be listed. A key that could not, or a value of another type, costs nothing but what
// needs it; the problem is that of the first key when none could be listed.
func readNumbers(t transcript, numbers []keyNumber) ([]windows.RegKey, facts.Misread, *facts.Problem) {
	var all []windows.RegKey
	var first *facts.Problem
	misread := facts.Misread{}
	for _, n := range numbers {
		keys, problem := t.list(remote.RegQuery(n.key))
		if problem == nil {
			all = append(all, keys...)
			*n.to, problem = keyDWORD(keys, n)
		} else if first == nil {
			first = problem
		}
		if problem != nil {
			misread[n.fact] = problem
		}
	}
	switch {
	case len(all) == 0:
		return nil, nil, first
	case len(misread) == 0:
		misread = nil
	}
	return all, misread, nil
}

// keyDWORD is a number of a key that was listed; nil: not set.
func keyDWORD(keys []windows.RegKey, n keyNumber) (*uint32, *facts.Problem) {
	key, _ := windows.FindKey(keys, n.key) // without values it is not printed
	v, ok := key.Value(n.name)
	if !ok {
		return nil, nil
	}
	value, ok := v.DWORD()
	if !ok {
		return nil, notCredible("%s is a %s with the data %s", n.name, v.Type, quote(v.Data))
	}
	return &value, nil
}
