package flags

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// memory is a keyring with one password for everyone.
type memory struct{}

func (memory) Get(string) (remote.Secret, error) { return remote.NewSecret("kept"), nil }
func (memory) Set(string, remote.Secret) error   { return nil }
func (memory) Delete(string) (bool, error)       { return false, nil }
func elsewhere() (*remote.CurrentUser, error)    { return nil, errors.New("not Windows") }
func nameless() (*remote.CurrentUser, error)     { return new(remote.CurrentUser), nil }
func environment(pairs map[string]string) term.Terminal {
	return term.Terminal{Keyring: memory{}, Now: time.Now, CurrentUser: nameless,
		Env: func(name string) (string, bool) { v, ok := pairs[name]; return v, ok }}
}

// Who logs on is the current user where nothing else was given, and only then. The user
// of these tests has no name, so any user that is named is another one.
func TestCurrentUserAmongCredentials(t *testing.T) {
	ntlm := inventory.Settings{Auth: "ntlm"}
	kerberos := inventory.Settings{Auth: "kerberos", SPN: "HTTP/hv01"}
	with := func(s inventory.Settings, change func(*inventory.Settings)) inventory.Settings {
		change(&s)
		return s
	}
	tests := []struct {
		name     string
		settings inventory.Settings
		args     []string
		env      map[string]string
		system   func() (*remote.CurrentUser, error)
		current  bool
		problem  string // of a usage error; empty: none
	}{
		{name: "ntlm", settings: ntlm, current: true},
		{name: "kerberos", settings: kerberos, current: true},
		{name: "ntlm, explicit", settings: ntlm, args: []string{"--current-user"}, current: true},
		{name: "kerberos, explicit", settings: kerberos, args: []string{"--current-user"}, current: true},
		{name: "explicit, with a password in the environment", settings: ntlm, args: []string{"--current-user"}, env: map[string]string{secrets.PasswordVariable: "p"}, current: true},

		{name: "ntlm, another user", settings: with(ntlm, func(s *inventory.Settings) { s.User = `CONTOSO\x` })},
		{name: "ntlm, password", settings: with(ntlm, func(s *inventory.Settings) { s.User = `CONTOSO\x` }), env: map[string]string{secrets.PasswordVariable: "p"}},
		{name: "ntlm, password and no user", settings: ntlm, env: map[string]string{secrets.PasswordVariable: "p"}, problem: "there is no user for HV01"},
		{name: "ntlm, elsewhere", settings: ntlm, system: elsewhere, problem: "there is no user for HV01"},
		{name: "basic", settings: inventory.Settings{Auth: "basic"}, problem: "there is no user for HV01"},
		{name: "kerberos, keytab", settings: with(kerberos, func(s *inventory.Settings) { s.Keytab = "missing.keytab" }), problem: "there is no user for HV01"},
		{name: "kerberos, cache", settings: with(kerberos, func(s *inventory.Settings) { s.CCache = "missing.ccache" }), problem: "missing.ccache"},
		{name: "kerberos, cache of the environment", settings: kerberos, env: map[string]string{"KRB5CCNAME": "missing.ccache"}, problem: "missing.ccache"},

		{name: "explicit, another user", settings: with(ntlm, func(s *inventory.Settings) { s.User = `CONTOSO\x` }), args: []string{"--current-user"},
			problem: `HV01 is to be read as "CONTOSO\\x", and the current user is ""`},
		{name: "explicit, basic", settings: inventory.Settings{Auth: "basic"}, args: []string{"--current-user"}, problem: "does not go with auth basic of HV01"},
		{name: "explicit, keytab", settings: with(kerberos, func(s *inventory.Settings) { s.Keytab = "x" }), args: []string{"--current-user"}, problem: "the credential cache of HV01"},
		{name: "explicit, cache", settings: with(kerberos, func(s *inventory.Settings) { s.CCache = "x" }), args: []string{"--current-user"}, problem: "the credential cache of HV01"},
		{name: "explicit, password file", settings: ntlm, args: []string{"--current-user", "--password-file", "x"}, problem: "does not go with a password"},
		{name: "explicit, elsewhere", settings: ntlm, args: []string{"--current-user"}, system: remote.NewCurrentUser, problem: "only Windows logs on as the current user"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			terminal := environment(tt.env)
			if tt.system != nil {
				terminal.CurrentUser = tt.system
			}
			c := connectorWith(t, terminal, tt.args...)
			defer c.Close()
			found, err := c.credentials(t.Context(), inventory.Node{Name: "HV01", Address: "192.0.2.1", Settings: tt.settings})
			var bad *cli.UsageError
			switch {
			case tt.problem == "" && err != nil:
				t.Errorf("error %v", err)
			case tt.problem != "" && (!errors.As(err, &bad) || !strings.Contains(strings.Join(bad.Problems, "\n"), tt.problem)):
				t.Errorf("error %v, want a usage error with %q", err, tt.problem)
			case (found.CurrentUser != nil) != tt.current:
				t.Errorf("current user: %t, want %t", found.CurrentUser != nil, tt.current)
			}
		})
	}
}

// connectorWith is a connector for flags as they are on a command line.
func connectorWith(t *testing.T, terminal term.Terminal, args ...string) *Connector {
	t.Helper()
	var n Nodes
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	n.register(f)
	if err := f.Parse(args); err != nil {
		t.Fatal(err)
	}
	return n.Connector(terminal)
}
