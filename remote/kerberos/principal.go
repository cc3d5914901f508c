package kerberos

import (
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/types"
)

// Principal is a user or a service of a realm.
type Principal struct {
	Name       string // without the realm; the components with "/" between them
	Realm      string
	enterprise bool // Name is a user principal name, whose suffix need not be a realm (RFC 6806 5)
}

// maxName bounds the name of a realm, and that of a user or a service, in bytes: a
// salt, which is made of both, may not be longer either. Errors repeat them.
const maxName = maxSalt

// tooLong reports whether a name is longer than any there is.
func (p Principal) tooLong() bool { return len(p.Name) > maxName || len(p.Realm) > maxName }

// String is "name@REALM".
func (p Principal) String() string { return p.Name + "@" + p.Realm }

// wire is the name as messages carry it.
func (p Principal) wire() types.PrincipalName {
	if p.enterprise {
		return types.PrincipalName{NameType: nametype.KRB_NT_ENTERPRISE, NameString: []string{p.Name}}
	}
	return types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, p.Name)
}

// ticketService is the service of a realm that gives out tickets.
func ticketService(realm string) types.PrincipalName {
	return types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{ticketServiceName, realm}}
}

// ticketServiceName is the first component of a ticket-granting service's name.
const ticketServiceName = "krbtgt"

// isTicketService reports whether a name is that of a ticket-granting service, and
// of which realm.
func isTicketService(n types.PrincipalName) (realm string, ok bool) {
	if len(n.NameString) != 2 || n.NameString[0] != ticketServiceName {
		return "", false
	}
	return n.NameString[1], true
}

// same compares names without regard to case, as Active Directory does.
func same(a, b types.PrincipalName) bool {
	return strings.EqualFold(a.PrincipalNameString(), b.PrincipalNameString()) && len(a.NameString) == len(b.NameString)
}

// splitService takes "HTTP/node.domain@REALM" apart; the realm may be missing.
func splitService(spn string) (name, realm string) {
	name, realm, _ = strings.Cut(spn, "@")
	return name, realm
}

// hostOf is the host of a service's name, "node.domain" of "HTTP/node.domain".
func hostOf(service string) string {
	_, host, _ := strings.Cut(service, "/")
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, ":")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
