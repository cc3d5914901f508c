package kerberos

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Secret is a password that does not print.
type Secret interface {
	Reveal() string
	Empty() bool
}

// Login says how to get tickets: with a keytab, a password or the tickets of a
// credential cache, of which the first that is set is used in this order.
type Login struct {
	User     string // "user@REALM", a user principal name, "REALM\user" or "user"; with a cache empty, or the cache's
	Realm    string // empty: that of User, else the default realm of Config
	Password Secret // nil or empty: not used
	Keytab   string // path; empty: not used
	CCache   string // a name that CacheFile reads; empty: not used
	Config   string // path of krb5.conf; empty: KRB5_CONFIG, then the usual places, then DNS
}

// Client gets tickets for one user: the ticket-granting ticket once, and one ticket
// for each service. It may be used by several goroutines.
type Client struct {
	network *network
	user    user
	keyed   bool // the login shows a password or a key, rather than tickets that are there

	mu       sync.Mutex
	session  *session // nil before the log-on
	granting map[string]*grant
	services map[string]*grant
	turns    map[string]chan struct{}
}

// Open reads the files of a login. No key distribution centre is asked yet. Errors
// have the reason BadInput or Weak.
func Open(l Login) (*Client, error) {
	config, err := ReadConfig(l.Config)
	if err != nil {
		return nil, err
	}
	c := &Client{network: newNetwork(config), granting: map[string]*grant{}, services: map[string]*grant{}, turns: map[string]chan struct{}{}}
	c.user = l.user(config)
	password := l.Password != nil && !l.Password.Empty()
	switch c.keyed = l.Keytab != "" || password; {
	case c.keyed && c.user.Realm == "":
		return nil, badInput("log in", "the realm is not known", fmt.Sprintf("Write the user as user@REALM, use %s, or set default_realm in krb5.conf.", setting.Realm), nil)
	case c.keyed && c.user.Name == "":
		return nil, badInput("log in", "there is no user", "Write the user as user@REALM.", nil)
	case l.Keytab != "":
		err = c.openKeytab(l.Keytab)
	case password:
		c.user.password = l.Password.Reveal()
	case l.CCache != "":
		err = c.openCache(l)
	default:
		err = badInput("log in", "there is nothing to log in with", fmt.Sprintf("Give a password, %s, or a ticket by kinit (KRB5CCNAME).", setting.Keytab), nil)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Client) openKeytab(path string) (err error) {
	if c.user.keys, err = readKeytab(path); err != nil {
		return err
	}
	c.user.keyFile = path
	if c.user.enterprise { // the realm of the account comes from the KDC
		return nil
	}
	return c.user.keys.verify(path, c.user.Principal)
}

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
			fmt.Sprintf("Leave the user away, write %s, or get tickets of the other with kinit.", read.owner), nil)
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
		if strings.Contains(domain, ".") { // a NetBIOS name is no realm
			realm = domain
		}
	}
	if realm = cmp.Or(l.Realm, realm, config.DefaultRealm); realm != "" {
		u.Realm = config.realm(realm)
	}
	return u
}

// Principal is whom the tickets are for. Before the log-on of a user principal name
// it is that name; afterwards what the directory has for it.
func (c *Client) Principal() Principal {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session != nil {
		return c.session.owner
	}
	if c.user.enterprise {
		name, suffix, _ := strings.Cut(c.user.Name, "@")
		return Principal{Name: name, Realm: suffix}
	}
	return c.user.Principal
}

// Keyed reports whether a log-on shows a password or a key to a key distribution
// centre: not with a credential cache.
func (c *Client) Keyed() bool { return c.keyed }

// LoggedOn reports whether there is a ticket-granting ticket that is valid.
func (c *Client) LoggedOn() bool { return c.valid() != nil }

func (c *Client) valid() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session == nil || c.keyed && !c.network.now().Before(c.session.grant.end) {
		return nil
	}
	return c.session
}

// LogOn gets the ticket-granting ticket. The caller makes sure that it is called once
// at a time, and not again after a refusal. It ends with the context.
func (c *Client) LogOn(ctx context.Context) error {
	c.mu.Lock()
	u := c.user
	c.mu.Unlock()
	s, err := c.network.logOn(ctx, u)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
	c.granting = map[string]*grant{s.owner.Realm: s.grant}
	c.services = map[string]*grant{}
	return nil
}

// ticket returns the ticket for a service, which is asked for once.
func (c *Client) ticket(ctx context.Context, spn string) (*grant, *session, error) {
	s := c.valid()
	if s == nil {
		return nil, nil, &Error{Reason: Failed, Op: "get a ticket for " + spn, Text: "no one has logged on", Hint: "Log on first."}
	}
	leave, err := c.turn(ctx, spn)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	if g := c.kept(s, spn); g != nil {
		return g, s, nil
	}
	g, err := c.network.serviceTicket(ctx, s, c, spn)
	if err != nil {
		return nil, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.services[keptAs(spn)] = g
	return g, s, nil
}

// turn waits until no one else asks for the ticket.
func (c *Client) turn(ctx context.Context, spn string) (leave func(), err error) {
	c.mu.Lock()
	turn := c.turns[spn]
	if turn == nil {
		turn = make(chan struct{}, 1)
		c.turns[spn] = turn
	}
	c.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ended(ctx, "get a ticket for "+spn)
	}
}

// keptAs is by what the ticket for a service is kept: with the realm that was named.
func keptAs(spn string) string {
	name, realm := splitService(spn)
	return serviceKey(name, realm)
}

// kept is a ticket for a service that there is: one that was got, or one of the
// cache, whose realm need not be named.
func (c *Client) kept(s *session, spn string) *grant {
	name, realm := splitService(spn)
	keys := []string{keptAs(spn)}
	if realm == "" {
		keys = append(keys, serviceKey(name, c.network.config.realmOf(hostOf(name))), serviceKey(name, s.owner.Realm))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		if g := c.services[key]; g != nil && c.network.now().Before(g.end) {
			return g
		}
	}
	return nil
}

// of and keep are the tickets that grant others, by realm.
func (c *Client) of(realm string) *grant {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g := c.granting[realm]; g != nil && c.network.now().Before(g.end) {
		return g
	}
	return nil
}

func (c *Client) keep(realm string, g *grant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.granting[realm] = g
}

// Close forgets keys and tickets.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.user.password, c.user.keys = "", nil
	c.session, c.granting, c.services = nil, map[string]*grant{}, map[string]*grant{}
}
