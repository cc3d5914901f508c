package windows

import (
	"slices"
	"strings"
)

// putInterfaces writes what the adapters are configured with, and an interface of an
// adapter that was taken out. What the cluster puts on an adapter is not there.
func (n *Node) putInterfaces(k *regKey) {
	for _, a := range n.everyAdapter() {
		i := k.create(a.guid())
		i.setDWORD("EnableDHCP", 0)
		if a.DHCP {
			i.setDWORD("EnableDHCP", 1)
		}
		if addresses := n.configured(a); len(addresses) > 0 {
			i.set("IPAddress", regMultiSZ, addresses)
			i.set("SubnetMask", regMultiSZ, slices.Repeat([]string{"255.255.255.0"}, len(addresses)))
		}
	}
	left := k.create("{" + strings.ToUpper(syntheticGUID(n.Name+" adapter that was taken out", 0)) + "}")
	left.setDWORD("EnableDHCP", 1)
	left.setText("DhcpIPAddress", "192.0.2.7")
	if len(n.LeftConfigured) > 0 {
		left.setDWORD("EnableDHCP", 0)
		left.set("IPAddress", regMultiSZ, n.LeftConfigured)
	}
}

// putPower writes the power plan in use: High performance.
func putPower(root *regKey) {
	root.create(`SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes`).setText("ActivePowerScheme", "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c")
}

// configured are the IPv4 addresses that an adapter is configured with.
func (n *Node) configured(a adapter) []string {
	if a.Configured != nil {
		return a.Configured
	}
	var all []string
	for _, address := range append([]string{a.address}, a.more...) {
		clustered := func(r ClusterResource) bool { return r.address() == address }
		if address == "" || strings.Contains(address, ":") || strings.HasPrefix(address, "169.254.") || n.Cluster != nil && slices.ContainsFunc(n.Cluster.Resources, clustered) {
			continue
		}
		all = append(all, address)
	}
	return all
}
