// Package inventory knows which nodes to read and how to reach and enter them.
//
// In goes an inventory file of our own or of Ansible, the names of a command
// line or the members that a cluster names, with the settings that win over all
// of them; out come nodes with every setting filled in, or problems with file,
// line, column and the nearest valid word. The package never connects to a node
// and never holds a password.
package inventory

import (
	"cmp"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Inventory is what a file says.
type Inventory struct {
	Nodes   []Node
	Sources []Sources // of each node
	// Notices list what the file says that is not followed. Nothing is wrong with it.
	Notices []error
}

// Select gives the nodes that are wanted, in their order.
func (i *Inventory) Select(wanted func(Node) bool) *Inventory {
	some := &Inventory{}
	for at, n := range i.Nodes {
		if wanted(n) {
			some.Nodes = append(some.Nodes, n)
			some.Sources = append(some.Sources, i.Sources[at])
		}
	}
	return some
}

// Options of Load.
type Options struct {
	// Override wins over what the file says. Its paths are relative to the
	// working directory.
	Override Settings
	// Env looks up the environment variables that settings name; nil: none is set.
	Env func(string) (string, bool)
	// AllowEnv are the names, in any case, of environment variables that the file
	// may name besides those that begin with CLUSTERDRIFT_VAR_.
	AllowEnv []string
	// Unverified says that any certificate will be accepted, so that a notice
	// that an inventory requests it in vain is not needed.
	Unverified bool
}

// Values of Settings.Transport.
const (
	transportHTTP  = "http"
	transportHTTPS = "https"
)

const maxPort = 65535

// Settings say how to reach and enter nodes. Empty fields are not set. There is
// none for a password, and none that turns the verification of certificates off.
type Settings struct {
	// Host is the host name that the node answers with, where it is not the node's
	// name; of a single node only.
	Host      string `yaml:"host,omitempty"`
	Port      int    `yaml:"port,omitempty"`      // TCP, 1 to 65535
	Transport string `yaml:"transport,omitempty"` // "http" or "https"
	Auth      string `yaml:"auth,omitempty"`      // one of remote.Auths
	User      string `yaml:"user,omitempty"`      // "CONTOSO\clusteraudit"

	// Kerberos.
	SPN    string `yaml:"spn,omitempty"`    // the node's service principal, "HTTP/hv01.contoso.example"
	Realm  string `yaml:"realm,omitempty"`  // the user's
	Keytab string `yaml:"keytab,omitempty"` // file with the user's keys
	CCache string `yaml:"ccache,omitempty"` // file with the user's tickets

	// TLS.
	CAFile        string `yaml:"ca_file,omitempty"`         // the authorities to trust instead of the system's, PEM
	TLSPin        string `yaml:"tls_pin,omitempty"`         // the node's certificate, as remote.ParsePin reads it
	TLSServerName string `yaml:"tls_server_name,omitempty"` // the name in the certificate, if not the address
	TLSMin        string `yaml:"tls_min,omitempty"`         // the least version, "1.0" to "1.3"
}

// Node is one node to read. Port, Transport and Auth are filled in; the other
// settings may be empty.
type Node struct {
	Name    string // as the cluster calls it
	Cluster string
	Address string // a host name or an IP address
	Settings
	// Baselines are names or files; none means the one that is made for the node's OS.
	Baselines []string
	// Moment is the occasion on which the cluster is judged, "before-update"; empty: none.
	Moment string
}

// Principal is the Kerberos service principal of the node. It is made of the
// name when the address is a number, which no directory has a principal for;
// empty when there is no name either.
func (n Node) Principal() string {
	for _, host := range []string{n.Address, n.Name} {
		if n.SPN == "" && !isIP(host) {
			return "HTTP/" + host
		}
	}
	return n.SPN
}

// over fills what s leaves open with what lies below.
func (s Settings) over(below Settings) Settings {
	return Settings{
		Host:          cmp.Or(s.Host, below.Host),
		Port:          cmp.Or(s.Port, below.Port),
		Transport:     cmp.Or(s.Transport, below.Transport),
		Auth:          cmp.Or(s.Auth, below.Auth),
		User:          cmp.Or(s.User, below.User),
		SPN:           cmp.Or(s.SPN, below.SPN),
		Realm:         cmp.Or(s.Realm, below.Realm),
		Keytab:        cmp.Or(s.Keytab, below.Keytab),
		CCache:        cmp.Or(s.CCache, below.CCache),
		CAFile:        cmp.Or(s.CAFile, below.CAFile),
		TLSPin:        cmp.Or(s.TLSPin, below.TLSPin),
		TLSServerName: cmp.Or(s.TLSServerName, below.TLSServerName),
		TLSMin:        cmp.Or(s.TLSMin, below.TLSMin),
	}
}

// complete fills in what holds where nothing is said.
func (s Settings) complete() Settings {
	s = s.over(Settings{Transport: transportHTTP, Auth: string(remote.NTLM)})
	if s.Transport == transportHTTPS {
		return s.over(Settings{Port: remote.PortHTTPS})
	}
	return s.over(Settings{Port: remote.PortHTTP})
}
