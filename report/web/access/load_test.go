package access_test

import (
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/web/access"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

func load(t *testing.T, text string) (*access.Config, string, error) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "serve.yaml")
	if err := os.WriteFile(file, []byte("format: 1\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := access.Load(file)
	return c, dir, err
}

func TestLoad(t *testing.T) {
	c, dir, err := load(t, "listen: 0.0.0.0:443\nhosts: [drift.contoso.example]\ntls: {certificate: a.crt, key: /etc/a.key}\nauthentication: {type: basic, users: users}\n")
	want := &access.Config{Listen: "0.0.0.0:443", Hosts: []string{"drift.contoso.example"}, Certificate: filepath.Join(dir, "a.crt"), Key: "/etc/a.key", Method: access.Basic, Users: filepath.Join(dir, "users")}
	if diff := cmp.Diff(want, c, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Error(err, diff)
	}
	c, dir, err = load(t, "authentication: {type: proxy, user_header: Remote-User, secret: 'file:s', peers: [192.0.2.1, '2001:db8::/120']}\n")
	want = &access.Config{Method: access.Proxy, Proxy: access.ProxySettings{
		UserHeader: "Remote-User", SecretHeader: "X-Clusterdrift-Secret", Secret: notify.SecretRef{File: filepath.Join(dir, "s")},
		Peers: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/120")},
	}}
	if diff := cmp.Diff(want, c, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestLoadOpenID(t *testing.T) {
	c, dir, err := load(t, "hosts: [drift.example]\nauthentication: {type: oidc, issuer: 'https://login.example/x', client_id: c, client_secret: 'file:s', redirect_url: 'https://Drift.example/oidc/callback', scopes: [groups], allowed_groups: [g], allowed_emails: [a@b], allowed_users: ['1'], users: u}\n")
	want := &access.Config{Hosts: []string{"drift.example"}, Method: access.OIDC, Users: filepath.Join(dir, "u"), OpenID: openid.Settings{
		Issuer: "https://login.example/x", ClientID: "c", ClientSecret: notify.SecretRef{File: filepath.Join(dir, "s")}, RedirectURL: "https://Drift.example/oidc/callback",
		Scopes: []string{"groups", "email"}, GroupsClaim: "groups", AllowedGroups: []string{"g"}, AllowedEmails: []string{"a@b"}, AllowedUsers: []string{"1"},
	}}
	if diff := cmp.Diff(want, c, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Error(err, diff)
	}
	c, _, err = load(t, "authentication: {type: oidc, issuer: 'http://127.0.0.1:8080', client_id: c, redirect_url: 'http://localhost:7343/oidc/callback', groups_claim: roles, allowed_groups: [g]}\n")
	want = &access.Config{Method: access.OIDC, OpenID: openid.Settings{Issuer: "http://127.0.0.1:8080", ClientID: "c", RedirectURL: "http://localhost:7343/oidc/callback", GroupsClaim: "roles", AllowedGroups: []string{"g"}}}
	if diff := cmp.Diff(want, c, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// TestLoadOpenIDRefuses changes one key of a configuration that is right.
func TestLoadOpenIDRefuses(t *testing.T) {
	right := map[string]string{"issuer": "https://login.example", "client_id": "c", "redirect_url": "https://drift.example/oidc/callback", "allowed_groups": "[g]"}
	for _, tt := range []struct{ key, value, want string }{
		{"issuer", "", "needs the key issuer"},
		{"client_id", "", "needs the key client_id"},
		{"redirect_url", "", "needs the key redirect_url"},
		{"allowed_groups", "", "everyone whom the issuer knows could read"},
		{"allowed_groups", "[]", "allowed_groups"},
		{"allowed_groups", "['']", "is not a text"},
		{"allowed_users", "[' ']", "is not a text"},
		{"issuer", "http://login.example", "is not an address of https"},
		{"issuer", "login.example", "is not an address of https"},
		{"issuer", "'https://login.example#x'", "is not an address of https"},
		{"redirect_url", "http://drift.example/oidc/callback", "not an address of https that ends with"},
		{"redirect_url", "https://drift.example/", "not an address of https that ends with"},
		{"redirect_url", "https://other.example/oidc/callback", "is not among hosts"},
		{"client_secret", "hunter22", "not named by file: or keyring:"},
		{"scopes", "['a b']", "is not a scope"},
		{"peers", "[192.0.2.1]", "does not have the key peers"},
	} {
		text := "hosts: [drift.example]\nauthentication:\n  type: oidc\n"
		all := maps.Clone(right)
		if all[tt.key] = tt.value; tt.value == "" {
			delete(all, tt.key)
		}
		for key, value := range all {
			text += "  " + key + ": " + value + "\n"
		}
		_, _, err := load(t, text)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%s: %s: %v, want %s", tt.key, tt.value, err, tt.want)
		}
	}
}

// TestLoadRefuses has one mistake in each configuration.
func TestLoadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"listn: x\n":                      `unknown key "listn"`,
		"tls: {certificate: a}\n":         "key",
		"hosts: ['*']\n":                  "is not a host",
		"hosts: ['http://x']\n":           "is not a host",
		"authentication: {type: none}\n":  `"none"`,
		"authentication: {}\n":            "type",
		"authentication: {type: basic}\n": "needs the key users",
		"authentication: {type: proxy}\n": "anyone could name a user",
		"authentication: {type: proxy, users: u, secret: 'file:s'}\n":   "does not have the key users",
		"authentication: {type: basic, users: u, peers: [192.0.2.1]}\n": "does not have the key peers",
		"authentication: {type: proxy, secret: hunter22}\n":             "not named by file: or keyring:",
		"listen: 0.0.0.0:443\n": "and it has no TLS and no authentication",
		"listen: 192.0.2.1:443\nauthentication: {type: basic, users: users}\n": "and it has no TLS",
		"listen: nothing\n": "is not an address to listen on",
		"authentication: {type: proxy, peers: [0.0.0.0/0]}\n":                                     "could name any user",
		"authentication: {type: proxy, peers: ['::/0']}\n":                                        "could name any user",
		"authentication: {type: proxy, peers: [10.0.0.0/8]}\n":                                    "could name any user",
		"authentication: {type: proxy, peers: [proxy.contoso.example]}\n":                         "is not an address or a range",
		"authentication: {type: proxy, secret: 'file:s', user_header: X-A, secret_header: x-a}\n": "are the same header",
		"authentication: {type: proxy, secret: 'file:s', user_header: 'X A'}\n":                   "is not a header",
	} {
		_, _, err := load(t, text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
