package openid_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// site is pages with a login, and what is around them.
type site struct {
	*openid.SignOn
	issuer *fakeIssuer

	mu    sync.Mutex
	time  time.Time
	lines []string // for the operator
}

func (s *site) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.time
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.time = s.time.Add(d)
}

func (s *site) complain(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
}

func (s *site) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

// newSite makes a site whose readers are the group readers, unless change says otherwise.
func newSite(t *testing.T, change func(*openid.Settings)) *site {
	t.Helper()
	s := &site{time: time.Unix(1_800_000_000, 0)}
	s.issuer = newIssuer(t, s.now)
	settings := openid.Settings{
		Issuer: s.issuer.URL, ClientID: clientID, ClientSecret: notify.SecretRef{File: "f"}, RedirectURL: callbackURL,
		Scopes: []string{"groups"}, GroupsClaim: "groups", AllowedGroups: []string{"readers"},
	}
	secret := clientSecret
	if change != nil {
		change(&settings)
	}
	if settings.ClientSecret.Empty() {
		secret, s.issuer.public = "", true
	}
	var err error
	if s.SignOn, err = openid.New(settings, secret, s.now, s.complain); err != nil {
		t.Fatal(err)
	}
	return s
}

// browser keeps cookies.
type browser struct {
	site    *site
	cookies map[string]string
}

func (s *site) browser() *browser { return &browser{s, map[string]string{}} }

// open asks for an address of the site below /base, and checks what holds of every answer.
func (b *browser) open(t *testing.T, address string, headers ...string) *http.Response {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimPrefix(u.RequestURI(), "/base"), nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	if strings.HasPrefix(r.URL.Path, openid.Prefix) {
		b.site.ServeHTTP(w, r)
	} else if !b.site.Admits(r) {
		http.Redirect(w, r, b.site.LoginURL(r.URL), http.StatusSeeOther)
	}
	answer := w.Result()
	for _, c := range answer.Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge > 8*60*60 {
			t.Errorf("a cookie that is not bounded: %s", c)
		}
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	if said := w.Body.String() + b.site.log(); strings.Contains(said, "hunter2") || strings.Contains(said, "words of the issuer") {
		t.Errorf("a secret or a word of the issuer is in: %s", said)
	}
	return answer
}

// begin opens a page, and returns the address at which the issuer sends the browser back.
func (b *browser) begin(t *testing.T, page string) string {
	t.Helper()
	login := b.open(t, page).Header.Get("Location")
	return b.site.issuer.authorize(t, b.open(t, login).Header.Get("Location"))
}

// admitted reports whether pages are shown.
func (b *browser) admitted(t *testing.T) bool {
	t.Helper()
	return b.open(t, "/").StatusCode == http.StatusOK
}

// with is an address with a parameter changed; an empty value takes it away.
func with(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	return u.String()
}
