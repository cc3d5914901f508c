package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

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
	// prompt asks for a secret; nil when nobody is there to answer.
	prompt func(question string) (string, error)
	// width is that of out in columns; 0 when out is no terminal.
	width int
	// live tells whether err is a terminal that may show progress.
	live bool
}

func newTerminal() terminal {
	t := terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.LookupEnv, now: time.Now}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		t.width = width
	}
	t.live = term.IsTerminal(int(os.Stderr.Fd()))
	if term.IsTerminal(int(os.Stdin.Fd())) {
		t.prompt = promptSecret
	}
	return t
}

// promptSecret asks on the terminal without showing what is typed.
func promptSecret(question string) (string, error) {
	fmt.Fprint(os.Stderr, question)
	defer fmt.Fprintln(os.Stderr)
	text, err := term.ReadPassword(int(os.Stdin.Fd()))
	return string(text), err
}

// textOptions are those of the text report on this terminal.
func (t terminal) textOptions() report.Options {
	_, plain := t.env("NO_COLOR")
	return report.Options{Width: t.width, Color: t.width > 0 && !plain}
}
