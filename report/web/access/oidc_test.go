package access_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/web/access"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// TestOpenIDGuard: without a session, browsers are sent to the login, and programs need a user
// and a password. Nothing is asked of the issuer for it.
func TestOpenIDGuard(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(file, []byte("ann:"+hashed(t, "right", 10)), 0o600); err != nil {
		t.Fatal(err)
	}
	users, err := access.OpenUsers(file, time.Now, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	settings := openid.Settings{Issuer: "https://login.example", ClientID: "c", RedirectURL: "https://drift.example/oidc/callback", AllowedUsers: []string{"1"}}
	signOn, err := openid.New(settings, "", time.Now, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	config := access.Config{Method: access.OIDC, Hosts: []string{"drift.example"}, OpenID: settings}
	alone, incomplete := access.NewGuard(config, remote(), "", nil).WithSignOn(signOn), access.NewGuard(config, remote(), "", users)
	config.Users = file
	withUsers := access.NewGuard(config, remote(), "", users).WithSignOn(signOn)
	html, right, wrong := []string{"Accept", "text/html,*/*"}, basic("ann", "right"), basic("ann", "wrong")
	for _, tt := range []struct {
		name    string
		guard   *access.Guard
		path    string
		headers []string
		want    int
	}{
		{"a page", alone, "/cluster?name=x", html, 303},
		{"a page, for a program", alone, "/", nil, 401},
		{"metrics", alone, "/metrics", html, 401},
		{"metrics, with a password", alone, "/metrics", right, 401},
		{"metrics, with a password that is known", withUsers, "/metrics", right, 200},
		{"a badge, with a password that is known", withUsers, "/badge.svg?cluster=x", right, 200},
		{"metrics, with a wrong password", withUsers, "/metrics", wrong, 401},
		{"metrics, without one", withUsers, "/metrics", nil, 401},
		{"a page, with a password that is known", withUsers, "/", right, 401},
		{"an export, with a password that is known", withUsers, "/export", right, 401},
		{"a path that looks like metrics", withUsers, "/metrics/", right, 401},
		{"another host", alone, "/", append([]string{"Host", "evil.example"}, html...), 421},
		{"a login at another host", alone, "/oidc/logout", []string{"Host", "evil.example"}, 421},
		{"the end of a session", alone, "/oidc/logout", nil, 200},
		{"an invented session", alone, "/", []string{"Cookie", "__Host-clusterdrift-session=x"}, 401},
		{"no sign-on", incomplete, "/", html, 403},
		{"no sign-on, a login", incomplete, "/oidc/login", html, 403},
		{"no sign-on, with a password that is known", incomplete, "/metrics", right, 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://drift.example"+tt.path, nil)
		for i := 0; i < len(tt.headers); i += 2 {
			if r.Header.Set(tt.headers[i], tt.headers[i+1]); tt.headers[i] == "Host" {
				r.Host = tt.headers[i+1]
			}
		}
		w := httptest.NewRecorder()
		tt.guard.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, w.Code, tt.want)
		}
		if to := w.Header().Get("Location"); w.Code == http.StatusSeeOther && to != "https://drift.example/oidc/login?to=%2Fcluster%3Fname%3Dx" {
			t.Errorf("%s leads to %s", tt.name, to)
		}
		if strings.Contains(w.Header().Get("WWW-Authenticate"), "Basic") != (w.Code == 401 && tt.guard == withUsers && tt.path == "/metrics") {
			t.Errorf("%s asks for a password: %q", tt.name, w.Header().Get("WWW-Authenticate"))
		}
	}
}
