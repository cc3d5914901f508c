package inventory

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// userClash finds what is wrong with the spelling of a user's name, which a node
// would answer as it does a wrong password. Backslashes, slashes and quotes are not
// allowed in the names of accounts ([MS-SAMR] 3.1.1.6); a Kerberos principal may have
// a slash, as "host/hv01@REALM".
func (n Node) userClash() *clash {
	name := n.User
	wrong := func(what, hint string) *clash {
		return &clash{"user", fmt.Sprintf("the user %q %s", name, what), hint}
	}
	domain, user, qualified := strings.Cut(name, `\`)
	principal := remote.Auth(n.Auth) == remote.Kerberos && (strings.Contains(name, "@") || n.Keytab != "")
	switch {
	case name == "":
		return nil
	case isQuoted(name) || strings.ContainsAny(name, `"“”„‘`):
		return wrong("has quotes that belong to no name", "leave them out: cmd.exe hands single quotes on as they are")
	case strings.Contains(name, `\\`):
		return wrong("has two backslashes in a row", `write one: DOMAIN\user; only double quotes in YAML or JSON need it doubled`)
	case strings.Contains(user, `\`):
		return wrong("has more than one backslash", `write it like DOMAIN\user`)
	case qualified && (user == "" || domain == ""):
		return wrong(`lacks what is before or after the backslash`, `write it like DOMAIN\user; a local user like .\user`)
	case strings.Contains(name, "/") && !principal:
		return wrong("has a slash", `write a backslash: DOMAIN\user, in single quotes where a shell takes it for its own`)
	case strings.HasPrefix(name, "@") || strings.HasSuffix(name, "@"):
		return wrong("lacks what is before or after the @", "write it like user@realm")
	case strings.Count(name, "@") > 1:
		return wrong("has more than one @", "write it like user@realm")
	case strings.TrimSpace(name) != name:
		return wrong("begins or ends with a blank", "leave it out")
	case strings.ContainsFunc(name, foreign.Hidden):
		return wrong("has characters that do not show", "type it again rather than copy it")
	}
	return nil
}

// isQuoted reports whether a name is between single quotes. One inside may belong
// to it.
func isQuoted(name string) bool {
	return len(name) > 1 && strings.HasPrefix(name, "'") && strings.HasSuffix(name, "'")
}
