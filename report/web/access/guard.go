package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// Guard is in front of the pages.
type Guard struct {
	config Config
	local  bool // only this machine can connect
	secret string
	users  *Users
	signOn *openid.SignOn // of the method OIDC
}

// NewGuard makes the guard of a server that listens on an address. Secret is that of a
// reverse proxy, and users those of the method Basic; both may be empty for other methods.
func NewGuard(c Config, a Address, secret string, users *Users) *Guard {
	return &Guard{config: c, local: a.Local, secret: secret, users: users}
}

// WithSignOn is the guard with what signs readers in, which the method OIDC needs.
func (g *Guard) WithSignOn(s *openid.SignOn) *Guard {
	with := *g
	with.signOn = s
	return &with
}

// refusal is an answer to a request that may not read.
type refusal struct {
	status  int
	text    string
	headers map[string]string
}

// Wrap puts the guard in front of a handler.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.signsOn(r) {
			g.signOn.ServeHTTP(w, r)
			return
		}
		if refused := g.refuses(r); refused != nil {
			for name, value := range refused.headers {
				w.Header().Set(name, value)
			}
			w.Header().Set("Cache-Control", "no-store")
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(refused.status)
			_, _ = w.Write([]byte(refused.text + "\n")) // who asked may have left
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuses is why a request may not read; nil: it may.
func (g *Guard) refuses(r *http.Request) *refusal {
	if !g.knows(r.Host) {
		return &refusal{status: http.StatusMisdirectedRequest, text: "This server does not go by that name; its configuration may list names as hosts."}
	}
	switch g.config.Method {
	case None:
		if !g.local { // Address has refused that before
			return &refusal{status: http.StatusForbidden, text: "There is no authentication."}
		}
		return nil
	case Proxy:
		return g.proxy(r)
	case Basic:
		return g.basic(r)
	case OIDC:
		return g.oidc(r)
	}
	return &refusal{status: http.StatusForbidden, text: "The authentication is not known."}
}

// knows reports whether a request names this server. A page of others whose name is made
// to lead to this machine names that page: without this check it could read ours.
func (g *Guard) knows(host string) bool {
	name := strings.ToLower(hostOf(host))
	named := slices.ContainsFunc(g.config.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
	if !g.local {
		return named || len(g.config.Hosts) == 0
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return named || name == "localhost" || err == nil && isLocal(ip)
}

// hostOf is a Host without its port, "localhost" or "[::1]".
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(host, ".")
}

// peer is the address that a request came from.
func peer(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return from.Addr().Unmap().WithZone("")
}

// proxy takes the word of the reverse proxy for who the user is.
func (g *Guard) proxy(r *http.Request) *refusal {
	p := g.config.Proxy
	forbidden := &refusal{status: http.StatusForbidden, text: "Only the reverse proxy may ask."}
	if len(p.Peers) > 0 && !slices.ContainsFunc(p.Peers, func(one netip.Prefix) bool { return one.Contains(peer(r)) }) {
		return forbidden
	}
	if !p.Secret.Empty() && !same(r.Header.Values(p.SecretHeader), g.secret) {
		return forbidden
	}
	if len(p.Peers) == 0 && p.Secret.Empty() {
		return forbidden
	}
	if users := r.Header.Values(p.UserHeader); len(users) != 1 || strings.TrimSpace(users[0]) == "" {
		return &refusal{status: http.StatusUnauthorized, text: "The reverse proxy names no user."}
	}
	return nil
}

// same reports whether a header has the secret, in a time that says nothing of it.
func same(values []string, secret string) bool {
	if len(values) != 1 || secret == "" {
		return false
	}
	got, want := sha256.Sum256([]byte(values[0])), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// basic asks for a user and a password.
func (g *Guard) basic(r *http.Request) *refusal {
	user, password, ok := r.BasicAuth()
	if ok {
		switch g.users.check(r.Context(), peer(r), user, password) {
		case admitted:
			return nil
		case tooMany:
			return &refusal{status: http.StatusTooManyRequests, text: "Too many wrong passwords; try again in a minute.", headers: map[string]string{"Retry-After": "60"}}
		}
	}
	return &refusal{status: http.StatusUnauthorized, text: "A user and a password are needed.", headers: map[string]string{"WWW-Authenticate": `Basic realm="clusterdrift", charset="UTF-8"`}}
}

// verdict is what became of a user and a password.
type verdict int

const (
	wrong verdict = iota
	admitted
	tooMany
)
