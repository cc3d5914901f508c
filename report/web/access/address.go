package access

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Resolver finds the addresses of a name.
type Resolver func(ctx context.Context, name string) ([]netip.Addr, error)

// Address is where to listen.
type Address struct {
	netip.AddrPort
	// Local is set when only this machine can connect.
	Local bool
}

// Address is where to listen for a text HOST:PORT. Every address but those of this machine
// needs a certificate and authentication; what lacks one is an *Error.
func (c *Config) Address(ctx context.Context, text string, resolve Resolver) (Address, error) {
	host, portText, err := net.SplitHostPort(text)
	port, wrong := strconv.ParseUint(portText, 10, 16)
	if err != nil || wrong != nil {
		return Address{}, &Error{fmt.Sprintf("%.80q is not an address to listen on", text), "write it like 127.0.0.1:7343, or [::1]:7343"}
	}
	ip, local, err := hostAddress(ctx, host, resolve)
	if err != nil {
		return Address{}, err
	}
	a := Address{netip.AddrPortFrom(ip, uint16(port)), local}
	if !local {
		if err := c.fitForOthers(text); err != nil {
			return Address{}, err
		}
	}
	return a, nil
}

// fitForOthers says what other machines need that is not configured.
func (c *Config) fitForOthers(text string) error {
	var lacks []string
	if c.Certificate == "" || c.Key == "" {
		lacks = append(lacks, "TLS")
	}
	if c.Method == None {
		lacks = append(lacks, "authentication")
	}
	if len(lacks) == 0 {
		return nil
	}
	return &Error{
		fmt.Sprintf("other machines could reach %s, and it has no %s", text, strings.Join(lacks, " and no ")),
		"listen on 127.0.0.1, behind a reverse proxy if need be, or configure tls and authentication",
	}
}

// hostAddress is the address of a host, and whether only this machine can reach it: that has
// to be true of every address of a name. The name is looked up once, and the address is what
// is listened on.
func hostAddress(ctx context.Context, host string, resolve Resolver) (ip netip.Addr, local bool, err error) {
	if host == "" {
		return netip.IPv6Unspecified(), false, nil
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap(), isLocal(ip), nil
	}
	all, err := resolve(ctx, host)
	if err != nil || len(all) == 0 {
		return netip.Addr{}, false, &Error{fmt.Sprintf("the name %.80q has no address", host), "write an address, such as 127.0.0.1"}
	}
	for _, ip := range all {
		if !isLocal(ip) {
			return ip.Unmap(), false, nil
		}
	}
	return all[0].Unmap(), true, nil
}

// isLocal reports whether an address is of this machine, 127.0.0.0/8 or ::1.
func isLocal(ip netip.Addr) bool { return ip.Unmap().IsLoopback() }
