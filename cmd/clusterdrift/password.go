package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/report"
)

// passwordVariable is the environment variable that holds the password.
const passwordVariable = "CLUSTERDRIFT_PASSWORD"

// passwordHelp is the part of a command's help that tells the order of sources.
const passwordHelp = `The password is the first of these that is given: --password-stdin,
--password-file, CLUSTERDRIFT_PASSWORD, the keyring of the operating system
(clusterdrift credential set), a prompt. It is never an argument, and no
authentication scheme falls back to another.`

// passwordFlags say where the password comes from. It is never an argument
// itself: arguments are visible to every user of the machine.
type passwordFlags struct {
	file  string
	stdin bool
}

func (p *passwordFlags) register(f *pflag.FlagSet) {
	f.StringVar(&p.file, "password-file", "", "read the password from the first line of `FILE`")
	p.registerStdin(f)
}

func (p *passwordFlags) registerStdin(f *pflag.FlagSet) {
	f.BoolVar(&p.stdin, "password-stdin", false, "read the password from the first line of standard input")
}

// given tells whether a password was given for this run, whoever the user is.
func (p *passwordFlags) given(t terminal) bool {
	env, _ := t.env(passwordVariable)
	return p.stdin || p.file != "" || env != ""
}

// password takes the first source that is given: standard input, file,
// environment, keyring, prompt. A keyring that fails is told of only when there
// is no other source.
func (p *passwordFlags) password(ctx context.Context, t terminal, user string) (remote.Secret, error) {
	env, _ := t.env(passwordVariable)
	switch {
	case p.stdin:
		return await(ctx, func() (remote.Secret, error) { return firstLine(t.in, "standard input") })
	case p.file != "":
		return await(ctx, p.fromFile)
	case env != "":
		return remote.NewSecret(env), nil
	}
	var failed error
	if t.keyring != nil {
		secret, err := await(ctx, func() (remote.Secret, error) { return t.keyring.get(user) })
		if !secret.Empty() && err == nil {
			return secret, nil
		}
		failed = err
	}
	if ctx.Err() != nil {
		return remote.Secret{}, ctx.Err()
	}
	if t.prompt != nil {
		return prompted(t, user)
	}
	lines := []string{"there is no password for " + user}
	if failed != nil {
		lines = append(lines, fmt.Sprintf("the keyring cannot be read: %v", failed))
	}
	return remote.Secret{}, &usage{lines, "set " + passwordVariable + ", or use --password-file FILE, --password-stdin or clusterdrift credential set"}
}

// entered is a password that somebody types or pipes in now.
func (p *passwordFlags) entered(ctx context.Context, t terminal, user string) (remote.Secret, error) {
	switch {
	case p.stdin:
		return await(ctx, func() (remote.Secret, error) { return firstLine(t.in, "standard input") })
	case t.prompt != nil:
		return prompted(t, user)
	}
	return remote.Secret{}, usageError("there is nobody to type the password", "use --password-stdin")
}

func prompted(t terminal, user string) (remote.Secret, error) {
	text, err := t.prompt(fmt.Sprintf("Password for %s: ", report.Clean(user)))
	if err != nil || text == "" {
		return remote.Secret{}, usageError("no password was entered", "")
	}
	return remote.NewSecret(text), nil
}

func (p *passwordFlags) fromFile() (remote.Secret, error) {
	f, err := openPrivate(p.file, "the password file", "to pipe in a password, use --password-stdin")
	if err != nil {
		return remote.Secret{}, err
	}
	defer f.Close()
	return firstLine(f, p.file)
}

// maxPassword bounds a line with a password, in bytes.
const maxPassword = 4096

func firstLine(r io.Reader, source string) (remote.Secret, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxPassword+int64(len("x\r\n")))).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return remote.Secret{}, usageError(fmt.Sprintf("read the password from %s: %v", source, cause(err)), "")
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case line == "":
		return remote.Secret{}, usageError("the first line of "+source+" is empty", "write the password there")
	case len(line) > maxPassword:
		return remote.Secret{}, usageError(fmt.Sprintf("the first line of %s is longer than %d bytes", source, maxPassword), "write the password there, and nothing else")
	}
	return remote.NewSecret(line), nil
}
