package flags

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/incidents"
)

// Incidents holds the flag that says where to print incidents.
type Incidents struct{ outputs []string }

// Register registers the flag.
func (i *Incidents) Register(f *pflag.FlagSet) {
	WordsVar(f, &i.outputs, "output", "o", []string{"text"}, "write the incidents as `FORMAT[=FILE]`, repeatable; formats: "+strings.Join(incidents.Names(), ", "))
	config.MarkFormats(f, "output", incidents.Names()...)
}

// Sinks returns where the incidents go, before any log is read: each format is known
// and can be written there, and none replaces another.
func (i *Incidents) Sinks() ([]Sink, error) {
	var sinks []Sink
	for _, o := range i.outputs {
		format, file, toFile := strings.Cut(o, "=")
		switch _, known := incidents.Lookup(format); {
		case !known:
			return nil, cli.Usage(fmt.Sprintf("--output: unknown format %q", format), cli.Meant(format, incidents.Names()))
		case toFile && file == "":
			return nil, cli.Usage(fmt.Sprintf("--output %s names no file", o), "write --output "+format+"=FILE")
		}
		s := Sink{output: o, file: file}
		if err := s.check(); err != nil {
			return nil, err
		}
		sinks = append(sinks, s)
	}
	return sinks, distinct(sinks)
}

// Write prints the incidents to all sinks and ends with their exit code. What cannot be
// written costs the others nothing.
func (i *Incidents) Write(ctx context.Context, t term.Terminal, sinks []Sink, r *diagnose.Result) error {
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	var lost []string
	for _, s := range sinks {
		format, _, _ := strings.Cut(s.output, "=")
		render, _ := incidents.Lookup(format) // Sinks has looked it up
		s.render = func(w io.Writer, _ *report.Result, o report.Options) error { return render(w, r, o) }
		if err := s.write(ctx, t, nil, t.TextOptions()); err != nil {
			lost = append(lost, fmt.Sprintf("--output %s was not written: %v", s.output, err))
		}
	}
	return cli.ExitWith(report.Exit{Code: r.Exit.Code, Reason: r.Exit.Reason}.Lost(lost...))
}
