package openid_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// TestSignOn signs in, is shown the page that was asked for, and signs out.
func TestSignOn(t *testing.T) {
	for name, change := range map[string]func(*openid.Settings){
		"with a secret": nil, "a public client": func(s *openid.Settings) { s.ClientSecret = notify.SecretRef{} },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, change)
			b := s.browser()
			back := b.open(t, b.begin(t, "/cluster?name=A%26B&scope=s"))
			if got, want := back.Header.Get("Location"), "https://drift.example/base/cluster?name=A%26B&scope=s"; back.StatusCode != http.StatusSeeOther || got != want {
				t.Fatalf("%d to %s, want %s; %s", back.StatusCode, got, want, s.log())
			}
			if !b.admitted(t) || len(b.cookies) != 1 || s.browser().admitted(t) {
				t.Errorf("after the login: %q", b.cookies)
			}
			s.pass(8*time.Hour - time.Second)
			if !b.admitted(t) {
				t.Error("the session ended early")
			}
			s.pass(time.Second)
			if b.admitted(t) {
				t.Error("the session did not end")
			}
		})
	}
}

func TestSignOut(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser()
	b.open(t, b.begin(t, "/"))
	kept := &browser{s, map[string]string{}}
	for name, value := range b.cookies {
		kept.cookies[name] = value
	}
	if got := b.open(t, "/oidc/logout", "Sec-Fetch-Site", "cross-site").StatusCode; got != http.StatusForbidden || !b.admitted(t) {
		t.Errorf("a page of others signs out: %d", got)
	}
	if got := b.open(t, "/oidc/logout", "Sec-Fetch-Site", "same-origin").StatusCode; got != http.StatusOK || len(b.cookies) != 0 || kept.admitted(t) {
		t.Errorf("%d, %q, or the session goes on", got, b.cookies)
	}
	if got := b.open(t, "/oidc/nothing").StatusCode; got != http.StatusNotFound {
		t.Errorf("no such address: %d", got)
	}
}

