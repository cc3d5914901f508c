package windows

import "fmt"

// everyAdapter lists the adapters in the order of the class: those that Windows
// brings, the cluster's virtual adapter and the node's own.
func (n *Node) everyAdapter() []adapter {
	all := n.miniports()
	if n.Cluster != nil {
		all = append(all, n.netft())
	}
	return append(all, n.adapters()...)
}

// miniports are the virtual adapters that every Windows has, as recorded of
// 2008 R2.
func (n *Node) miniports() []adapter {
	var all []adapter
	for i, m := range []struct{ kind, component, service string }{
		{"SSTP", "ms_sstpminiport", "RasSstp"}, {"IKEv2", "ms_agilevpnminiport", "RasAgileVpn"},
		{"L2TP", "ms_l2tpminiport", "Rasl2tp"}, {"PPTP", "ms_pptpminiport", "PptpMiniport"},
		{"PPPOE", "ms_pppoeminiport", "RasPppoe"}, {"IPv6", "ms_ndiswanipv6", "NdisWan"},
		{"Network Monitor", "ms_ndiswanbh", "NdisWan"},
	} {
		a := n.ofWindows("miniport", i)
		a.description, a.Component, a.Service = "WAN Miniport ("+m.kind+")", m.component, m.service
		a.key, a.interfaceIndex, a.flags = i, 2+i, 0x20|hiddenAdapter|virtualAdapter
		all = append(all, a)
	}
	return all
}

// netft is the cluster's virtual adapter.
func (n *Node) netft() adapter {
	a := n.ofWindows("netft", 9)
	a.description, a.Component, a.Service = "Microsoft Failover Cluster Virtual Adapter", `root\netft`, "Netft"
	a.key, a.interfaceIndex, a.flags = 7, 13, hiddenAdapter|virtualAdapter
	if !n.NetFTDisabled {
		a.ip, a.address, a.mask = true, "169.254.1.1", "255.255.0.0"
		a.more, a.masks = []string{"fe80::8d1:2c3e:4a5b:101"}, []string{"64"}
	}
	return a
}

// ofWindows is an adapter with a driver of Windows itself.
func (n *Node) ofWindows(what string, number int) adapter {
	a := adapter{id: syntheticGUID(n.Name+" "+what, number)}
	a.Name = fmt.Sprintf("Local Area Connection* %d", number)
	a.Version, a.Date, a.Provider = n.OS.version()+".16384", "6-21-2006", "Microsoft"
	return a
}
