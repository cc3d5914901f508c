package kerberos

import (
	"cmp"
	"fmt"
	"strings"
)

// openCache takes the tickets of a cache. Whose they are is its owner, whom the user
// must name in the same way, or not at all.
func (c *Client) openCache(l Login) error {
	path, err := CacheFile(l.CCache)
	if err != nil {
		return err
	}
	read, err := readCache(path)
	if err != nil {
		return err
	}
	if !c.user.is(read.owner, l.Realm) {
		return badInput("read the credential cache "+path, fmt.Sprintf("it has the tickets of %q, not of %q", read.owner, cmp.Or(l.User, c.user.String())),
			fmt.Sprintf("Leave out the user, write %s, or run kinit as the other user.", read.owner), nil)
	}
	if c.granting, c.services, err = read.usable(path, c.network.now()); err != nil {
		return err
	}
	c.user.Principal = read.owner
	c.session = &session{owner: read.owner, name: read.name, grant: c.granting[read.owner.Realm]}
	return nil
}

// is reports whether a user may be the owner of a cache. A NetBIOS domain says nothing
// of the realm, and a name alone may be of any.
func (u user) is(owner Principal, realm string) bool {
	if u.written == "" {
		return realm == "" || strings.EqualFold(realm, owner.Realm)
	}
	name, suffix, at := strings.Cut(u.written, "@")
	if !at {
		domain, after, slash := strings.Cut(u.written, `\`)
		if slash {
			name = after
			if strings.Contains(domain, ".") {
				suffix = domain
			}
		}
	}
	suffix = cmp.Or(realm, suffix)
	return strings.EqualFold(name, owner.Name) && (suffix == "" || strings.EqualFold(suffix, owner.Realm))
}

// user takes the user's name apart. A name with "@" whose suffix is not a realm of
// krb5.conf is a user principal name, which the default realm is asked for.
func (l Login) user(config *Config) user {
	u := user{written: l.User}
	u.Name = l.User
	realm := ""
	if name, suffix, ok := strings.Cut(l.User, "@"); ok {
		home := cmp.Or(l.Realm, config.DefaultRealm)
		if home != "" && !strings.EqualFold(home, suffix) && (l.Realm != "" || !config.knows(suffix)) {
			u.enterprise, realm = true, home
		} else {
			u.Name, realm = name, suffix
		}
	} else if domain, name, ok := strings.Cut(l.User, `\`); ok {
		u.Name = name
		if strings.Contains(domain, ".") { // a NetBIOS name is not a realm
			realm = domain
		}
	}
	if realm = cmp.Or(l.Realm, realm, config.DefaultRealm); realm != "" {
		u.Realm = config.realm(realm)
	}
	return u
}
