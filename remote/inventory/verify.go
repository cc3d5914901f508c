package inventory

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// verify notes what is wrong with settings that do not come from a file.
func (s Settings) verify() []*strict.Error {
	var problems []*strict.Error
	fail := func(format string, values ...any) {
		problems = append(problems, &strict.Error{Message: fmt.Sprintf(format, values...)})
	}
	if s.Port < 0 || s.Port > maxPort {
		fail("%s %d is not a number from 1 to 65535", setting.Port, s.Port)
	}
	if s.Transport != "" && s.Transport != transportHTTP && s.Transport != transportHTTPS {
		fail("%s %q is neither http nor https", setting.Transport, s.Transport)
	}
	if s.Auth != "" && !slices.Contains(remote.Auths(), remote.Auth(s.Auth)) {
		fail("%s %q is none of %s", setting.Auth, s.Auth, authNames())
	}
	if _, err := remote.ParsePin(s.TLSPin); err != nil && s.TLSPin != "" {
		fail("%s %v", setting.TLSPin, err)
	}
	if versions := []string{"", "1.0", "1.1", "1.2", "1.3"}; !slices.Contains(versions, s.TLSMin) {
		fail("%s %q is none of %s", setting.TLSMin, s.TLSMin, strings.Join(versions[1:], ", "))
	}
	return problems
}

func authNames() string {
	var names []string
	for _, a := range remote.Auths() {
		names = append(names, string(a))
	}
	return strings.Join(names, ", ")
}

// clash is a combination of settings that cannot work, and the key to blame.
type clash struct {
	key           string
	message, hint string
}

// clash finds the first combination of a node's settings that cannot work; nil
// when there is none. Whether there is a user and a secret is not known here.
func (n Node) clash() *clash {
	inClear, auth := n.Transport == transportHTTP, remote.Auth(n.Auth)
	switch {
	case inClear && auth == remote.Basic:
		return &clash{"auth", "Basic over http would send the password in clear", "set transport to https"}
	case inClear && auth == remote.Certificate:
		return &clash{"auth", "a client certificate is shown over https only", "set transport to https"}
	case inClear && n.TLSPin != "":
		return &clash{"tls_pin", "a pinned certificate means nothing over http", "set transport to https"}
	case auth == remote.Kerberos && n.Principal() == "":
		return &clash{"auth", "Kerberos needs the node's name, not only its address " + n.Address,
			fmt.Sprintf("name it as the directory does, or give its service principal with %s", setting.SPN)}
	case auth == remote.Kerberos && n.Keytab != "" && n.CCache != "":
		return &clash{"ccache", "a keytab and a credential cache are both given", "leave one of them out"}
	}
	return n.userClash()
}

func (c *clash) at(p strict.Position) *strict.Error {
	return &strict.Error{Position: p, Message: c.message, Hint: c.hint}
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
