package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
)

// Exit codes beside those of a report (0, 1, 3, 4).
const (
	exitUsage       = 2
	exitInterrupted = 130
)

// exit ends the program with a code that is no failure of the program, and the
// reason as the last line on standard error.
type exit struct {
	code   int
	reason string
}

func (e *exit) Error() string { return e.reason }

// usage is bad input: nothing was scanned.
type usage struct {
	problems []string // one line each
	hint     string   // what to do, may be empty
}

func (u *usage) Error() string { return strings.Join(u.problems, "\n") }

func usageError(problem, hint string) error { return &usage{[]string{problem}, hint} }

// ended is the error that ends the program as e says; nil for success.
func ended(e report.Exit) error {
	if e.Code == report.ExitPass {
		return nil
	}
	return &exit{e.Code, e.Reason}
}

// problems are the errors that one joins, each in a line: what an error repeats of
// a file may have line breaks, too.
func problems(err error) []string {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var all []string
	for _, e := range joined.Unwrap() {
		all = append(all, problems(e)...)
	}
	return all
}

// cause is what is wrong with a file, without the path that the message has anyway.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// conclude gives the exit code and says the reason in the last line on standard error.
func conclude(ctx context.Context, stderr io.Writer, err error) int {
	code, reason := exitUsage, "bad input, nothing was done"
	var done *exit
	var bad *usage
	switch {
	case ctx.Err() != nil:
		code, reason = exitInterrupted, "interrupted"
		if errors.As(err, &done) && done.code == code {
			reason = done.reason
		}
	case err == nil:
		return 0
	case errors.As(err, &done):
		code, reason = done.code, done.reason
	case errors.As(err, &bad):
		for _, p := range bad.problems {
			fmt.Fprintln(stderr, report.Clean(p))
		}
		if bad.hint != "" {
			fmt.Fprintln(stderr, "  "+report.Clean(bad.hint))
		}
	default:
		// Cobra spreads its suggestions over several lines.
		reason = strings.ReplaceAll(strings.Join(strings.Fields(err.Error()), " "), " Did you mean this? ", "; did you mean ")
	}
	fmt.Fprintf(stderr, "clusterdrift: exit %d: %s\n", code, report.Clean(reason))
	return code
}
