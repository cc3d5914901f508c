package remote

import (
	"errors"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// CurrentUser is the account that runs the program. Windows logs it on to nodes with
// Kerberos or NTLM and keeps its credentials to itself. It may be used by several
// goroutines.
type CurrentUser struct {
	user sspi.User
	open func(p sspi.Package, target string, bindings []byte) (osContext, error)
}

// NewCurrentUser finds out who runs the program. Errors have kind Refused: only Windows
// logs on without being given credentials.
func NewCurrentUser() (*CurrentUser, error) {
	user, err := sspi.CurrentUser()
	switch {
	case errors.Is(err, sspi.ErrUnsupported):
		return nil, &Error{Kind: Refused, Text: "only Windows logs on as the current user", Hint: "Give a password, a keytab or a credential cache."}
	case err != nil:
		return nil, &Error{Kind: Refused, Text: "Windows does not say who the current user is", Hint: "Give a user and a password.", Err: err}
	}
	open := func(p sspi.Package, target string, bindings []byte) (osContext, error) {
		c, err := sspi.Open(p, target, bindings)
		if err != nil {
			return nil, err // and not a Context that is nil
		}
		return c, nil
	}
	return &CurrentUser{user: user, open: open}, nil
}

// Name is the account as Windows spells it, `CONTOSO\clusteraudit`.
func (u *CurrentUser) Name() string { return u.user.SAM }

// Is reports whether a user's name, as an inventory writes it, is that of the account:
// `DOMAIN\user` by the domain's NetBIOS or DNS name, the user principal name, or
// user@realm. With Kerberos a bare name belongs to the realm, which is empty for that of
// the account; with NTLM it is a local account of the node, and so another one.
func (u *CurrentUser) Is(name, realm string, auth Auth) bool {
	if auth == Kerberos && !strings.ContainsAny(name, `\@`) {
		_, user, _ := strings.Cut(u.user.SAM, `\`)
		if realm == "" {
			return name != "" && strings.EqualFold(name, user)
		}
		name += "@" + realm
	}
	if name == "" {
		return false
	}
	for _, own := range []string{u.user.SAM, u.user.DNS, u.user.Principal, principalOf(u.user.DNS)} {
		if strings.EqualFold(name, own) {
			return true
		}
	}
	return false
}

// principalOf writes `contoso.example\user` as user@contoso.example, which names the
// account in Kerberos; empty for a name without a domain.
func principalOf(name string) string {
	domain, user, ok := strings.Cut(name, `\`)
	if !ok {
		return ""
	}
	return user + "@" + domain
}

// sameAccount reports whether two names can be those of one account. A NetBIOS domain
// and a realm cannot be compared, so that only the users count then.
func sameAccount(a, b string) bool {
	userA, domainA, slashA := cutAccount(a)
	userB, domainB, slashB := cutAccount(b)
	if !strings.EqualFold(userA, userB) {
		return false
	}
	return slashA != slashB || domainA == "" || domainB == "" || strings.EqualFold(domainA, domainB)
}

// cutAccount takes a name apart; slash says that it is written `DOMAIN\user`.
func cutAccount(name string) (user, domain string, slash bool) {
	if domain, user, ok := strings.Cut(name, `\`); ok {
		return user, domain, true
	}
	user, domain, _ = strings.Cut(name, "@")
	return user, domain, false
}
