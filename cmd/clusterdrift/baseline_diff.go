package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newBaselineDiff(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Show what two baselines do not share",
		Long: `Show what two baselines do not share, each with all that it extends.

A line that starts with - is said by A only, one with + by B only; each shows the
file and line. A requirement that only one of them has is shown by its title.`,
		Example: `  clusterdrift baseline diff ws2019 ws2022
  clusterdrift baseline diff ws2008r2-sp1 site.yaml`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: flags.UpTo(2, flags.BaselineNames),
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			found, err := baselines.Diff(args[0], args[1])
			if err != nil {
				return cli.UsageFrom(err, "")
			}
			_, err = fmt.Fprint(t.Out, differences(args[0], args[1], found))
			return err
		}),
	}
}

func differences(a, b string, found []baselines.Difference) string {
	var out strings.Builder
	if len(found) == 0 {
		fmt.Fprintf(&out, "%s and %s require the same\n", report.Clean(a), report.Clean(b))
	}
	var last baselines.Difference
	for _, d := range found {
		if d.ID != last.ID {
			fmt.Fprintf(&out, "%s\n", report.Clean(d.ID))
			last.Key = ""
		}
		if d.Key != last.Key {
			fmt.Fprintf(&out, "  %s\n", report.Clean(d.Key))
		}
		side(&out, '-', d.A)
		side(&out, '+', d.B)
		last = d
	}
	return out.String()
}

func side(out *strings.Builder, sign rune, v baselines.Value) {
	if v.At.Line > 0 {
		fmt.Fprintf(out, "    %c %s  # %s:%d\n", sign, report.Clean(v.Text), report.Clean(v.At.File), v.At.Line)
	}
}