// TestSignOnRefuses has one thing wrong in each login.
func TestSignOnRefuses(t *testing.T) {
	set := func(name string, value any) func(*fakeIssuer) {
		return func(f *fakeIssuer) { f.claims = func(c map[string]any) { c[name] = value } }
	}
	past := time.Unix(1_800_000_000, 0).Add(-time.Second).Unix()
	for name, tt := range map[string]struct {
		issuer   func(*fakeIssuer)
		settings func(*openid.Settings)
		back     func(t *testing.T, address string) string
		log      string
	}{
		"another state": {back: func(t *testing.T, a string) string { t.Helper(); return with(t, a, "state", strings.Repeat("x", 43)) }},
		"no state":      {back: func(t *testing.T, a string) string { t.Helper(); return with(t, a, "state", "") }},
		"two states":    {back: func(_ *testing.T, a string) string { return a + "&state=x" }},
		"no code":       {back: func(t *testing.T, a string) string { t.Helper(); return with(t, a, "code", "") }},
		"another code":  {back: func(t *testing.T, a string) string { t.Helper(); return with(t, a, "code", "x") }, log: "invalid_grant"},
		"an error": {back: func(_ *testing.T, a string) string {
			return a + "&error=access_denied&error_description=words+of+the+issuer"
		}},
		"of another issuer": {back: func(_ *testing.T, a string) string { return a + "&iss=https://evil.example" }},
		"nonce":             {issuer: set("nonce", "x"), log: "of another login"},
		"no nonce":          {issuer: set("nonce", nil), log: "of another login"},
		"audience":          {issuer: set("aud", "another"), log: "audience"},
		"party":             {issuer: set("azp", "another"), log: "another program"},
		"two audiences":     {issuer: set("aud", []string{clientID, "another"}), log: "another program"},
		"issuer":            {issuer: set("iss", "https://evil.example"), log: "issuer"},
		"expired":           {issuer: set("exp", past), log: "expired"},
		"no expiry":         {issuer: set("exp", nil), log: "time is wrong"},
		"alg none": {issuer: func(f *fakeIssuer) {
			f.sign = func(_, c map[string]any) string { return unsigned(map[string]any{"alg": "none"}, c) + "." }
		}, log: "signature"},
		"HS256": {issuer: func(f *fakeIssuer) { f.sign = f.signHS256 }, log: "signature"},
		"another key": {issuer: func(f *fakeIssuer) {
			f.sign = func(h, c map[string]any) string { return (&fakeIssuer{key: "other"}).signRS256(h, c) }
		}, log: "signature"},
		"a changed token": {issuer: func(f *fakeIssuer) {
			f.sign = func(h, c map[string]any) string {
				signed := f.signRS256(h, c)
				c["sub"] = "bob"
				return unsigned(h, c) + signed[strings.LastIndex(signed, "."):]
			}
		}, log: "signature"},
		"no token":       {issuer: func(f *fakeIssuer) { f.sign = func(_, _ map[string]any) string { return "" } }, log: "none"},
		"a large token":  {issuer: set("more", strings.Repeat("x", 80<<10)), log: "longer than"},
		"other groups":   {issuer: set("groups", []string{"Readers", "readers2", ""}), log: "not among those"},
		"no groups":      {issuer: set("groups", nil), log: "not among those"},
		"wrong groups":   {issuer: set("groups", map[string]any{"readers": true}), log: "not among those"},
		"no user":        {issuer: set("sub", ""), log: "not among those"},
		"unverified":     {issuer: set("email_verified", false), settings: byEmail, log: "not among those"},
		"not said":       {issuer: set("email_verified", nil), settings: byEmail, log: "not among those"},
		"a number":       {issuer: set("email_verified", 1), settings: byEmail, log: "not among those"},
		"another e-mail": {issuer: set("email", "ann@contoso.example.evil.example"), settings: byEmail, log: "not among those"},
		"no one":         {settings: func(s *openid.Settings) { s.AllowedGroups = nil }, log: "not among those"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, tt.settings)
			if tt.issuer != nil {
				tt.issuer(s.issuer)
			}
			b := s.browser()
			address := b.begin(t, "/")
			if tt.back != nil {
				address = tt.back(t, address)
			}
			if got := b.open(t, address); got.StatusCode < 400 || b.admitted(t) {
				t.Errorf("%d to %s", got.StatusCode, got.Header.Get("Location"))
			}
			if !strings.Contains(s.log(), tt.log) || tt.log == "" && s.log() != "" {
				t.Errorf("the log has %q, want %q", s.log(), tt.log)
			}
		})
	}
}

func byEmail(s *openid.Settings) {
	s.AllowedGroups, s.AllowedEmails = nil, []string{"ann@contoso.example"}
}

// TestSignOnAdmits has each way to be among the readers.
func TestSignOnAdmits(t *testing.T) {
	for name, tt := range map[string]struct {
		settings func(*openid.Settings)
		claims   func(map[string]any)
	}{
		"e-mail":               {settings: byEmail},
		"e-mail, as a string":  {settings: byEmail, claims: func(c map[string]any) { c["email_verified"] = "true" }},
		"user":                 {settings: func(s *openid.Settings) { s.AllowedGroups, s.AllowedUsers = nil, []string{"ann-1"} }},
		"another claim":        {settings: func(s *openid.Settings) { s.GroupsClaim = "roles" }, claims: func(c map[string]any) { c["roles"] = c["groups"]; delete(c, "groups") }},
		"one group, as a text": {claims: func(c map[string]any) { c["groups"] = "readers" }},
		"its party":            {claims: func(c map[string]any) { c["aud"], c["azp"] = []string{"x", clientID}, clientID }},
	} {
		s := newSite(t, tt.settings)
		s.issuer.claims = tt.claims
		b := s.browser()
		if b.open(t, b.begin(t, "/")); !b.admitted(t) {
			t.Errorf("%s: not admitted; %s", name, s.log())
		}
	}
}

