package flags

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// credentials are who logs on to a node, by the one scheme that its settings name.
func (c *Connector) credentials(ctx context.Context, n inventory.Node) (remote.Credentials, error) {
	if c.flags.currentUser {
		return c.asCurrentUser(n)
	}
	switch remote.Auth(n.Auth) {
	case remote.Certificate:
		client, err := c.clientCertificate(ctx)
		return remote.Credentials{User: n.User, Client: client}, err
	case remote.Kerberos:
		return c.kerberos(ctx, n)
	case remote.NTLM:
		if found, ok := c.withoutPassword(n); ok && !c.flags.password.Given(c.terminal) {
			return found, nil
		}
	}
	secret, err := c.secret(ctx, n)
	return remote.Credentials{User: n.User, Password: secret}, err
}

// secret gets a user's password, which is asked for once.
func (c *Connector) secret(ctx context.Context, n inventory.Node) (remote.Secret, error) {
	if n.User == "" {
		return remote.Secret{}, cli.Usage("there is no user for "+n.Name, "use --user, or set user in the inventory")
	}
	if secret, ok := c.secrets[n.User]; ok {
		return secret, nil
	}
	if c.flags.password.Given(c.terminal) && len(c.secrets) > 0 {
		users := append(slices.Sorted(maps.Keys(c.secrets)), n.User)
		return remote.Secret{}, cli.Usage(fmt.Sprintf("the nodes are read as different users (%s), but there is only one password", strings.Join(users, ", ")), "scan them one user at a time")
	}
	secret, err := c.flags.password.Find(ctx, c.terminal, n.User)
	if err == nil {
		c.secrets[n.User] = secret
	}
	return secret, err
}

// login is what makes one Kerberos log-on differ from another.
type login struct{ user, realm, keytab, ccache string }

// kerberos takes the first that is given: keytab, tickets by --ccache, password,
// tickets by KRB5CCNAME, on Windows the current user, tickets of the default cache,
// password of the keyring or the prompt.
func (c *Connector) kerberos(ctx context.Context, n inventory.Node) (remote.Credentials, error) {
	l := login{n.User, n.Realm, n.Keytab, n.CCache}
	unused := "" // why the default cache is not
	if l.keytab == "" && l.ccache == "" && !c.flags.password.Given(c.terminal) {
		if l.ccache, _ = c.terminal.Env("KRB5CCNAME"); l.ccache == "" {
			if found, ok := c.withoutPassword(n); ok {
				return found, nil
			}
			t, why, err := c.defaultTickets(ctx, l)
			if t != nil || err != nil {
				return remote.Credentials{User: n.User, Tickets: t}, err
			}
			unused = why
		}
	}
	var err error
	if l.ccache, err = ticketFile(l.ccache); err != nil {
		return remote.Credentials{}, err
	}
	found := remote.Credentials{User: n.User}
	switch {
	case l.keytab != "":
		if n.User == "" {
			return found, cli.Usage("there is no user for "+n.Name, "use --user, or set user in the inventory: the principal whose keys the keytab holds")
		}
		err = cli.AwaitEnd(ctx, func() error { return secrets.CheckPrivate(l.keytab, "the keytab") })
	case l.ccache == "":
		found.Password, err = c.secret(ctx, n)
		err = withReason(err, unused)
	}
	if err != nil {
		return remote.Credentials{}, err
	}
	found.Tickets, err = c.logOn(ctx, l, found.Password)
	return found, err
}

// withReason adds to what is missing why something else was not used.
func withReason(err error, why string) error {
	var bad *cli.UsageError
	if why == "" || !errors.As(err, &bad) {
		return err
	}
	return &cli.UsageError{Problems: append(slices.Clone(bad.Problems), why), Hint: bad.Hint}
}

// defaultTickets are those of the cache that kinit writes for the user of this machine.
// No one named it, so that one of another principal, or without a ticket that is valid,
// is not an error: why says what it is.
func (c *Connector) defaultTickets(ctx context.Context, l login) (t *remote.Tickets, why string, err error) {
	name, err := cli.Await(ctx, func() (string, error) { return remote.DefaultCache(c.flags.krb5Conf) })
	if err != nil {
		return nil, "", remoteUsage(err)
	}
	l.ccache, err = remote.CacheFile(name)
	switch {
	case name == "":
		return nil, "", nil
	case err != nil:
		return nil, "the default cache is not used: " + remote.Problem(err).Message, nil
	case !exists(l.ccache):
		return nil, "", nil
	case !secrets.Owned(l.ccache):
		return nil, "the default cache " + l.ccache + " is not used: it belongs to another user of this machine", nil
	}
	t, err = c.logOn(ctx, l, remote.Secret{})
	var bad *cli.UsageError
	if errors.As(err, &bad) {
		return nil, "the default cache is not used: " + strings.Join(bad.Problems, "; "), nil
	}
	return t, "", err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// logOn reads the files of a log-on once. No key distribution centre is asked yet.
func (c *Connector) logOn(ctx context.Context, l login, password remote.Secret) (*remote.Tickets, error) {
	if t, ok := c.tickets[l]; ok {
		return t, nil
	}
	if l.ccache != "" && l.keytab == "" {
		if err := cli.AwaitEnd(ctx, func() error { return secrets.CheckShared(l.ccache, "the credential cache") }); err != nil {
			return nil, err
		}
	}
	t, err := cli.Await(ctx, func() (*remote.Tickets, error) {
		return remote.NewTickets(remote.Login{
			User: l.user, Realm: l.realm, Password: password, Keytab: l.keytab, CCache: l.ccache, Config: c.flags.krb5Conf,
		})
	})
	if err != nil {
		return nil, remoteUsage(err)
	}
	for other, known := range c.tickets {
		if known.Principal() == t.Principal() && other.keytab == l.keytab && other.ccache == l.ccache {
			t.Close() // the same log-on, written in another way, is tried once
			t = known
			break
		}
	}
	c.tickets[l] = t
	return t, nil
}

// ticketFile is the path of a credential cache as KRB5CCNAME writes it.
func ticketFile(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	path, err := remote.CacheFile(name)
	if err != nil {
		return "", remoteUsage(err)
	}
	return path, nil
}

// remoteUsage is an error of the remote package about what the user gave it.
func remoteUsage(err error) error {
	p := remote.Problem(err)
	return cli.Usage(p.Message, p.Hint)
}

// clientCertificate reads the certificate and its key once.
func (c *Connector) clientCertificate(ctx context.Context) (*tls.Certificate, error) {
	if c.client != nil {
		return c.client, nil
	}
	if c.flags.clientCert == "" || c.flags.clientKey == "" {
		return nil, cli.Usage("certificate authentication needs a certificate and its key", "use --client-cert FILE and --client-key FILE")
	}
	pair, err := cli.Await(ctx, func() (*tls.Certificate, error) { return secrets.ReadKeyPair(c.flags.clientCert, c.flags.clientKey) })
	c.client = pair
	return pair, err
}
