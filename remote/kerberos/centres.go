package kerberos

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// maxCentres bounds the key distribution centres of a realm that are asked.
const maxCentres = 8

// centres are the addresses of a realm's key distribution centres as host:port, in
// the order of the configuration, else of DNS.
func (c *Config) centres(ctx context.Context, realm string) ([]string, error) {
	var found []string
	entries := c.profile.values("realms", realm, "kdc")
	for _, entry := range entries {
		if address, ok := centreAddress(entry); ok {
			found = append(found, address)
		}
	}
	const op = "find the key distribution centre"
	if len(entries) > 0 {
		if len(found) == 0 {
			return nil, badInput(op, fmt.Sprintf("the KDC addresses that krb5.conf has for the realm %q are all of a kind that is not supported", realm),
				"Name a host and a port: kdc = dc1.example.com:88", nil)
		}
		return found[:min(len(found), maxCentres)], nil
	}
	if c.lookUpKDC {
		if found = lookUp(ctx, realm); len(found) > 0 {
			return found, nil
		}
		if ctx.Err() != nil {
			return nil, ended(ctx, op)
		}
	}
	return nil, &Error{Reason: NoAnswer, Op: op, Text: fmt.Sprintf("no KDC is known for the realm %q", realm),
		Hint: fmt.Sprintf("Check the realm; name its KDC in krb5.conf (%s), or let DNS have _kerberos._tcp.%s.", setting.Krb5Conf, strings.ToLower(printable(realm)))}
}

// centreAddress reads the value of kdc; false for what is not a host, as the URL of a
// proxy or the path of a socket.
func centreAddress(value string) (string, bool) {
	value = strings.TrimSuffix(value, "*")
	if value == "" || strings.Contains(value, "/") || strings.ContainsAny(value, " \t") {
		return "", false
	}
	if host, port, err := net.SplitHostPort(value); err == nil {
		return net.JoinHostPort(host, cmp.Or(port, kerberosPort)), true
	}
	return net.JoinHostPort(strings.Trim(value, "[]"), kerberosPort), true
}

// kerberosPort is that of key distribution centres (RFC 4120 7.2.3).
const kerberosPort = "88"

// lookUp asks DNS for the key distribution centres of a realm (RFC 4120 7.2.3.2).
func lookUp(ctx context.Context, realm string) []string {
	for _, network := range []string{"tcp", "udp"} {
		_, records, err := net.DefaultResolver.LookupSRV(ctx, "kerberos", network, realm)
		if err != nil {
			continue
		}
		var found []string
		for _, r := range records[:min(len(records), maxCentres)] {
			if host := strings.TrimSuffix(r.Target, "."); host != "" {
				found = append(found, net.JoinHostPort(host, strconv.Itoa(int(r.Port))))
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// printable takes out of a name from outside what has no place in a hint.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, name[:min(len(name), 255)])
}