// TestReplay: what was used once, is of another browser or is old, begins no session.
func TestReplay(t *testing.T) {
	s := newSite(t, nil)
	b, other := s.browser(), s.browser()
	address := b.begin(t, "/")
	before := map[string]string{"__Host-clusterdrift-login": b.cookies["__Host-clusterdrift-login"]}
	other.begin(t, "/")
	if got := other.open(t, address).StatusCode; got != http.StatusBadRequest || other.admitted(t) {
		t.Errorf("in another browser: %d", got)
	}
	if b.open(t, address); !b.admitted(t) {
		t.Fatal("the login itself failed: " + s.log())
	}
	thief := &browser{s, before}
	if got := thief.open(t, address).StatusCode; got != http.StatusBadRequest || thief.admitted(t) {
		t.Errorf("again: %d", got)
	}
	if s.issuer.requests["/token"] != 1 {
		t.Errorf("the issuer was asked %d times", s.issuer.requests["/token"])
	}
	slow := s.browser()
	address = slow.begin(t, "/")
	s.pass(10 * time.Minute)
	if got := slow.open(t, address).StatusCode; got != http.StatusBadRequest || slow.admitted(t) {
		t.Errorf("too late: %d", got)
	}
}

// TestCookies: one that is changed or invented admits no one, and is no login.
func TestCookies(t *testing.T) {
	const ticket, session = "__Host-clusterdrift-login", "__Host-clusterdrift-session"
	s := newSite(t, nil)
	b := s.browser()
	address := b.begin(t, "/")
	whole := b.cookies[ticket]
	for _, text := range []string{"", "x", whole[1:], whole + "AAAA", "A" + whole[1:], whole[:len(whole)/2] + "-" + whole[len(whole)/2+1:], strings.Repeat("A", 4000)} {
		if b.cookies[ticket] = text; text == whole {
			continue
		}
		if got := b.open(t, address).StatusCode; got != http.StatusBadRequest {
			t.Errorf("the login %.20q: %d", text, got)
		}
	}
	b.cookies[ticket] = whole
	b.open(t, address)
	name := b.cookies[session]
	for _, text := range []string{"", "x", name[1:], name + "A", strings.ToLower(name), whole} {
		b.cookies[session] = text
		if b.admitted(t) {
			t.Errorf("the session %q is admitted", text)
		}
	}
	if b.cookies[session] = name; !b.admitted(t) || len(name) != 43 {
		t.Errorf("the session itself, %q, is not admitted", name)
	}
}

// TestTargets: a login leads to these pages alone.
func TestTargets(t *testing.T) {
	for to, want := range map[string]string{
		"/cluster%3Fname=x": "/cluster?name=x", "": "/", "/": "/", "https://evil.example/": "/", "//evil.example": "/", "/%5Cevil.example": "/", "%5C%5Cevil.example": "/", "evil.example": "/", "javascript:alert(1)": "/",
		"/%0d%0aX:y": "/", "/%09/evil.example": "/", "@evil.example": "/", ".evil.example": "/", "/oidc/logout": "/", "/" + strings.Repeat("x", 2000): "/", "%2F%2Fevil.example": "/",
	} {
		s := newSite(t, nil)
		b := s.browser()
		login := b.open(t, "https://drift.example/base/oidc/login?to="+to)
		got := b.open(t, s.issuer.authorize(t, login.Header.Get("Location"))).Header.Get("Location")
		if got != "https://drift.example/base"+want {
			t.Errorf("%q leads to %q", to, got)
		}
	}
}

// TestSessionsAreBounded: a user who signs in again and again ends the oldest session of the
// user, and no other.
func TestSessionsAreBounded(t *testing.T) {
	s := newSite(t, nil)
	other := s.browser()
	s.issuer.claims = func(c map[string]any) { c["sub"] = "bob" }
	other.open(t, other.begin(t, "/"))
	s.issuer.claims = nil
	all := make([]*browser, 21)
	for i := range all {
		s.pass(time.Second)
		all[i] = s.browser()
		all[i].open(t, all[i].begin(t, "/"))
	}
	for i, b := range append(all, other) {
		if got, want := b.admitted(t), i != 0; got != want {
			t.Errorf("%d: admitted %t", i, got)
		}
	}
}
