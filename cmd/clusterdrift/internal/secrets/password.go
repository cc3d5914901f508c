// Package secrets finds what proves who the user is: a password from a flag's file,
// standard input, the environment, the keyring or a prompt, and a client certificate
// with its key. In go the flags and the terminal; out comes a remote.Secret or a
// certificate. It never takes a secret from an argument, prints one, or reads one
// from a file that other users can read.
package secrets

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/report"
)

// PasswordVariable is the environment variable that holds the password.
const PasswordVariable = "CLUSTERDRIFT_PASSWORD"

// PasswordHelp is the part of a command's help that lists the sources of the password
// in their order.
const PasswordHelp = `The password is the first of these that is given: --password-stdin,
--password-file, CLUSTERDRIFT_PASSWORD, the keyring of the operating system
(clusterdrift credential set), a prompt. It is never an argument, and no
authentication scheme falls back to another. On Windows the current user needs
none: before the keyring, Windows logs on whoever runs clusterdrift, unless
another user is named.`

// Password holds the flags that say where the password comes from. It is never an
// argument itself: arguments are visible to every user of the machine.
type Password struct {
	file  string
	stdin bool
}

// Register registers the flags.
func (p *Password) Register(f *pflag.FlagSet) {
	f.StringVar(&p.file, "password-file", "", "read the password from the first line of `FILE` (UTF-8, or UTF-16 with a byte order mark)")
	p.RegisterStdin(f)
}

// RegisterStdin registers --password-stdin alone.
func (p *Password) RegisterStdin(f *pflag.FlagSet) {
	f.BoolVar(&p.stdin, "password-stdin", false, "read the password from the first line of standard input")
}

// Given reports whether a password was given for this run, whoever the user is.
func (p *Password) Given(t term.Terminal) bool {
	env, _ := t.Env(PasswordVariable)
	return p.stdin || p.file != "" || env != ""
}

// Named reports whether a flag says where the password is.
func (p *Password) Named() bool { return p.stdin || p.file != "" }

// Find returns the password of a user from the first source that is given: standard
// input, file, environment, keyring, prompt. A keyring that fails is mentioned only
// when there is no other source.
func (p *Password) Find(ctx context.Context, t term.Terminal, user string) (remote.Secret, error) {
	env, _ := t.Env(PasswordVariable)
	switch {
	case p.stdin:
		return cli.Await(ctx, func() (remote.Secret, error) { return firstLine(t.In, "standard input") })
	case p.file != "":
		return cli.Await(ctx, p.fromFile)
	case env != "":
		return remote.NewSecret(env), nil
	}
	var failed error
	if t.Keyring != nil {
		secret, err := cli.Await(ctx, func() (remote.Secret, error) { return t.Keyring.Get(user) })
		if !secret.Empty() && err == nil {
			return secret, nil
		}
		failed = err
	}
	if ctx.Err() != nil {
		return remote.Secret{}, ctx.Err()
	}
	if t.Prompt != nil {
		return prompted(t, user)
	}
	lines := []string{"there is no password for " + user}
	if failed != nil {
		lines = append(lines, fmt.Sprintf("the keyring cannot be read: %v", failed))
	}
	return remote.Secret{}, &cli.UsageError{Problems: lines, Hint: "set " + PasswordVariable + ", or use --password-file FILE, --password-stdin or clusterdrift credential set"}
}

// Enter returns a password that the user types or pipes in now.
func (p *Password) Enter(ctx context.Context, t term.Terminal, user string) (remote.Secret, error) {
	switch {
	case p.stdin:
		return cli.Await(ctx, func() (remote.Secret, error) { return firstLine(t.In, "standard input") })
	case t.Prompt != nil:
		return prompted(t, user)
	}
	return remote.Secret{}, cli.Usage("no one can type the password here", "use --password-stdin")
}

func prompted(t term.Terminal, user string) (remote.Secret, error) {
	text, err := t.Prompt(fmt.Sprintf("Password for %s: ", report.Clean(user)))
	if err != nil || text == "" {
		return remote.Secret{}, cli.Usage("no password was entered", "")
	}
	return remote.NewSecret(text), nil
}

func (p *Password) fromFile() (remote.Secret, error) {
	f, err := openPrivate(p.file, "the password file", "to pipe in a password, use --password-stdin")
	if err != nil {
		return remote.Secret{}, err
	}
	defer f.Close()
	return firstLine(f, p.file)
}
