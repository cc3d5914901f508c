package access

import (
	"net/http"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// forPrograms are the paths that programs read, which do not sign in by a browser.
var forPrograms = []string{"/metrics", "/badge.svg"}

// signsOn reports whether a request is of a login or its end, which need no session.
func (g *Guard) signsOn(r *http.Request) bool {
	return g.config.Method == OIDC && g.signOn != nil && g.knows(r.Host) && strings.HasPrefix(r.URL.Path, openid.Prefix)
}

// oidc admits who has a session, and sends browsers to the login. Programs may have a user and
// a password, if there is a file of users.
func (g *Guard) oidc(r *http.Request) *refusal {
	if g.signOn == nil {
		return &refusal{status: http.StatusForbidden, text: "There is no authentication."}
	}
	if g.signOn.Admits(r) {
		return nil
	}
	program := slices.Contains(forPrograms, r.URL.Path)
	if program && g.users != nil {
		return g.basic(r)
	}
	if program || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return &refusal{status: http.StatusUnauthorized, text: "You are not signed in; open a page in a browser."}
	}
	return &refusal{
		status: http.StatusSeeOther, text: "You are not signed in.",
		headers: map[string]string{"Location": g.signOn.LoginURL(r.URL)},
	}
}
