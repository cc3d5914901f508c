package access_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/web/access"
)

// names are what the resolver of the tests knows: localhost may be made to lead elsewhere.
func names(_ context.Context, name string) ([]netip.Addr, error) {
	known := map[string][]string{
		"localhost": {"127.0.0.1", "::1"}, "localhost.": {"127.0.0.1"}, "loop.example": {"127.8.9.1"},
		"here.example": {"192.0.2.1"}, "both.example": {"127.0.0.1", "192.0.2.1"}, "poisoned": {"192.0.2.1"}, "none": {},
	}
	var all []netip.Addr
	for _, text := range known[name] {
		all = append(all, netip.MustParseAddr(text))
	}
	if known[name] == nil {
		return nil, errors.New("no such host")
	}
	return all, nil
}

// TestOthersNeedTLSAndAuthentication: whatever is written as the address, other machines
// reach the pages only with a certificate and with authentication.
func TestOthersNeedTLSAndAuthentication(t *testing.T) {
	configs := map[string]access.Config{
		"nothing":        {},
		"TLS":            {Certificate: "a.crt", Key: "a.key"},
		"half of TLS":    {Certificate: "a.crt", Method: access.Basic, Users: "u"},
		"authentication": {Method: access.Basic, Users: "u"},
		"proxy":          {Method: access.Proxy},
		"hosts":          {Hosts: []string{"here.example"}},
		"all":            {Certificate: "a.crt", Key: "a.key", Method: access.Basic, Users: "u"},
		"sign-on":        {Method: access.OIDC, Users: "u"},
		"sign-on, half":  {Key: "a.key", Method: access.OIDC},
		"all, by OIDC":   {Certificate: "a.crt", Key: "a.key", Method: access.OIDC},
		"all, by proxy":  {Certificate: "a.crt", Key: "a.key", Method: access.Proxy},
	}
	for text, local := range map[string]bool{
		"127.0.0.1:7343": true, "127.1.2.3:80": true, "[::1]:7343": true, "[::ffff:127.0.0.1]:80": true, "localhost:7343": true, "localhost.:1": true, "loop.example:80": true, "127.0.0.1:0": true,
		"0.0.0.0:7343": false, "[::]:7343": false, ":7343": false, "192.0.2.1:80": false, "[2001:db8::1]:80": false, "[fe80::1%eth0]:80": false,
		"[::ffff:192.0.2.1]:80": false, "here.example:80": false, "both.example:80": false, "poisoned:80": false, "10.0.0.1:443": false, "169.254.1.1:80": false, "[::ffff:0.0.0.0]:80": false,
	} {
		for name, c := range configs {
			a, err := c.Address(t.Context(), text, names)
			var bad *access.Error
			switch admitted := local || strings.HasPrefix(name, "all"); {
			case admitted && (err != nil || a.Local != local):
				t.Errorf("%s with %s: %+v, %v", text, name, a, err)
			case !admitted && !errors.As(err, &bad):
				t.Errorf("%s with %s is admitted: %+v, %v", text, name, a, err)
			}
			if err == nil && a.Local != a.Addr().IsLoopback() {
				t.Errorf("%s with %s: %s, local %t", text, name, a.AddrPort, a.Local)
			}
		}
	}
	for _, text := range []string{"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1", "http://127.0.0.1:80", "::1:80", "none:80", "unknown.example:80", "127.1:80", "0x7f000001:80"} {
		if a, err := new(access.Config).Address(t.Context(), text, names); err == nil {
			t.Errorf("%q is an address: %+v", text, a)
		}
	}
}
