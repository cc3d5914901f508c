package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/remote"
)

// passwordVariable is the environment variable that holds the password.
const passwordVariable = "CLUSTERDRIFT_PASSWORD"

// passwordFlags say where the password comes from. It is never an argument
// itself: arguments are visible to every user of the machine.
type passwordFlags struct {
	file  string
	stdin bool
}

func (p *passwordFlags) register(f *pflag.FlagSet) {
	f.StringVar(&p.file, "password-file", "", "read the password from the first line of `FILE`")
	f.BoolVar(&p.stdin, "password-stdin", false, "read the password from the first line of standard input")
}

// password takes the first source that is given: standard input, file,
// environment, prompt.
func (p *passwordFlags) password(t terminal, user string) (remote.Secret, error) {
	switch env, ok := t.env(passwordVariable); {
	case p.stdin:
		return firstLine(t.in, "standard input")
	case p.file != "":
		return p.fromFile()
	case ok && env != "":
		return remote.NewSecret(env), nil
	case t.prompt != nil:
		text, err := t.prompt(fmt.Sprintf("Password for %s: ", user))
		if err != nil {
			return remote.Secret{}, usageError("no password was entered", "")
		}
		return remote.NewSecret(text), nil
	}
	return remote.Secret{}, usageError("there is no password",
		"set "+passwordVariable+", or use --password-file FILE or --password-stdin")
}

func (p *passwordFlags) fromFile() (remote.Secret, error) {
	f, err := os.Open(p.file)
	if err != nil {
		return remote.Secret{}, usageError(fmt.Sprintf("open the password file: %v", errors.Unwrap(err)), "check "+p.file)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return remote.Secret{}, usageError(fmt.Sprintf("the password file %s can be read by other users (mode %04o)", p.file, info.Mode().Perm()), "chmod 600 "+p.file)
	}
	return firstLine(f, p.file)
}

func firstLine(r io.Reader, source string) (remote.Secret, error) {
	const limit = 4096
	line, err := bufio.NewReader(io.LimitReader(r, limit)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return remote.Secret{}, usageError("read the password from "+source, "")
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return remote.Secret{}, usageError("the first line of "+source+" is empty", "write the password there")
	}
	return remote.NewSecret(line), nil
}
