package collector

import (
	"context"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

func tcpCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyTCP), remote.NetshTCPGlobal, remote.NetshTCPDump}
}

func (c *collection) tcp(t transcript) {
	c.node.TCP.Show, c.node.TCP.Dump, c.node.TCP.Registry = c.tcpShow(t), c.tcpDump(t), c.tcpRegistry(t)
}

// offloadProperties are the columns of MSFT_NetOffloadGlobalSetting that are
// read, sorted.
func offloadProperties() []string {
	return []string{"Chimney", "NetworkDirect", "ReceiveSegmentCoalescing", "ReceiveSideScaling", "TaskOffload"}
}

// tcpWMI reads the numbers that WMI has for the same state as netsh. What they mean is not
// confirmed, so that they decide nothing: a node that has read the shared volumes of the
// cluster, which takes two messages, is spared them.
func (c *collection) tcpWMI(ctx context.Context) {
	if c.node.OS.Build < facts.Build2012 {
		c.node.TCP.WMI.Section = c.section(c.node.OS.Source, facts.Absent)
		return
	}
	if len(c.node.Topology.Volumes.Volumes) > 0 {
		return
	}
	query := "SELECT " + strings.Join(offloadProperties(), ",") + " FROM MSFT_NetOffloadGlobalSetting"
	rows, head := c.query(ctx, standardCimv2, query)
	c.node.TCP.WMI.Section = head
	if head.State != facts.Collected {
		return
	}
	settings, problem := readOffload(rows)
	if problem != nil {
		c.node.TCP.WMI.Section = c.failed(query, problem)
		return
	}
	c.node.TCP.WMI.Settings = settings
}

func readOffload(rows []remote.Row) ([]facts.TCPSetting, *facts.Problem) {
	if len(rows) != 1 {
		return nil, notCredible("MSFT_NetOffloadGlobalSetting has %d rows", len(rows))
	}
	var settings []facts.TCPSetting
	for _, name := range offloadProperties() {
		if _, ok := rows[0][name]; !ok {
			continue // null
		}
		n, ok := rows[0].Int(name)
		if !ok || n < 0 {
			return nil, notCredible("%s is not a number", name)
		}
		settings = append(settings, facts.TCPSetting{Key: name, Value: strconv.Itoa(n)})
	}
	if len(settings) == 0 {
		return nil, notCredible("MSFT_NetOffloadGlobalSetting has nothing but null")
	}
	return settings, nil
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
