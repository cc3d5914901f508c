package windows

// DefaultTCPRows are the rows of "netsh interface tcp show global" on an
// untouched Windows of a build, in their order. Which rows there are is on
// public record for 2008 R2, 2012 R2 and 2022; other builds have those of the
// nearest of them before it.
func DefaultTCPRows(build int) []TCPRow {
	rows := []TCPRow{{"rss", "enabled"}}
	switch {
	case build >= build2022:
		return append(rows, []TCPRow{
			{"autotuninglevel", "normal"}, {"congestionprovider", "default"}, {"ecncapability", "disabled"},
			{"timestamps", "allowed"}, {"initialrto", "1000"}, {"rsc", "enabled"},
			{"nonsackrttresiliency", "disabled"}, {"maxsynretransmissions", "4"}, {"fastopen", "enabled"},
			{"fastopenfallback", "enabled"}, {"hystart", "enabled"}, {"prr", "enabled"}, {"pacingprofile", "off"},
		}...)
	case build >= build2012:
		return append(rows, []TCPRow{
			{"chimney", "disabled"}, {"netdma", "disabled"}, {"dca", "disabled"}, {"autotuninglevel", "normal"},
			{"congestionprovider", "default"}, {"ecncapability", "enabled"}, {"timestamps", "disabled"},
			{"initialrto", "3000"}, {"rsc", "enabled"}, {"nonsackrttresiliency", "disabled"},
			{"maxsynretransmissions", "2"}, {"fastopen", "disabled"},
		}...)
	}
	return append(rows, []TCPRow{
		{"chimney", "automatic"}, {"netdma", "enabled"}, {"dca", "disabled"}, {"autotuninglevel", "normal"},
		{"congestionprovider", "ctcp"}, {"ecncapability", "disabled"}, {"timestamps", "disabled"},
	}...)
}

// setTCP changes the value of a row.
func (n *Node) setTCP(key, value string) {
	for i := range n.TCP.Rows {
		if n.TCP.Rows[i].Key == key {
			n.TCP.Rows[i].Value = value
		}
	}
}
