package openid

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Cookies. The prefix makes browsers take them only by TLS, for this host alone and from no
// other host of the domain.
const (
	sessionCookie = "__Host-clusterdrift-session"
	ticketCookie  = "__Host-clusterdrift-login"
)

// exchangesAtOnce is how many logins are confirmed with the issuer at the same time.
const exchangesAtOnce = 8

// SignOn signs readers in. Several goroutines may use it.
type SignOn struct {
	settings  Settings
	secret    string
	issuer    *issuer
	sessions  *sessions
	tickets   *tickets
	exchanges chan struct{}
	origin    string // of the pages as browsers reach them, with the path that they are below
	now       func() time.Time
	complain  func(string)
}

// New makes a SignOn of settings whose addresses are usable. Secret is that of the client, and
// empty for a public one. Complain is called with what the operator should know, one line each.
// It asks nothing of the issuer yet.
func New(s Settings, secret string, now func() time.Time, complain func(string)) (*SignOn, error) {
	complain = seldom(now, complain)
	t, err := newTickets(now)
	if err != nil {
		return nil, err
	}
	return &SignOn{
		settings: s, secret: secret, sessions: newSessions(now), tickets: t, exchanges: make(chan struct{}, exchangesAtOnce),
		origin: strings.TrimSuffix(s.RedirectURL, CallbackPath), now: now, complain: complain,
		issuer: &issuer{settings: s, client: newClient(), now: now, complain: complain, turn: make(chan struct{}, 1)},
	}, nil
}

// seldom leaves out a line that is that of less than a minute ago: whoever comes back with
// invented codes does not fill the log.
func seldom(now func() time.Time, complain func(string)) func(string) {
	var mu sync.Mutex
	var last string
	var at time.Time
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		if line != last || now().Sub(at) >= time.Minute {
			last, at = line, now()
			complain(line)
		}
	}
}

// Check reads the issuer, so that standard error says at once when it cannot be used.
func (s *SignOn) Check(ctx context.Context) {
	_, _ = s.issuer.get(ctx, knownFor) // what is wrong has gone to complain
}

// Admits reports whether a request has a session.
func (s *SignOn) Admits(r *http.Request) bool {
	all := r.CookiesNamed(sessionCookie)
	return len(all) == 1 && s.sessions.has(all[0].Value)
}

// LoginURL is where a reader of a path and query signs in to be shown it afterwards.
func (s *SignOn) LoginURL(target *url.URL) string {
	return s.origin + loginPath + "?to=" + url.QueryEscape(target.RequestURI())
}

// ServeHTTP answers the addresses below Prefix.
func (s *SignOn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	switch r.URL.Path {
	case loginPath:
		s.login(w, r)
	case CallbackPath:
		s.callback(w, r)
	case LogoutPath:
		s.logout(w, r)
	default:
		say(w, http.StatusNotFound, "This address leads to no page.")
	}
}

// login sends the reader to the issuer.
func (s *SignOn) login(w http.ResponseWriter, r *http.Request) {
	m, err := s.issuer.get(context.WithoutCancel(r.Context()), knownFor)
	if err != nil {
		s.unavailable(w)
		return
	}
	t := ticket{State: randomText(), Nonce: randomText(), Verifier: oauth2.GenerateVerifier(), Target: safeTarget(r.URL.Query().Get("to")), Until: s.now().Add(ticketTime)}
	sealed, err := s.tickets.write(t)
	if err != nil {
		say(w, http.StatusInternalServerError, "The login could not be begun.")
		return
	}
	setCookie(w, ticketCookie, sealed, ticketTime)
	leave(w, s.client(m).AuthCodeURL(t.State, oauth2.SetAuthURLParam("nonce", t.Nonce), oauth2.S256ChallengeOption(t.Verifier)))
}

// client is the program as the issuer knows it.
func (s *SignOn) client(m *metadata) *oauth2.Config {
	return &oauth2.Config{
		ClientID: s.settings.ClientID, ClientSecret: s.secret, Endpoint: m.endpoint, RedirectURL: s.settings.RedirectURL,
		Scopes: append([]string{"openid"}, s.settings.Scopes...),
	}
}

// logout ends the session. Pages of others cannot have a browser do it.
func (s *SignOn) logout(w http.ResponseWriter, r *http.Request) {
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		say(w, http.StatusForbidden, "To sign out, open this address yourself.")
		return
	}
	for _, c := range r.CookiesNamed(sessionCookie) {
		s.sessions.end(c.Value)
	}
	setCookie(w, sessionCookie, "", -time.Second)
	say(w, http.StatusOK, "You are signed out here. To sign in again, open "+s.origin+"/")
}

func (s *SignOn) unavailable(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "10")
	say(w, http.StatusServiceUnavailable, "The issuer that signs readers in cannot be used at this moment; the log of clusterdrift serve says why. To try again, open "+s.origin+loginPath)
}

// safeTarget is a path and query of these pages, and the first page for anything else.
func safeTarget(text string) string {
	u, err := url.Parse(text)
	outside := err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//")
	if outside || len(text) > maxTarget || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c == '\\' || c >= 0x7f }) || strings.HasPrefix(text, Prefix) {
		return "/"
	}
	return text
}

// maxTarget bounds a path with its query, in bytes: a cookie takes 4096.
const maxTarget = 2000

// setCookie sets a cookie; one whose life is negative is removed.
func setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// leave sends the reader to an address.
func leave(w http.ResponseWriter, address string) {
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusSeeOther)
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // who asked may have left
}
