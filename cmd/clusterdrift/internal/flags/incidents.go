package flags

import (
	"context"
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
	return namedSinks(i.outputs, incidents.Names())
}

// Write prints the incidents to all sinks and ends with their exit code. What cannot be
// written costs the others nothing.
func (i *Incidents) Write(ctx context.Context, t term.Terminal, sinks []Sink, r *diagnose.Result) error {
	lost := writeSinks(ctx, t, sinks, t.TextOptions(), func(format string) report.Renderer {
		render, _ := incidents.Lookup(format) // Sinks has looked it up
		return func(w io.Writer, _ *report.Result, o report.Options) error { return render(w, r, o) }
	})
	return cli.ExitWith(report.Exit{Code: r.Exit.Code, Reason: r.Exit.Reason}.Lost(lost...))
}
