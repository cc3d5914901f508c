package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/report"
)

// terminal is what a command can see and touch of its surroundings. Results go
// to out, progress and diagnostics to err. Errors are written lower case, then
// a line that says what to do.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) (string, bool)
	now      func() time.Time
	// keyring keeps passwords; nil when there is none in this session.
	keyring secretStore
	// configDir is the folder of the user's configuration files; empty: none.
	configDir string
	// prompt asks for a secret; nil when nobody is there to answer.
	prompt func(question string) (string, error)
	// width is that of out in columns; 0 when out is no terminal.
	width int
	// screen is that of err, where progress may be shown; nil: not.
	screen *screen
}

// secretStore keeps the passwords of users. An error says what is wrong with it in
// the program's own words.
type secretStore interface {
	set(user string, s remote.Secret) error
	// get returns an empty secret when there is none for the user.
	get(user string) (remote.Secret, error)
	// delete reports whether there was a password.
	delete(user string) (bool, error)
}

// newTerminal returns the one that the process has, without a keyring. An unanswered
// prompt ends with ctx.
func newTerminal(ctx context.Context) terminal {
	t := terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.LookupEnv, now: time.Now}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		t.width = width
	}
	if dir, err := os.UserConfigDir(); err == nil {
		t.configDir = dir
	}
	if showsProgress(int(os.Stderr.Fd()), t.env) {
		t.screen = &screen{w: os.Stderr, size: func() (int, int, error) { return term.GetSize(int(os.Stderr.Fd())) }}
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		t.prompt = func(question string) (string, error) { return promptSecret(ctx, question) }
	}
	return t
}

// showsProgress: a terminal that moves its cursor.
func showsProgress(fd int, env func(string) (string, bool)) bool {
	return term.IsTerminal(fd) && !isDumb(env) && movesCursor(fd)
}

func isDumb(env func(string) (string, bool)) bool {
	name, _ := env("TERM")
	return name == "dumb"
}

// promptSecret asks on the terminal without showing what is typed.
func promptSecret(ctx context.Context, question string) (string, error) {
	fd := int(os.Stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(os.Stderr, question)
	defer fmt.Fprintln(os.Stderr)
	text, err := await(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if ctx.Err() != nil {
		err = errors.Join(ctx.Err(), term.Restore(fd, before))
	}
	return string(text), err
}

// textOptions are those of the text report on this terminal.
func (t terminal) textOptions() report.Options {
	_, plain := t.env("NO_COLOR")
	return report.Options{Width: t.width, Color: t.width > 0 && !plain}
}
