package windows

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Adapter changes the adapter that carries a cluster network or, without the
// name of one, is a further adapter. What is not set is as on a healthy node.
type Adapter struct {
	Network     string `yaml:"network"`     // the cluster network that it carries, "Heartbeat"
	Name        string `yaml:"name"`        // of the connection; empty: that of the network
	Description string `yaml:"description"` // DriverDesc; empty: that of the cluster's interface
	Component   string `yaml:"component"`   // ComponentId
	Service     string `yaml:"service"`     // of the driver
	Virtual     bool   `yaml:"virtual"`     // no device: a team, or a port of a virtual switch
	Version     string `yaml:"version"`     // DriverVersion
	Date        string `yaml:"date"`        // DriverDate, "6-21-2006"
	Provider    string `yaml:"provider"`    // ProviderName
	NoProvider  bool   `yaml:"no_provider"` // there is no ProviderName
	// Keywords are added to the usual ones; one without a value is taken away.
	Keywords        map[string]string `yaml:"keywords"`
	PnPCapabilities *uint32           `yaml:"pnp_capabilities"`
	PowerUnset      bool              `yaml:"power_unset"` // there is no PnPCapabilities
	// Addresses are IPv4 or IPv6 with the prefix, "10.10.0.5/24". They are
	// added to that of the cluster's interface.
	Addresses []string `yaml:"addresses"`
	// Configured are the IPv4 addresses that the adapter is configured with; nil: all that
	// it has but those of the cluster.
	Configured     []string `yaml:"configured"`
	DHCP           bool     `yaml:"dhcp"` // it may take its address from DHCP
	Gateways       []string `yaml:"gateways"`
	RegistersInDNS *bool    `yaml:"registers_in_dns"`
	// Category is that of the network which it is connected to, "public",
	// "private" or "domain"; empty: domain if the node is in one, else public.
	Category string `yaml:"category"`
}

// adapter is a network adapter of the node.
type adapter struct {
	Adapter
	network, description, id, address, mask string

	key            int // the number of its key in the class
	interfaceIndex int
	flags          uint32   // Characteristics
	ip             bool     // IPEnabled
	more, masks    []string // further addresses and what IPSubnet has for them
}

// Characteristics of adapters (netcfgx.h).
const (
	virtualAdapter = 0x1
	device         = 0x4
	hiddenAdapter  = 0x8
	withInterface  = 0x80
)

// adapters are those that carry cluster networks and the further ones of the
// description.
func (n *Node) adapters() []adapter {
	result := n.clusterAdapters()
	for i, described := range n.Adapters {
		if described.Network == "" {
			result = append(result, n.furtherAdapter(i, described))
		}
	}
	for i := range result {
		a := &result[i]
		a.key, a.interfaceIndex, a.flags, a.ip = 8+i, 14+i, device|withInterface, a.address != ""
		if a.Virtual {
			a.flags = virtualAdapter | withInterface
		}
		a.fillIn()
	}
	return result
}

func (n *Node) clusterAdapters() []adapter {
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
				a.RegistersInDNS = new(network.Role == 3)
				a.Gateways = gatewaysOf(network)
			}
		}
		for _, described := range n.Adapters {
			if described.Network == i.Network {
				a.change(described)
			}
		}
		result = append(result, a)
	}
	return result
}

// furtherAdapter is one that carries no cluster network.
func (n *Node) furtherAdapter(i int, described Adapter) adapter {
	a := adapter{id: syntheticGUID(n.Name+" adapter", i), description: fmt.Sprintf("Synthetic Gigabit Adapter #%d", 11+i)}
	a.Name, a.RegistersInDNS = fmt.Sprintf("LAN %d", 1+i), new(false)
	a.change(described)
	if len(a.more) > 0 {
		a.address, a.more = a.more[0], a.more[1:]
		a.mask, a.masks = a.masks[0], a.masks[1:]
	}
	return a
}

// gatewaysOf has the first address of a network for clients.
func gatewaysOf(network ClusterNetwork) []string {
	address, err := netip.ParseAddr(network.Address)
	if err != nil || network.Role != 3 {
		return nil
	}
	return []string{address.Next().String()}
}

// change takes over what a description sets.
func (a *adapter) change(described Adapter) {
	gateways, registers := a.Gateways, a.RegistersInDNS
	if described.Name == "" {
		described.Name = a.Name
	}
	a.Adapter = described
	if a.Gateways == nil {
		a.Gateways = gateways
	}
	if a.RegistersInDNS == nil {
		a.RegistersInDNS = registers
	}
	if described.Description != "" {
		a.description = described.Description
	}
	for _, text := range described.Addresses {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			continue // checkAdapters has refused it
		}
		a.more, a.masks = append(a.more, p.Addr().String()), append(a.masks, subnetOf(p))
	}
}

// subnetOf is what IPSubnet has for a prefix: a mask, or a number for IPv6.
func subnetOf(p netip.Prefix) string {
	if p.Addr().Is6() {
		return fmt.Sprint(p.Bits())
	}
	n := ^uint32(0) << (32 - p.Bits())
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String()
}

// fillIn sets what is not described. The driver is synthetic, and the same on
// every node.
func (a *adapter) fillIn() {
	for _, field := range []struct {
		set   *string
		usual string
	}{
		{&a.Name, a.network}, {&a.Component, `pci\ven_ffff&dev_0001`}, {&a.Service, "synthnic"},
		{&a.Version, "12.4.8.0"}, {&a.Date, "3-14-2013"}, {&a.Provider, "Synthetic"},
	} {
		if *field.set == "" {
			*field.set = field.usual
		}
	}
	if a.PnPCapabilities == nil && !a.PowerUnset {
		a.PnPCapabilities = new(uint32(24))
	}
	keywords := usualKeywords()
	maps.Copy(keywords, a.Keywords)
	maps.DeleteFunc(keywords, func(_, value string) bool { return value == "" })
	a.Keywords = keywords
}

// usualKeywords are those of a driver with TCP connection offload turned off.
func usualKeywords() map[string]string {
	return map[string]string{
		"*FlowControl": "3", "*JumboPacket": "1514", "*RSS": "1", "*SpeedDuplex": "0", "VlanID": "0", "*LsoV2IPv4": "1", "*LsoV2IPv6": "1",
		"*TCPConnectionOffloadIPv4": "0", "*TCPConnectionOffloadIPv6": "0", "*IPChecksumOffloadIPv4": "3",
		"*TCPChecksumOffloadIPv4": "3", "*TCPChecksumOffloadIPv6": "3",
		"*UDPChecksumOffloadIPv4": "3", "*UDPChecksumOffloadIPv6": "3",
	}
}

// checkAdapters finds what a description of adapters gets wrong.
func (n *Node) checkAdapters() error {
	carried := n.clusterAdapters()
	for _, described := range n.Adapters {
		known := func(a adapter) bool { return a.network == described.Network }
		if described.Network != "" && !slices.ContainsFunc(carried, known) {
			return fmt.Errorf("adapter of the network %q: the node has no interface on it", described.Network)
		}
		if _, known := categories()[described.Category]; !known && described.Category != "" {
			return fmt.Errorf("adapter category %q: there is no such category", described.Category)
		}
		for _, text := range described.Addresses {
			if _, err := netip.ParsePrefix(text); err != nil {
				return fmt.Errorf("adapter address %q: %w", text, err)
			}
		}
	}
	return nil
}
