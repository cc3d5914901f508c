package kerberos

import (
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
	case c.user.tooLong():
		return nil, badInput("log in", fmt.Sprintf("the name of the user or of the realm is longer than %d bytes", maxName), "Check the user, and default_realm in krb5.conf.", nil)
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

// Close forgets keys and tickets.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.user.password, c.user.keys = "", nil
	c.session, c.granting, c.services = nil, map[string]*grant{}, map[string]*grant{}
}
