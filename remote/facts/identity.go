package facts

import (
	"net"
	"net/netip"
	"strings"
)

// FullName is the name by which a machine calls itself, with its domain as far as
// both are known: "HV01.contoso.example".
func (o OS) FullName() string {
	name := o.HostName
	if o.DNSHostName != "" {
		name = o.DNSHostName
	}
	if name == "" || o.Domain == nil || *o.Domain == "" || strings.Contains(name, ".") {
		return name
	}
	return name + "." + *o.Domain
}

// AskedFor is the host name by which the node was asked for: what the inventory
// expects to answer, else the name of the node, else the host that was dialled.
// It is empty when all of them are addresses.
func (n *Node) AskedFor() string {
	dialled, _, err := net.SplitHostPort(n.Address)
	if err != nil {
		dialled = n.Address
	}
	for _, name := range []string{n.Host, n.Name, dialled} {
		if name != "" && !IsAddress(name) {
			return name
		}
	}
	return ""
}

// IsAddress reports whether a host is named by a number, or by what stands for the
// machine that resolves it. Either says where to find a machine, not what it is
// called. Most resolvers read 127.1 and 0x7f000001 as numbers, too.
func IsAddress(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	number := strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == ""
	return number || last == "localhost"
}
