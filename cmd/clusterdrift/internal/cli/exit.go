// Package cli holds the manners of the program: how a command fails, is interrupted,
// and ends. Commands return a *UsageError or an *ExitError; Conclude turns that into
// an exit code and the last line on standard error. It never judges, connects to a
// node or reads a file, and knows no command by name.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

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
}

func (u *UsageError) Error() string { return strings.Join(u.Problems, "\n") }

// Usage returns a *UsageError with a single problem. The hint may be empty.
func Usage(problem, hint string) error { return &UsageError{[]string{problem}, hint} }

// UsageFrom returns a *UsageError with a line for each of the errors that err joins.
func UsageFrom(err error, hint string) error { return &UsageError{Problems(err), hint} }

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

// Conclude returns the exit code of a command that ended with err, and writes why it
// is not 0 to stderr. An interruption of ctx decides, whatever err is.
func Conclude(ctx context.Context, stderr io.Writer, err error) int {
	code, reason := exitUsage, "invalid input; nothing was scanned"
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
