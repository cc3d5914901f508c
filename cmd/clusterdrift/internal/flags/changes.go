package flags

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
)

// Changes holds the flags that say where to print what changed, and what counts.
type Changes struct {
	outputs  []string
	failOn   string
	exitCode bool
	quiet    bool
}

// Register registers the flags.
func (c *Changes) Register(f *pflag.FlagSet) {
	WordsVar(f, &c.outputs, "output", "o", []string{"text"}, "write what changed as `FORMAT[=FILE]`, repeatable; formats: "+strings.Join(print.Names(), ", "))
	config.MarkFormats(f, "output", print.Names()...)
	registerFailOn(f, &c.failOn)
	f.BoolVar(&c.exitCode, "exit-code", false, "exit with 1 when there is new drift, and with 5 when nothing could be compared")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "text: print only a line for each cluster")
}

// Gate returns what counts for the exit code.
func (c *Changes) Gate() (report.Gate, error) {
	severity, err := severityOf(c.failOn)
	return report.Gate{FailOn: severity}, err
}

// Sinks returns where the changes go, before any result is read.
func (c *Changes) Sinks() ([]Sink, error) { return namedSinks(c.outputs, print.Names()) }

// Write prints what changed to all sinks. It ends with the exit code of the comparison
// if that was asked for.
func (c *Changes) Write(ctx context.Context, t term.Terminal, sinks []Sink, d *diff.Diff) error {
	options := t.TextOptions()
	options.Quiet = c.quiet
	lost := writeSinks(ctx, t, sinks, options, func(format string) report.Renderer {
		render, _ := print.Lookup(format) // Sinks has looked it up
		return func(w io.Writer, _ *report.Result, o report.Options) error { return render(w, d, o) }
	})
	end := report.Exit{}
	if c.exitCode {
		end = d.Exit
	}
	return cli.ExitWith(end.Lost(lost...))
}

// registerFailOn registers the least severity that counts.
func registerFailOn(f *pflag.FlagSet, severity *string) {
	f.StringVar(severity, "fail-on", string(baselines.Low), "least `SEVERITY` that counts as drift for the exit code: "+strings.Join(severityNames(), ", "))
}
