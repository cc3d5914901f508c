package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

func newNotifyLint(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "lint FILE...",
		Short:             "Check configurations of notices and print every problem; no secret is read, and nothing is sent",
		Example:           "  clusterdrift notify lint notify.yaml",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.YAMLFiles,
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			var bad []string
			for _, file := range args {
				sinks, err := notify.Load(file)
				if err != nil {
					bad = append(bad, cli.Problems(err)...)
					continue
				}
				fmt.Fprintf(t.Out, "%s: no problem found; %s\n", report.Clean(file), wording.Counted(len(sinks), "sink"))
			}
			if len(bad) > 0 {
				return &cli.UsageError{Problems: bad}
			}
			return nil
		}),
	}
}
