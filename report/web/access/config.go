// Package access decides from where and by whom the pages of a history may be read.
//
// In go a configuration, an address and requests; out come the address to listen on, the
// certificate to present, and a guard in front of the pages. Without authentication it admits
// this machine alone, and asks of every request that it names this machine. It finds no
// secret by itself and writes nothing.
package access

import (
	"net/netip"

	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// Method is how readers prove who they are.
type Method string

// Methods; the empty one asks for no proof.
const (
	None  Method = ""
	Proxy Method = "proxy" // a reverse proxy has done it, and names the user in a header
	Basic Method = "basic" // a user and a password of a file, RFC 7617
	OIDC  Method = "oidc"  // an issuer of OpenID Connect signs them in
)

// Config is who may read, and from where. The zero value is this machine alone.
type Config struct {
	Listen      string   // HOST:PORT; empty: not said
	Hosts       []string // names by which the server is addressed, besides those of this machine
	Certificate string   // path of a chain in PEM; empty: no TLS
	Key         string   // path of its key in PEM
	Method      Method
	Proxy       ProxySettings
	// Users is the path of the file of users and bcrypt hashes: of the method Basic, and of
	// OIDC for programs that read /metrics and /badge.svg.
	Users  string
	OpenID openid.Settings // of the method OIDC
}

// ProxySettings are those of the method Proxy. It has a secret, peers or both.
type ProxySettings struct {
	UserHeader   string
	SecretHeader string
	Secret       notify.SecretRef // empty: the proxy is known by its address alone
	Peers        []netip.Prefix   // the addresses of the proxy; empty: any, if it has the secret
}

// Headers of a reverse proxy, unless the configuration names others.
const (
	defaultUserHeader   = "X-Forwarded-User"
	defaultSecretHeader = "X-Clusterdrift-Secret" //nolint:gosec // the name of a header
)

// Error is what is wrong with the access that is asked for, and what to do about it.
type Error struct{ Message, Hint string }

func (e *Error) Error() string { return e.Message }
