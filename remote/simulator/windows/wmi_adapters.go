package windows

import "fmt"

// adapterConfigurations has every adapter of the node, with what TCP/IP has
// been bound to.
func (n *Node) adapterConfigurations() *wmiTable {
	t := &wmiTable{class: adapterConfigurationClass()}
	for _, a := range n.everyAdapter() {
		t.rows = append(t.rows, a.configuration(n.hostName()))
	}
	return t
}

func (a adapter) configuration(host string) wmiRow {
	row := wmiRow{
		"Caption": fmt.Sprintf("[%08d] %s", a.key, a.description), "Description": a.description, "DHCPEnabled": false,
		"Index": a.key, "InterfaceIndex": a.interfaceIndex, "IPEnabled": a.ip,
		"ServiceName": a.Service, "SettingID": a.guid(),
	}
	if !a.ip {
		return row
	}
	row["DNSHostName"] = host
	row["IPAddress"] = append([]string{a.address}, a.more...)
	row["IPSubnet"] = append([]string{a.mask}, a.masks...)
	if len(a.Gateways) > 0 {
		row["DefaultIPGateway"] = a.Gateways
	}
	if a.RegistersInDNS != nil {
		row["FullDNSRegistrationEnabled"] = *a.RegistersInDNS
	}
	return row
}

// offloadGlobalSetting is the instance of MSFT_NetOffloadGlobalSetting, which
// exists from 2012 on. The property set is that of 2019; that its numbers stand
// for disabled, enabled and automatic in this order is general knowledge.
func (n *Node) offloadGlobalSetting() *wmiTable {
	numbers := map[string]int{"enabled": 1, "automatic": 2}
	row := wmiRow{
		"InstanceID": "NetOffloadGlobalSetting", "Chimney": 0, "ReceiveSideScaling": 0, "ReceiveSegmentCoalescing": 0,
		"TaskOffload": 1, "NetworkDirect": 1, "NetworkDirectAcrossIPSubnets": 0, "PacketCoalescingFilter": 0,
	}
	for _, r := range n.TCP.Rows {
		switch r.Key {
		case "chimney":
			row["Chimney"] = numbers[r.Value]
		case "rss":
			row["ReceiveSideScaling"] = numbers[r.Value]
		case "rsc":
			row["ReceiveSegmentCoalescing"] = numbers[r.Value]
		}
	}
	return &wmiTable{rows: []wmiRow{row}, class: newWMIClass("MSFT_NetOffloadGlobalSetting", wmiColumns{
		wmiText: "Caption Description ElementName InstanceID",
		wmiNumber: "Chimney NetworkDirect NetworkDirectAcrossIPSubnets PacketCoalescingFilter ReceiveSegmentCoalescing " +
			"ReceiveSideScaling TaskOffload",
	})}
}
