package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newDiagnoseLint(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Check files of causes and print every problem",
		Long: `lint reads files of causes as diagnose --causes would, without any log, and prints
everything that is wrong with them, with file and line. Files that are named together
may use each other's kinds of events.

Exit code: 0 no problem found, 2 problems. A folder of logs with the name lint is read
with clusterdrift diagnose ./lint.`,
		Example: `  clusterdrift diagnose lint causes.yaml
  clusterdrift explain night-watch --causes causes.yaml`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.YAMLFiles,
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			all, err := causes.Load(args...)
			if err != nil {
				return cli.UsageFrom(err, "")
			}
			for _, file := range args {
				lintCauses(t, file, all)
			}
			return nil
		}),
	}
	cli.SayUndone(c, "the files cannot be used")
	return c
}

// lintCauses prints what a valid file has.
func lintCauses(t term.Terminal, file string, all *causes.Catalogue) {
	wordings := 0
	for _, e := range all.Events {
		for _, l := range e.Lines {
			wordings += count(l.Origin.File == file)
		}
		for _, r := range e.Records {
			wordings += count(r.Origin.File == file)
		}
	}
	own := 0
	for _, c := range all.Causes {
		own += count(c.Origin.File == file)
	}
	fmt.Fprintf(t.Out, "%s: no problem found; %s, %s\n", report.Clean(file), wording.Counted(own, "cause"), wording.Counted(wordings, "wording"))
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
