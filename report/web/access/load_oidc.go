package access

import (
	"net/url"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// Keys of the type oidc.
var (
	openIDNeeds   = []string{"issuer", "client_id", "redirect_url"}
	openIDMay     = []string{"client_secret", "scopes", "groups_claim", "users"}
	openIDAllowed = []string{"allowed_groups", "allowed_emails", "allowed_users"}
)

// defaultGroupsClaim is where most issuers list groups.
const defaultGroupsClaim = "groups"

// openID reads the settings of the type oidc.
func (r reader) openID(auth *yaml.Node, hosts []string) openid.Settings {
	s := openid.Settings{
		Issuer: strict.Text(auth, "issuer"), ClientID: strict.Text(auth, "client_id"), RedirectURL: strict.Text(auth, "redirect_url"),
		ClientSecret: r.secret(auth, "client_secret"), Scopes: strict.Texts(auth, "scopes"), GroupsClaim: defaultGroupsClaim,
		AllowedGroups: strict.Texts(auth, "allowed_groups"), AllowedEmails: strict.Texts(auth, "allowed_emails"), AllowedUsers: strict.Texts(auth, "allowed_users"),
	}
	if claim := strict.Text(auth, "groups_claim"); claim != "" {
		s.GroupsClaim = claim
	}
	if len(s.AllowedEmails) > 0 && !slices.Contains(s.Scopes, "email") {
		s.Scopes = append(s.Scopes, "email")
	}
	for _, key := range openIDNeeds {
		if strict.Get(auth, key) == nil {
			r.d.Fail(auth, "authentication of the type oidc needs the key "+key, "it must have "+strings.Join(openIDNeeds, ", "))
		}
	}
	if !slices.ContainsFunc(openIDAllowed, func(key string) bool { return strict.Get(auth, key) != nil }) {
		r.d.Fail(auth, "everyone whom the issuer knows could read: authentication of the type oidc needs one of "+strings.Join(openIDAllowed, ", "), "list who may read")
	}
	r.addresses(auth, s, hosts)
	return s
}

// addresses notes what is wrong with the addresses of the issuer and the callback.
func (r reader) addresses(auth *yaml.Node, s openid.Settings, hosts []string) {
	if n := strict.Get(auth, "issuer"); n != nil && !openid.Usable(s.Issuer) {
		r.d.Fail(n, "the issuer is not an address of https", "write it as the issuer names itself, like https://login.contoso.example/realms/staff; http is for this machine alone")
	}
	n := strict.Get(auth, "redirect_url")
	if n == nil {
		return
	}
	if !openid.Usable(s.RedirectURL) || !strings.HasSuffix(s.RedirectURL, openid.CallbackPath) {
		r.d.Fail(n, "redirect_url is not an address of https that ends with "+openid.CallbackPath, "write it as browsers reach it and as the issuer knows it, like https://drift.contoso.example"+openid.CallbackPath)
		return
	}
	u, err := url.Parse(s.RedirectURL)
	known := err == nil && slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, u.Hostname()) })
	if err == nil && !known && len(hosts) > 0 && u.Scheme == "https" {
		r.d.Fail(n, "the host of redirect_url is not among hosts, so the callback would be refused", "add it to hosts")
	}
}
