package collector

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const addressQuery = "SELECT SettingID,InterfaceIndex,Description,ServiceName,IPEnabled,IPAddress,IPSubnet," +
	"DefaultIPGateway,FullDNSRegistrationEnabled FROM Win32_NetworkAdapterConfiguration"

// adapterAddresses reads what TCP/IP is bound to. One row that is not understood
// spoils all of them: what it would have said could be the second address in a
// subnet, or the gateway that must not be there, and a list without it would
// look complete.
func (c *collection) adapterAddresses(ctx context.Context) {
	rows, head := c.query(ctx, cimv2, addressQuery)
	a := facts.AdapterAddresses{Section: head}
	for _, r := range rows {
		found, problem := readAdapterAddress(r)
		if problem != nil {
			c.node.Adapters.IP.Section = c.failed(addressQuery, problem)
			return
		}
		a.Found = append(a.Found, found)
	}
	slices.SortStableFunc(a.Found, func(a, b facts.AdapterAddress) int {
		return cmp.Or(cmp.Compare(a.InterfaceIndex, b.InterfaceIndex), cmp.Compare(a.ID, b.ID))
	})
	c.node.Adapters.IP = a
}

func readAdapterAddress(r remote.Row) (facts.AdapterAddress, *facts.Problem) {
	var a facts.AdapterAddress
	id, _ := r.Text("SettingID")
	a.ID = facts.NormalGUID(id)
	a.InterfaceIndex, _ = r.Int("InterfaceIndex")
	a.Description, _ = r.Text("Description")
	a.Service, _ = r.Text("ServiceName")
	enabled, known := flag(r, "IPEnabled")
	if !known {
		return a, notCredible("the node does not say whether IP is enabled on %s", quote(a.Description))
	}
	a.IPEnabled = enabled
	if registers, known := flag(r, "FullDNSRegistrationEnabled"); known {
		a.RegistersInDNS = &registers
	}
	var problem *facts.Problem
	if a.Addresses, problem = readPrefixes(r["IPAddress"], r["IPSubnet"]); problem != nil {
		return a, problem
	}
	for _, text := range r["DefaultIPGateway"] {
		gateway, err := netip.ParseAddr(text)
		if err != nil {
			return a, notCredible("%s is not the address of a gateway", quote(text))
		}
		if !gateway.IsUnspecified() {
			a.Gateways = append(a.Gateways, gateway.String())
		}
	}
	return a, nil
}

// flag reads a boolean property; false when it is null or no boolean.
func flag(r remote.Row, name string) (value, known bool) {
	text, _ := r.Text(name)
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// readPrefixes joins IPAddress and IPSubnet, which belong together by position.
// The unspecified address is what an adapter has that was given none.
func readPrefixes(addresses, subnets []string) ([]string, *facts.Problem) {
	if len(addresses) != len(subnets) {
		return nil, notCredible("%d addresses have %d subnets", len(addresses), len(subnets))
	}
	var prefixes []string
	for i, text := range addresses {
		address, err := netip.ParseAddr(text)
		bits, ok := prefixLength(address, subnets[i])
		if err != nil || !ok {
			return nil, notCredible("%s with the subnet %s is not an address", quote(text), quote(subnets[i]))
		}
		if !address.IsUnspecified() {
			prefixes = append(prefixes, netip.PrefixFrom(address, bits).String())
		}
	}
	return prefixes, nil
}

// prefixLength reads a subnet: a mask for IPv4, a number of bits for IPv6.
func prefixLength(address netip.Addr, subnet string) (int, bool) {
	if !address.Is4() {
		bits, err := strconv.Atoi(subnet)
		return bits, err == nil && bits >= 0 && bits <= address.BitLen()
	}
	mask, err := netip.ParseAddr(subnet)
	if err != nil || !mask.Is4() {
		return 0, false
	}
	ones, size := net.IPMask(mask.AsSlice()).Size() // both are 0 for a mask with holes
	return ones, size == address.BitLen()
}
