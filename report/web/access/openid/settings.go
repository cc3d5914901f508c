// Package openid signs readers in by OpenID Connect: the code flow with PKCE, with a session
// in a cookie.
//
// In go settings, a client secret and requests; out come whether a request has a session, and
// the answers of the addresses below Prefix. Sessions are kept in memory alone, so they end
// with the program. The issuer is read when the first reader signs in, and again when it could
// not be; nothing that it says of an error is repeated.
package openid

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/cases"

	"github.com/clusterdrift/clusterdrift/report/notify"
)

// Prefix is what the paths begin with that ServeHTTP answers.
const Prefix = "/oidc/"

// Paths below Prefix.
const (
	loginPath    = Prefix + "login"
	CallbackPath = Prefix + "callback" // what the path of a redirect address ends with
	LogoutPath   = Prefix + "logout"   // that ends a session
)

// Settings are who signs readers in, and who of them may read: whoever is in one of the lists.
type Settings struct {
	Issuer        string           // https, or http on this machine
	ClientID      string           // of the program at the issuer
	ClientSecret  notify.SecretRef // empty: a public client
	RedirectURL   string           // the address of the callback as browsers reach it
	Scopes        []string         // besides openid, such as groups
	GroupsClaim   string           // the claim of an ID token that lists groups
	AllowedGroups []string
	AllowedEmails []string // compared without case, and only if the issuer has verified them
	AllowedUsers  []string // the claim sub
}

// Usable reports whether an address may be that of an issuer or of a callback: https, or http
// on this machine, without a user, a query or a fragment.
func Usable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(address, "#") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && onThisMachine(u.Hostname())
}

// admits reports whether the claims of a reader are those of one who may read.
func (s Settings) admits(c claims) bool {
	if c.Subject == "" {
		return false
	}
	if slices.Contains(s.AllowedUsers, c.Subject) {
		return true
	}
	fold := cases.Fold()
	sameEmail := func(one string) bool { return fold.String(one) == fold.String(c.Email) }
	if c.EmailVerified && c.Email != "" && slices.ContainsFunc(s.AllowedEmails, sameEmail) {
		return true
	}
	return slices.ContainsFunc(c.Groups, func(g string) bool { return slices.Contains(s.AllowedGroups, g) })
}
