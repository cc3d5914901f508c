package collector

import (
	"strconv"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

func (c *collection) tcp(t transcript) facts.TCP {
	return facts.TCP{Show: c.tcpShow(t), Dump: c.tcpDump(t), Registry: c.tcpRegistry(t)}
}

func (c *collection) tcpShow(t transcript) facts.TCPSettings {
	const source = string(remote.NetshTCPGlobal)
	text, problem := t.printed(remote.NetshTCPGlobal)
	if problem != nil {
		return facts.TCPSettings{Section: c.failed(source, problem)}
	}
	settings, complete, err := windows.ParseTCPGlobal(text)
	if err != nil {
		return facts.TCPSettings{Section: c.failed(source, malformed(err))}
	}
	return facts.TCPSettings{Section: c.section(source, facts.Collected), Settings: settings, Complete: complete}
}

func (c *collection) tcpDump(t transcript) facts.TCPSettings {
	const source = string(remote.NetshTCPDump)
	text, problem := t.printed(remote.NetshTCPDump)
	if problem != nil {
		return facts.TCPSettings{Section: c.failed(source, problem)}
	}
	settings, err := windows.ParseTCPDump(text)
	if err != nil {
		return facts.TCPSettings{Section: c.failed(source, malformed(err))}
	}
	return facts.TCPSettings{Section: c.section(source, facts.Collected), Settings: settings}
}

// offloadValues are the registry values that concern offload, sorted. Windows
// installs none of them; netsh keeps its own settings elsewhere.
func offloadValues() []string {
	return []string{"DisableTaskOffload", "EnableRSS", "EnableTCPA", "EnableTCPChimney"}
}

func (c *collection) tcpRegistry(t transcript) facts.TCPSettings {
	source := string(remote.RegQuery(remote.KeyTCP))
	keys, problem := t.list(remote.RegQuery(remote.KeyTCP))
	if problem != nil {
		return facts.TCPSettings{Section: c.failed(source, problem)}
	}
	s := facts.TCPSettings{Section: c.section(source, facts.Collected)}
	key, _ := windows.FindKey(keys, remote.KeyTCP)
	for _, name := range offloadValues() {
		v, ok := key.Value(name)
		if !ok {
			continue
		}
		n, ok := v.DWORD()
		if !ok {
			return facts.TCPSettings{Section: c.failed(source, notCredible("%s is a %s with the data %s", name, v.Type, quote(v.Data)))}
		}
		s.Settings = append(s.Settings, registrySetting(name, n))
	}
	return s
}

func registrySetting(name string, n uint32) facts.TCPSetting {
	return facts.TCPSetting{Key: name, Value: strconv.FormatUint(uint64(n), 10)}
}
