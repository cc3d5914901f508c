package openid_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

const (
	metadataPath = "/.well-known/openid-configuration"
	keysPath     = "/keys"
)

// TestIssuerFails: an issuer that is of no use is told to the reader and, once, to the
// operator; the next login tries again.
func TestIssuerFails(t *testing.T) {
	text := func(words string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(words))
		}
	}
	endless := func(w http.ResponseWriter, r *http.Request) {
		line := []byte(strings.Repeat(" ", 64<<10))
		for r.Context().Err() == nil {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}
	elsewhere := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }
	metadata := func(keys string) string {
		return `{"issuer": "ISSUER", "authorization_endpoint": "ISSUER/authorize", "token_endpoint": "ISSUER/token", "jwks_uri": "` + keys + `"}`
	}
	for name, tt := range map[string]struct {
		path   string
		answer func(issuer string) http.HandlerFunc
		log    string
	}{
		"an error": {metadataPath, func(string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "words of the issuer", 500) }
		}, "not one of OpenID Connect"},
		"garbage":       {metadataPath, func(string) http.HandlerFunc { return text("\x00words of the issuer") }, "not one of OpenID Connect"},
		"endless":       {metadataPath, func(string) http.HandlerFunc { return endless }, "OpenID Connect"},
		"a redirection": {metadataPath, func(string) http.HandlerFunc { return elsewhere }, "not one of OpenID Connect"},
		"another issuer": {metadataPath, func(string) http.HandlerFunc {
			return text(strings.ReplaceAll(metadata("x"), "ISSUER", "https://evil.example"))
		}, "names another issuer"},
		"no keys": {metadataPath, func(i string) http.HandlerFunc { return text(strings.ReplaceAll(metadata(""), "ISSUER", i)) }, "lacks an address"},
		"plain to others": {metadataPath, func(i string) http.HandlerFunc {
			return text(strings.ReplaceAll(metadata("http://192.0.2.1/keys"), "ISSUER", i))
		}, "lacks an address"},
		"a file": {metadataPath, func(i string) http.HandlerFunc {
			return text(strings.ReplaceAll(metadata("file:///etc/passwd"), "ISSUER", i))
		}, "lacks an address"},
		"keys: an error":      {keysPath, func(string) http.HandlerFunc { return http.NotFound }, "keys cannot be read"},
		"keys: a redirection": {keysPath, func(string) http.HandlerFunc { return elsewhere }, "keys cannot be read"},
		"keys: garbage":       {keysPath, func(string) http.HandlerFunc { return text("[words of the issuer") }, "not a JSON Web Key Set"},
		"keys: endless":       {keysPath, func(string) http.HandlerFunc { return endless }, "longer than 1 MiB"},
		"keys: none":          {keysPath, func(string) http.HandlerFunc { return text(`{"keys": []}`) }, "no key for signatures"},
		"keys: a short one":   {keysPath, func(string) http.HandlerFunc { return text(`{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}`) }, "no key for signatures"},
		"keys: not on a curve": {keysPath, func(string) http.HandlerFunc {
			return text(`{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}`)
		}, "no key for signatures"},
		"keys: null": {keysPath, func(string) http.HandlerFunc {
			return text(`{"keys": [null, {"kty": "OKP", "crv": "Ed25519"}, {"kty": "RSA"}]}`)
		}, "no key for signatures"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, nil)
			s.issuer.override[tt.path] = tt.answer(s.issuer.URL)
			for range 3 {
				if got := s.browser().open(t, "/oidc/login"); got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
					t.Errorf("the login: %d", got.StatusCode)
				}
			}
			if !strings.Contains(s.log(), tt.log) || strings.Count(s.log(), "\n") != 0 || s.issuer.requests[metadataPath] != 1 || s.issuer.requests["/elsewhere"] != 0 {
				t.Errorf("requests %v, log %q, want %s", s.issuer.requests, s.log(), tt.log)
			}
			s.issuer.override = map[string]http.HandlerFunc{}
			s.pass(5 * time.Second)
			b := s.browser()
			if b.open(t, b.begin(t, "/")); !b.admitted(t) {
				t.Errorf("when it is well again: %s", s.log())
			}
		})
	}
}

// TestIssuerIsDown: no connection, before and after it was up.
func TestIssuerIsDown(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser()
	address := b.begin(t, "/")
	s.issuer.Close()
	if got := b.open(t, address).StatusCode; got != http.StatusForbidden || !strings.Contains(s.log(), "did not confirm the login: no connection") {
		t.Errorf("the exchange: %d, %s", got, s.log())
	}
	s.pass(time.Hour)
	s.Check(t.Context())
	if got := b.open(t, "/oidc/login").StatusCode; got != http.StatusServiceUnavailable || !strings.Contains(s.log(), "no connection could be made, or") {
		t.Errorf("the login: %d, %s", got, s.log())
	}
}

// TestIssuerIsSlow: who ends the program does not wait for an issuer that does not answer.
func TestIssuerIsSlow(t *testing.T) {
	s := newSite(t, nil)
	asked := make(chan bool, 1)
	s.issuer.override[metadataPath] = func(_ http.ResponseWriter, r *http.Request) { asked <- true; <-r.Context().Done() }
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if s.Check(ctx); s.log() != "" {
		t.Errorf("it is told as a fault of the issuer: %s", s.log())
	}
}

// TestKeysChange: an issuer that signs with another key from now on is read again.
func TestKeysChange(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser()
	b.open(t, b.begin(t, "/"))
	s.issuer.key = "second"
	s.pass(time.Minute)
	b = s.browser()
	if b.open(t, b.begin(t, "/")); !b.admitted(t) {
		t.Errorf("with the new key: %s", s.log())
	}
	if got := s.issuer.requests[keysPath]; got != 2 {
		t.Errorf("the keys were read %d times", got)
	}
}

func TestUsable(t *testing.T) {
	for address, want := range map[string]bool{
		"https://login.example": true, "https://login.example/realms/staff": true, "http://127.0.0.1:8080/x": true, "http://localhost": true, "http://[::1]:1": true,
		"http://login.example": false, "http://192.0.2.1": false, "http://localhost.evil.example": false, "login.example": false, "": false, "ftp://login.example": false, "https://": false, "https:///x": false,
		"https://ann:pw@login.example": false, "https://login.example?x=y": false, "https://login.example?": false, "https://login.example#x": false, "https://login.example#": false, "HTTP://login.example": false, "http://127.0.0.1.evil.example": false,
	} {
		if openid.Usable(address) != want {
			t.Errorf("%q: %t", address, !want)
		}
	}
}
