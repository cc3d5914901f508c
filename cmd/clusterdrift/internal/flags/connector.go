package flags

import (
	"context"
	"crypto/tls"
	"crypto/x509"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// accessFlags holds the flags that say how to connect to the nodes and who logs on.
type accessFlags struct {
	settings              inventory.Settings
	password              secrets.Password
	krb5Conf              string
	clientCert, clientKey string
	currentUser           bool
	insecureSkipVerify    bool
}

func (a *accessFlags) register(f *pflag.FlagSet) {
	s := &a.settings
	f.StringVarP(&s.User, "user", "u", "", "log on as `USER`: DOMAIN\\user, user@realm, a UPN or a local user")
	a.password.Register(f)
	f.BoolVar(&a.currentUser, "current-user", false, "log on as the current user of Windows, whose password is not needed (the default on Windows where no other credentials and no other user are given)")
	f.StringVar(&s.Auth, "auth", "", "authentication: kerberos, ntlm (default), certificate or basic (these two over https only)")
	f.StringVar(&s.Transport, "transport", "", "http (default; messages are sealed) or https")
	f.IntVar(&s.Port, "port", 0, "WinRM port (default 5985, with https 5986)")

	f.StringVar(&s.Realm, "realm", "", "Kerberos `REALM` of the user (default: that of the user's name, else of krb5.conf)")
	f.StringVar(&s.SPN, "spn", "", "Kerberos service principal of the node, also with @REALM (default HTTP/ and its name)")
	f.StringVar(&s.Keytab, "keytab", "", "log on with the Kerberos keys in `FILE`")
	f.StringVar(&s.CCache, "ccache", "", "log on with the Kerberos tickets in `FILE` or DIR:folder (default without a password: KRB5CCNAME, else the cache of kinit)")
	f.StringVar(&a.krb5Conf, "krb5-conf", "", "read the Kerberos configuration from `FILE` (default: that of KRB5_CONFIG, else the system's)")

	f.StringVar(&s.CAFile, "ca-file", "", "trust the certificate authorities in `FILE` (PEM) instead of the system's")
	f.StringVar(&s.TLSPin, "tls-pin", "", "accept only the certificate with this `sha256:...`, as doctor prints it, whoever signed it")
	f.StringVar(&s.TLSServerName, "tls-server-name", "", "look for `NAME` in the node's certificate instead of its address")
	f.StringVar(&s.TLSMin, "tls-min", "", "least TLS version: 1.0, 1.1, 1.2 (default) or 1.3")
	f.StringVar(&a.clientCert, "client-cert", "", "the client certificate in `FILE` (PEM), for --auth certificate")
	f.StringVar(&a.clientKey, "client-key", "", "its private key in `FILE` (PEM)")
	f.BoolVar(&a.insecureSkipVerify, "insecure-skip-verify", false, "skip certificate verification (insecure: anyone could impersonate the node; noted in the report)")
	config.MarkCommandLineOnly(f, "insecure-skip-verify")
}

// Connector knows the way to nodes and who logs on there. It reads each file and
// asks for each secret once. Close it when the nodes have been read.
type Connector struct {
	flags    *accessFlags
	terminal term.Terminal
	pools    map[string]*x509.CertPool
	secrets  map[string]remote.Secret  // by user
	tickets  map[login]*remote.Tickets // one log-on serves all nodes
	client   *tls.Certificate
	current  *remote.CurrentUser // nil until it is needed
}

// Connector returns a connector for the flags as they are set.
func (n *Nodes) Connector(t term.Terminal) *Connector {
	return &Connector{flags: &n.access, terminal: t, pools: map[string]*x509.CertPool{},
		secrets: map[string]remote.Secret{}, tickets: map[login]*remote.Tickets{}}
}

// Close forgets the tickets.
func (c *Connector) Close() {
	for _, t := range c.tickets {
		t.Close()
	}
}

// Target returns how to connect to a node, and who logs on there. What is wrong with
// a setting or a file is a *cli.UsageError.
func (c *Connector) Target(ctx context.Context, n inventory.Node) (remote.Target, remote.Credentials, error) {
	target := remote.Target{
		Host: n.Address, Port: n.Port, HTTPS: n.Transport == "https",
		Auth: remote.Auth(n.Auth), SPN: n.Principal(),
		TLS: remote.TLS{ServerName: n.TLSServerName, MinVersion: tlsVersion(n.TLSMin), InsecureSkipVerify: c.flags.insecureSkipVerify},
	}
	if n.TLSPin != "" {
		pin, err := remote.ParsePin(n.TLSPin)
		if err != nil {
			return remote.Target{}, remote.Credentials{}, cli.Usage(err.Error(), "")
		}
		target.TLS.Pin = &pin
	}
	var err error
	if target.TLS.Roots, err = c.authorities(ctx, n); err != nil {
		return remote.Target{}, remote.Credentials{}, err
	}
	credentials, err := c.credentials(ctx, n)
	return target, credentials, err
}

// Jobs returns a job for each node; what to ask of the node is left open.
func (c *Connector) Jobs(ctx context.Context, nodes []inventory.Node) ([]fleet.Job, error) {
	var jobs []fleet.Job
	for _, node := range nodes {
		target, credentials, err := c.Target(ctx, node)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, fleet.Job{
			Name: node.Name, Host: node.Host, Cluster: node.Cluster, Baselines: node.Baselines, Moment: node.Moment,
			Target: target, Credentials: credentials,
		})
	}
	return jobs, nil
}

// tlsVersion is the constant of a version that the inventory package has
// verified; 0, the default, for none.
func tlsVersion(name string) uint16 {
	return map[string]uint16{
		"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13,
	}[name]
}

// authorities reads a PEM file once; without a file the system decides, and the
// pool is nil.
func (c *Connector) authorities(ctx context.Context, n inventory.Node) (*x509.CertPool, error) {
	if n.CAFile == "" && n.Transport != "https" {
		return nil, nil
	}
	if pool, ok := c.pools[n.CAFile]; ok {
		return pool, nil
	}
	read := func() (*x509.CertPool, error) { return readAuthorities(n.CAFile) }
	if n.CAFile == "" {
		read = systemAuthorities
	}
	pool, err := cli.Await(ctx, read)
	if err == nil {
		c.pools[n.CAFile] = pool
	}
	return pool, err
}

// maxAuthorityFile bounds a file with certificate authorities, in bytes.
const maxAuthorityFile = 1 << 20

func readAuthorities(file string) (*x509.CertPool, error) {
	data, err := input.ReadFile(file, maxAuthorityFile)
	if err != nil {
		return nil, cli.Usage("read the CA file: "+err.Error(), "")
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, cli.Usage(file+" holds no certificate in PEM form", "export the authority's certificate as Base64 X.509")
	}
	return pool, nil
}

// systemAuthorities lets the system read its certificates now, when there is
// nothing else to blame for its failure. The system keeps them.
func systemAuthorities() (*x509.CertPool, error) {
	if _, err := x509.SystemCertPool(); err != nil {
		return nil, cli.Usage("read the certificate authorities of the system: "+err.Error(), "name those of the nodes with --ca-file FILE")
	}
	return nil, nil
}
