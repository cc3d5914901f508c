package access_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/web/access"
)

const secret = "0123456789abcdef0123456789abcdef"

func local() access.Address {
	return access.Address{AddrPort: netip.MustParseAddrPort("127.0.0.1:7343"), Local: true}
}

func remote() access.Address {
	return access.Address{AddrPort: netip.MustParseAddrPort("192.0.2.1:7343")}
}

// asked is the status of a request; headers are names and values, "Host" and "From" among them.
func asked(t *testing.T, g *access.Guard, headers ...string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost:7343/", nil)
	r.RemoteAddr = "127.0.0.1:40000"
	for i := 0; i < len(headers); i += 2 {
		switch headers[i] {
		case "Host":
			r.Host = headers[i+1]
		case "From":
			r.RemoteAddr = headers[i+1]
		default:
			r.Header.Add(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	g.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })).ServeHTTP(w, r)
	return w.Code
}

// A name that leads to this machine and is not one of its own is refused, so that no page of
// others can read ours.
func TestHosts(t *testing.T) {
	g := access.NewGuard(access.Config{Hosts: []string{"drift.contoso.example"}}, local(), "", nil)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:7343": 200, "LOCALHOST:1": 200, "localhost.": 200, "127.0.0.1": 200, "127.9.9.9:80": 200, "[::1]:7343": 200, "[::1]": 200, "drift.contoso.example": 200, "Drift.Contoso.example:443": 200,
		"evil.example": 421, "evil.example:7343": 421, "": 421, "192.0.2.1": 421, "0.0.0.0:7343": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "evil.example@localhost": 421, "xdrift.contoso.example": 421, "[::]:80": 421, "[::1].evil.example": 421,
	} {
		if got := asked(t, g, "Host", host); got != want {
			t.Errorf("%q: %d, want %d", host, got, want)
		}
	}
	open := access.NewGuard(access.Config{}, remote(), "", nil)
	if got := asked(t, open, "Host", "192.0.2.1"); got != 403 {
		t.Errorf("others without authentication: %d", got)
	}
}

func TestProxy(t *testing.T) {
	const user, key = "X-Forwarded-User", "X-Clusterdrift-Secret"
	settings := access.ProxySettings{UserHeader: user, SecretHeader: key, Secret: notify.SecretRef{File: "s"}}
	bySecret := access.NewGuard(access.Config{Method: access.Proxy, Proxy: settings}, local(), secret, nil)
	settings.Peers = []netip.Prefix{netip.MustParsePrefix("192.0.2.16/28")}
	byBoth := access.NewGuard(access.Config{Method: access.Proxy, Proxy: settings}, remote(), secret, nil)
	settings.Secret = notify.SecretRef{}
	byPeer := access.NewGuard(access.Config{Method: access.Proxy, Proxy: settings}, remote(), "", nil)
	settings.Peers = nil
	byNothing := access.NewGuard(access.Config{Method: access.Proxy, Proxy: settings}, local(), "", nil)
	noSecret := access.NewGuard(access.Config{Method: access.Proxy, Proxy: access.ProxySettings{UserHeader: user, SecretHeader: key, Secret: notify.SecretRef{File: "s"}}}, local(), "", nil)
	for _, tt := range []struct {
		name    string
		guard   *access.Guard
		headers []string
		want    int
	}{
		{"both headers", bySecret, []string{user, "u", key, secret}, 200},
		{"no user", bySecret, []string{key, secret}, 401},
		{"an empty user", bySecret, []string{user, " ", key, secret}, 401},
		{"two users", bySecret, []string{user, "u", user, "v", key, secret}, 401},
		{"no secret", bySecret, []string{user, "u"}, 403},
		{"an empty secret", bySecret, []string{user, "u", key, ""}, 403},
		{"another secret", bySecret, []string{user, "u", key, secret + "0"}, 403},
		{"two secrets", bySecret, []string{user, "u", key, "x", key, secret}, 403},
		{"a secret that was not read", noSecret, []string{user, "u", key, ""}, 403},
		{"the proxy", byPeer, []string{user, "u", "From", "192.0.2.20:1"}, 200},
		{"the proxy, mapped", byPeer, []string{user, "u", "From", "[::ffff:192.0.2.20]:1"}, 200},
		{"another machine", byPeer, []string{user, "u", "From", "192.0.2.40:1"}, 403},
		{"another machine that says otherwise", byPeer, []string{user, "u", "From", "192.0.2.40:1", "X-Forwarded-For", "192.0.2.20"}, 403},
		{"the proxy with its secret", byBoth, []string{user, "u", key, secret, "From", "192.0.2.20:1"}, 200},
		{"another machine with the secret", byBoth, []string{user, "u", key, secret, "From", "192.0.2.40:1"}, 403},
		{"the proxy without its secret", byBoth, []string{user, "u", "From", "192.0.2.20:1"}, 403},
		{"neither peers nor secret", byNothing, []string{user, "u"}, 403},
	} {
		if got := asked(t, tt.guard, tt.headers...); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
