package flags

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// asCurrentUser are the credentials of who runs the program, which the command line
// requires. A node that is to be read as another user is refused, not read.
func (c *Connector) asCurrentUser(n inventory.Node) (remote.Credentials, error) {
	user, err := c.currentUser()
	if err != nil {
		return remote.Credentials{}, remoteUsage(err)
	}
	auth := remote.Auth(n.Auth)
	switch {
	case auth != remote.Kerberos && auth != remote.NTLM:
		return remote.Credentials{}, cli.Usage(fmt.Sprintf("--current-user does not go with auth %s of %s", auth, n.Name), "use auth kerberos or ntlm")
	case n.Keytab != "" || n.CCache != "":
		return remote.Credentials{}, cli.Usage("--current-user does not go with the keytab or the credential cache of "+n.Name, "leave one of them out")
	case c.flags.password.Named():
		return remote.Credentials{}, cli.Usage("--current-user does not go with a password", "leave out --password-file and --password-stdin")
	case n.User != "" && !user.Is(n.User, n.Realm, auth):
		return remote.Credentials{}, cli.Usage(fmt.Sprintf("%s is to be read as %q, and the current user is %q", n.Name, n.User, user.Name()),
			"leave out --current-user and give the password of that user, or leave the user out")
	}
	return forCurrentUser(user, n), nil
}

// withoutPassword are the credentials of who runs the program, where the operating system
// has them and the node is not to be read as another user.
func (c *Connector) withoutPassword(n inventory.Node) (found remote.Credentials, ok bool) {
	user, err := c.currentUser()
	if err != nil || n.User != "" && !user.Is(n.User, n.Realm, remote.Auth(n.Auth)) {
		return remote.Credentials{}, false
	}
	return forCurrentUser(user, n), true
}

// forCurrentUser are credentials that log on no other account where one is named.
func forCurrentUser(user *remote.CurrentUser, n inventory.Node) remote.Credentials {
	found := remote.Credentials{CurrentUser: user}
	if n.User != "" {
		found.User = user.Name()
	}
	return found
}

// currentUser asks the operating system once.
func (c *Connector) currentUser() (*remote.CurrentUser, error) {
	if c.current != nil {
		return c.current, nil
	}
	if c.terminal.CurrentUser == nil {
		return nil, &remote.Error{Kind: remote.Refused, Text: "the current user is not used here", Hint: "give a user and a password"}
	}
	user, err := c.terminal.CurrentUser()
	c.current = user
	return user, err
}
