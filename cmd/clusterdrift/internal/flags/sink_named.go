package flags

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// namedSinks returns where documents other than the report of a result go: each format
// is one of the names and can be written there, and none replaces another.
func namedSinks(outputs, names []string) ([]Sink, error) {
	var sinks []Sink
	for _, o := range outputs {
		format, file, toFile := strings.Cut(o, "=")
		switch {
		case !slices.Contains(names, format):
			return nil, cli.Usage(fmt.Sprintf("--output: unknown format %q", format), cli.Meant(format, names))
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

// writeSinks prints a document to all of them, by what renders each format, and returns
// what was not written: that costs the others nothing.
func writeSinks(ctx context.Context, t term.Terminal, sinks []Sink, o report.Options, of func(format string) report.Renderer) (lost []string) {
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	for _, s := range sinks {
		format, _, _ := strings.Cut(s.output, "=")
		s.render = of(format)
		if err := s.write(ctx, t, nil, o); err != nil {
			lost = append(lost, fmt.Sprintf("--output %s was not written: %v", s.output, err))
		}
	}
	return lost
}
