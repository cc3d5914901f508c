// Package inventory knows which nodes to read and how to reach and enter them.
//
// In goes an inventory file, or the names of a command line, with the settings
// that win over both; out come nodes with every setting filled in, or problems
// with file, line, column and the nearest valid word. The package never
// connects to a node and never holds a password.
package inventory

import (
	"cmp"
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote"
)

// Values of Settings.Transport.
const (
	transportHTTP  = "http"
	transportHTTPS = "https"
)

const maxPort = 65535

// Settings say how to reach and enter nodes. Empty fields are not set.
type Settings struct {
	Port      int    // TCP, 1 to 65535
	Transport string // "http" or "https"
	Auth      string // "ntlm" or "basic"
	User      string // "CONTOSO\clusteraudit"
	CAFile    string // the authorities to trust over https instead of the system's, PEM
}

// Node is one node to read. User and CAFile may be empty, all other settings
// are filled in.
type Node struct {
	Name    string // as the cluster calls it
	Cluster string
	Address string // a host name or an IP address
	Settings
	// Baselines are names or files; none means the one that is made for the node's OS.
	Baselines []string
}

// over fills what s leaves open with what lies below.
func (s Settings) over(below Settings) Settings {
	return Settings{
		Port:      cmp.Or(s.Port, below.Port),
		Transport: cmp.Or(s.Transport, below.Transport),
		Auth:      cmp.Or(s.Auth, below.Auth),
		User:      cmp.Or(s.User, below.User),
		CAFile:    cmp.Or(s.CAFile, below.CAFile),
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

// inClear tells whether the password itself would be sent unencrypted.
func (s Settings) inClear() bool {
	return s.Auth == string(remote.Basic) && s.Transport == transportHTTP
}

// clearError is what settings earn that are inClear.
func clearError(at strict.Position) *strict.Error {
	return &strict.Error{Position: at, Message: "Basic over http would send the password in clear", Hint: "set transport to https"}
}

// verify notes what is wrong with settings that come from flags.
func (s Settings) verify() []*strict.Error {
	var problems []*strict.Error
	fail := func(format string, value any) {
		problems = append(problems, &strict.Error{Message: fmt.Sprintf(format, value)})
	}
	if s.Port < 0 || s.Port > maxPort {
		fail("--port %d is not a number from 1 to 65535", s.Port)
	}
	if s.Transport != "" && s.Transport != transportHTTP && s.Transport != transportHTTPS {
		fail("--transport %q is neither http nor https", s.Transport)
	}
	if s.Auth != "" && s.Auth != string(remote.NTLM) && s.Auth != string(remote.Basic) {
		fail("--auth %q is neither ntlm nor basic", s.Auth)
	}
	return problems
}
