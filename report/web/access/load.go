package access

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema of a configuration.
func Schema() []byte { return bytes.Clone(schema) }

var compiledSchema = strict.Embedded(schema, "a configuration of access")

// Load reads a configuration. It reads none of the files that the configuration names.
// Whatever is wrong is a *strict.Error; several are joined.
func Load(path string) (*Config, error) {
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, &strict.Error{Message: fmt.Sprintf("cannot read the configuration of access: %v", err)}
	}
	d := strict.Parse(path, data)
	if len(d.Problems) == 0 {
		d.Validate(compiledSchema())
	}
	var c *Config
	if len(d.Problems) == 0 {
		c = reader{d, filepath.Dir(path)}.config()
	}
	if len(d.Problems) > 0 {
		return nil, errors.Join(strict.Sorted(d.Problems)...)
	}
	return c, nil
}

// reader reads a configuration and notes what the schema cannot see.
type reader struct {
	d   *strict.Document
	dir string // of the file
}

func (r reader) config() *Config {
	root := r.d.Root
	tls, auth := strict.Get(root, "tls"), strict.Get(root, "authentication")
	c := &Config{Listen: strict.Text(root, "listen"), Hosts: strict.Texts(root, "hosts")}
	if tls != nil {
		c.Certificate, c.Key = r.path(tls, "certificate"), r.path(tls, "key")
	}
	if auth == nil {
		r.listens(c)
		return c
	}
	c.Method = Method(strict.Text(auth, "type"))
	r.keys(auth, c.Method)
	switch c.Method {
	case Basic:
		c.Users = r.path(auth, "users")
	case OIDC:
		c.Users, c.OpenID = r.path(auth, "users"), r.openID(auth, c.Hosts)
	default:
		c.Proxy = r.proxy(auth)
	}
	r.listens(c)
	return c
}

// listens notes what the address to listen on lacks. A name is looked up by who listens:
// here it may have another address than there.
func (r reader) listens(c *Config) {
	n := strict.Get(r.d.Root, "listen")
	if n == nil {
		return
	}
	ofName := func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.IPv6Loopback()}, nil
	}
	var wrong *Error
	if _, err := c.Address(context.Background(), c.Listen, ofName); errors.As(err, &wrong) {
		r.d.Fail(n, wrong.Message, wrong.Hint)
	}
}

// keys notes what the authentication lacks, and what only another has.
func (r reader) keys(auth *yaml.Node, m Method) {
	known := []string{"type", "users"}
	switch m {
	case Proxy:
		known = []string{"type", "user_header", "secret", "secret_header", "peers"}
	case OIDC:
		known = slices.Concat([]string{"type"}, openIDNeeds, openIDMay, openIDAllowed)
	}
	for key := range strict.Pairs(auth) {
		if !slices.Contains(known, key.Value) {
			r.d.Fail(key, fmt.Sprintf("authentication of the type %s does not have the key %s", m, key.Value), "it may have "+strings.Join(known, ", "))
		}
	}
	switch {
	case m == Basic && strict.Get(auth, "users") == nil:
		r.d.Fail(auth, "authentication of the type basic needs the key users", "name a file that htpasswd -B -C 12 wrote")
	case m == Proxy && strict.Get(auth, "secret") == nil && strict.Get(auth, "peers") == nil:
		r.d.Fail(auth, "anyone could name a user: authentication of the type proxy needs the key secret or peers", "have the proxy send a secret, and name its file: secret: file:proxy.secret")
	}
}

// Bits of the longest ranges that may name users without a secret: 256 addresses.
const (
	leastBits4 = 24
	leastBits6 = 120
)

func (r reader) proxy(auth *yaml.Node) ProxySettings {
	p := ProxySettings{UserHeader: defaultUserHeader, SecretHeader: defaultSecretHeader}
	if h := strict.Text(auth, "user_header"); h != "" {
		p.UserHeader = h
	}
	if h := strict.Text(auth, "secret_header"); h != "" {
		p.SecretHeader = h
	}
	if strings.EqualFold(p.UserHeader, p.SecretHeader) {
		r.d.Fail(auth, "user_header and secret_header are the same header", "name two")
	}
	p.Secret = r.secret(auth, "secret")
	for i, text := range strict.Texts(auth, "peers") {
		n := strict.Get(auth, "peers").Content[i]
		prefix, ok := parsePeers(text)
		least := leastBits4
		if prefix.Addr().Is6() {
			least = leastBits6
		}
		switch {
		case !ok:
			r.d.Fail(n, fmt.Sprintf("%.60q is not an address or a range", text), "write it like 192.0.2.10 or 192.0.2.16/28")
		case p.Secret.Empty() && strict.Get(auth, "secret") == nil && prefix.Bits() < least:
			r.d.Fail(n, fmt.Sprintf("each of the addresses of %s could name any user", text), "without a secret, a range has at most 256 addresses; add a secret, or name the proxy alone")
		default:
			p.Peers = append(p.Peers, prefix)
		}
	}
	return p
}

// parsePeers reads an address or a range.
func parsePeers(text string) (netip.Prefix, bool) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err == nil && !p.Addr().Is4In6()
}

// secret is where the secret of a key is.
func (r reader) secret(n *yaml.Node, key string) notify.SecretRef {
	text := strict.Text(n, key)
	kind, name, _ := strings.Cut(text, ":")
	switch {
	case text == "" && strict.Get(n, key) == nil:
	case kind == "file" && name != "":
		return notify.SecretRef{File: r.below(name)}
	case kind == "keyring" && name != "":
		return notify.SecretRef{Keyring: name}
	default:
		r.d.Fail(strict.Get(n, key), "the secret is not named by file: or keyring:", "write it to a file that only the account of the server can read, and its path here: file:proxy.secret")
	}
	return notify.SecretRef{}
}

func (r reader) path(n *yaml.Node, key string) string {
	if text := strict.Text(n, key); text != "" {
		return r.below(text)
	}
	return ""
}

// below is a path as it is seen from the folder of the configuration.
func (r reader) below(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.dir, path)
}
