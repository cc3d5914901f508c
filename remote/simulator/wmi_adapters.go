package simulator

import (
	"fmt"
	"strings"
)

// firstInterfaceIndex is that of the first adapter that carries a cluster network.
const firstInterfaceIndex = 14

// adapterConfigurations has the cluster's virtual adapter and those that carry
// cluster networks.
func (n *Node) adapterConfigurations() *wmiTable {
	t := &wmiTable{class: adapterConfigurationClass()}
	if n.Cluster != nil {
		t.rows = append(t.rows, wmiRow{
			"Caption": "[00000007] Microsoft Failover Cluster Virtual Adapter", "DHCPEnabled": false,
			"Description": "Microsoft Failover Cluster Virtual Adapter", "DNSHostName": n.hostName(),
			"Index": 7, "InterfaceIndex": 13, "IPEnabled": true, "ServiceName": "Netft",
			"IPAddress": []string{"169.254.1.1"}, "IPSubnet": []string{"255.255.0.0"},
		})
	}
	for i, a := range n.adapters() {
		t.rows = append(t.rows, wmiRow{
			"Caption": fmt.Sprintf("[%08d] %s", 8+i, a.description), "Description": a.description,
			"DHCPEnabled": false, "DNSHostName": n.hostName(), "Index": 8 + i, "InterfaceIndex": firstInterfaceIndex + i,
			"IPEnabled": true, "IPAddress": []string{a.address}, "IPSubnet": []string{a.mask},
			"ServiceName": "synthnic", "SettingID": "{" + a.id + "}",
		})
	}
	return t
}

// adapter is a network adapter of the node.
type adapter struct {
	network, description, id, address, mask string
}

// adapters are those that carry cluster networks.
func (n *Node) adapters() []adapter {
	var result []adapter
	if n.Cluster == nil {
		return nil
	}
	for _, i := range n.Cluster.Interfaces {
		if !strings.EqualFold(i.Node, n.hostName()) {
			continue
		}
		a := adapter{network: i.Network, description: i.Adapter, id: i.AdapterID, address: i.Address}
		for _, network := range n.Cluster.Networks {
			if network.Name == i.Network {
				a.mask = network.Mask
			}
		}
		result = append(result, a)
	}
	return result
}
