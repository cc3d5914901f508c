// Package cli holds the manners of the program: how a command fails, is interrupted,
// and ends. Commands return a *UsageError or an *ExitError; Conclude turns that into
// an exit code and the last line on standard error. It never judges, connects to a
// node or reads a file, and knows no command by name.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/report"
)

// Exit codes besides those of a report (0, 1, 3, 4, 5).
const (
	exitUsage       = 2
	exitInterrupted = 130
)

// ExitError ends the program with a code that is not a failure of the program, and
// the reason as the last line on standard error.
type ExitError struct {
	Code   int
	Reason string
}

func (e *ExitError) Error() string { return e.Reason }

// ExitWith returns the error that ends the program as e says; nil for success.
func ExitWith(e report.Exit) error {
	if e.Code == report.ExitPass {
		return nil
	}
	return &ExitError{e.Code, e.Reason}
}

// UsageError is invalid input: nothing was done.
type UsageError struct {
	Problems []string // one line each
	Hint     string   // what to do, may be empty
	Undone   string   // what was not done for it; empty: "nothing was scanned"
}

func (u *UsageError) Error() string { return strings.Join(u.Problems, "\n") }

// Usage returns a *UsageError with a single problem. The hint may be empty.
func Usage(problem, hint string) error { return &UsageError{Problems: []string{problem}, Hint: hint} }

// UsageFrom returns a *UsageError with a line for each of the errors that err joins.
func UsageFrom(err error, hint string) error { return &UsageError{Problems: Problems(err), Hint: hint} }

// Problems returns the errors that err joins, at any depth, one text each: what an
// error repeats of a file may have line breaks, too.
func Problems(err error) []string {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var all []string
	for _, e := range joined.Unwrap() {
		all = append(all, Problems(e)...)
	}
	return all
}

// Cause returns what is wrong with a file without its path, for a message that has
// the path anyway.
func Cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// nothingDone is what a command did with invalid input, unless it says it in its own words.
const nothingDone = "nothing was scanned"

// undone is the annotation by which a command says it.
const undone = "undone"

// SayUndone sets what a command did not do when its input is invalid: "nothing was diagnosed".
func SayUndone(c *cobra.Command, words string) {
	if c.Annotations == nil {
		c.Annotations = map[string]string{}
	}
	c.Annotations[undone] = words
}

// Undone adds to an error of a command what was not done.
func Undone(c *cobra.Command, err error) error {
	var bad *UsageError
	if c != nil && errors.As(err, &bad) && bad.Undone == "" {
		bad.Undone = c.Annotations[undone]
	}
	return err
}

// Conclude returns the exit code of a command that ended with err, and writes why it
// is not 0 to stderr. An interruption of ctx decides, whatever err is.
func Conclude(ctx context.Context, stderr io.Writer, err error) int {
	code := exitUsage
	var reason string
	var done *ExitError
	var bad *UsageError
	switch {
	case ctx.Err() != nil:
		code, reason = exitInterrupted, "interrupted"
		if errors.As(err, &done) && done.Code == code {
			reason = done.Reason
		}
	case err == nil:
		return 0
	case errors.As(err, &done):
		code, reason = done.Code, done.Reason
	case errors.As(err, &bad):
		reason = "invalid input; " + cmp.Or(bad.Undone, nothingDone)
		for _, p := range bad.Problems {
			fmt.Fprintln(stderr, report.Clean(flagname.In(p)))
		}
		if bad.Hint != "" {
			fmt.Fprintln(stderr, "  "+report.Clean(flagname.In(bad.Hint)))
		}
	default:
		reason = strings.Join(strings.Fields(err.Error()), " ")
	}
	fmt.Fprintf(stderr, "clusterdrift: exit %d: %s\n", code, report.Clean(reason))
	return code
}
