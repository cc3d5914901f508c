package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// credentials are who we are on a node, by the one scheme that its settings name.
func (a *access) credentials(ctx context.Context, n inventory.Node) (remote.Credentials, error) {
	switch remote.Auth(n.Auth) {
	case remote.Certificate:
		client, err := a.clientCertificate(ctx)
		return remote.Credentials{User: n.User, Client: client}, err
	case remote.Kerberos:
		return a.kerberos(ctx, n)
	}
	secret, err := a.secret(ctx, n)
	return remote.Credentials{User: n.User, Password: secret}, err
}

// secret gets a user's password, which is asked for once.
func (a *access) secret(ctx context.Context, n inventory.Node) (remote.Secret, error) {
	if n.User == "" {
		return remote.Secret{}, usageError("there is no user for "+n.Name, "use --user, or set user in the inventory")
	}
	if secret, ok := a.secrets[n.User]; ok {
		return secret, nil
	}
	if a.flags.password.given(a.terminal) && len(a.secrets) > 0 {
		users := append(slices.Sorted(maps.Keys(a.secrets)), n.User)
		return remote.Secret{}, usageError(fmt.Sprintf("the nodes are read as different users (%s), but there is only one password", strings.Join(users, ", ")), "scan them one user at a time")
	}
	secret, err := a.flags.password.password(ctx, a.terminal, n.User)
	if err == nil {
		a.secrets[n.User] = secret
	}
	return secret, err
}

// login is what makes one Kerberos log-on differ from another.
type login struct{ user, realm, keytab, ccache string }

// kerberos takes the first that is given: keytab, tickets by --ccache, password,
// tickets by KRB5CCNAME, password of the keyring or the prompt.
func (a *access) kerberos(ctx context.Context, n inventory.Node) (remote.Credentials, error) {
	l := login{n.User, n.Realm, n.Keytab, n.CCache}
	if l.keytab == "" && l.ccache == "" && !a.flags.password.given(a.terminal) {
		l.ccache, _ = a.terminal.env("KRB5CCNAME")
	}
	var err error
	if l.ccache, err = ticketFile(l.ccache); err != nil {
		return remote.Credentials{}, err
	}
	c := remote.Credentials{User: n.User}
	switch {
	case l.keytab != "":
		if n.User == "" {
			return c, usageError("there is no user for "+n.Name, "use --user, or set user in the inventory: the principal whose keys the keytab holds")
		}
		err = awaitEnd(ctx, func() error { return checkPrivate(l.keytab, "the keytab") })
	case l.ccache == "":
		c.Password, err = a.secret(ctx, n)
	}
	if err != nil {
		return remote.Credentials{}, err
	}
	c.Tickets, err = a.logOn(ctx, l, c.Password)
	return c, err
}

// logOn reads the files of a log-on once. No key distribution centre is asked yet.
func (a *access) logOn(ctx context.Context, l login, password remote.Secret) (*remote.Tickets, error) {
	if t, ok := a.tickets[l]; ok {
		return t, nil
	}
	t, err := await(ctx, func() (*remote.Tickets, error) {
		return remote.NewTickets(remote.Login{
			User: l.user, Realm: l.realm, Password: password, Keytab: l.keytab, CCache: l.ccache, Config: a.flags.krb5Conf,
		})
	})
	if err != nil {
		return nil, remoteUsage(err)
	}
	a.tickets[l] = t
	return t, nil
}

// ticketFile is the path of a credential cache as KRB5CCNAME writes it. A prefix
// of one letter is a drive.
func ticketFile(name string) (string, error) {
	kind, path, ok := strings.Cut(name, ":")
	switch {
	case !ok || len(kind) == 1:
		return name, nil
	case strings.EqualFold(kind, "FILE"):
		return path, nil
	}
	return "", usageError(fmt.Sprintf("%s is a credential cache of type %s, and only files can be read", name, kind),
		"get tickets into a file: kinit -c FILE:/tmp/clusterdrift.tickets, and name it with --ccache")
}

// remoteUsage is an error of the remote package about what the user gave it.
func remoteUsage(err error) error {
	p := remote.Problem(err)
	return usageError(p.Message, p.Hint)
}

// clientCertificate reads the certificate and its key once.
func (a *access) clientCertificate(ctx context.Context) (*tls.Certificate, error) {
	if a.client != nil {
		return a.client, nil
	}
	if a.flags.clientCert == "" || a.flags.clientKey == "" {
		return nil, usageError("certificate authentication needs a certificate and its key", "use --client-cert FILE and --client-key FILE")
	}
	pair, err := await(ctx, func() (*tls.Certificate, error) { return readKeyPair(a.flags.clientCert, a.flags.clientKey) })
	a.client = pair
	return pair, err
}

func readKeyPair(certFile, keyFile string) (*tls.Certificate, error) {
	cert, err := input.ReadFile(certFile, maxCertificateFile)
	if err != nil {
		return nil, usageError(fmt.Sprintf("read the client certificate %s: %v", certFile, cause(err)), "check --client-cert")
	}
	f, err := openPrivate(keyFile, "the key file", asFileOnly)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	key, err := io.ReadAll(f)
	if err != nil {
		return nil, usageError(fmt.Sprintf("read the key file %s: %v", keyFile, cause(err)), "check --client-key")
	}
	return keyPair(certFile, keyFile, cert, key)
}
