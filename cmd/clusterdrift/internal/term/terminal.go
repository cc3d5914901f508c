// Package term is what a command sees and touches of its surroundings: standard
// streams, environment, clock, keyring, prompt. In goes what commands print and the
// nodes that they are reading; out come help, progress and text that is fit for a
// terminal. It never decides what is printed, and never writes to a file.
package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"golang.org/x/term"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/report"
)

// Terminal is what a command can see and touch of its surroundings. Results go
// to Out, progress and diagnostics to Err. Errors are written lower case, then
// a line that says what to do.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) (string, bool)
	// Environ lists the environment, "NAME=value"; nil when it is not to be looked through.
	Environ func() []string
	Now     func() time.Time
	// Today is the day by which the age of the baselines' sources is measured; nil: as Now.
	Today func() time.Time
	// Keyring keeps passwords; nil when there is none in this session.
	Keyring Keyring
	// CurrentUser finds out who runs the program, for nodes that the operating system logs
	// on to by itself; nil when it is not to be used.
	CurrentUser func() (*remote.CurrentUser, error)
	// ConfigDir is the folder of the user's configuration files; empty: none.
	ConfigDir string
	// StateDir is the folder of what programs keep for the user; empty: none.
	StateDir string
	// Prompt asks for a secret; nil when standard input is not a terminal.
	Prompt func(question string) (string, error)
	// Color says when to use colours; nil: when Out is a terminal.
	Color *ColorMode
	// Width is that of Out in columns; 0 when Out is not a terminal.
	Width int
	// screen is that of Err, where progress may be shown; nil: not.
	screen *screen
}

// Keyring keeps the passwords of users. An error says what is wrong with it in
// the program's own words.
type Keyring interface {
	// Set replaces the password that the user may have.
	Set(user string, s remote.Secret) error
	// Get returns an empty secret when there is none for the user.
	Get(user string) (remote.Secret, error)
	// Delete reports whether there was a password.
	Delete(user string) (bool, error)
}

// New returns the terminal of the process, without a keyring. An unanswered prompt
// ends with ctx.
func New(ctx context.Context) Terminal {
	t := Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv, Environ: os.Environ, Now: time.Now}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		t.Width = width
	}
	if dir, err := os.UserConfigDir(); err == nil {
		t.ConfigDir = dir
	}
	t.StateDir = stateDir(runtime.GOOS, os.LookupEnv)
	if showsProgress(int(os.Stderr.Fd()), t.Env) {
		t.screen = &screen{w: os.Stderr, size: func() (int, int, error) { return term.GetSize(int(os.Stderr.Fd())) }}
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		t.Prompt = func(question string) (string, error) { return promptSecret(ctx, question) }
	}
	return t
}

// showsProgress reports whether a terminal can move its cursor.
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
	text, err := cli.Await(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if ctx.Err() != nil {
		err = errors.Join(ctx.Err(), term.Restore(fd, before))
	}
	return string(text), err
}

// SourcesDay is the day by which the age of the baselines' sources is measured.
func (t Terminal) SourcesDay() time.Time {
	if t.Today != nil {
		return t.Today()
	}
	return t.Now()
}

// TextOptions returns the options of the text report on this terminal: its width, and
// whether to use colours.
func (t Terminal) TextOptions() report.Options {
	return report.Options{Width: t.Width, Color: t.colored()}
}
