package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/past"
)

func newHistoryShow(t term.Terminal) *cobra.Command {
	var where flags.History
	var filter history.Filter
	var reports flags.Report
	c := &cobra.Command{
		Use:   "show RUN",
		Short: "Print a recorded run in any report format, as it was",
		Long: `Print a recorded run in any report format, as it was: with its verdicts, ages and exit
code. What it says of earlier runs, the history works out anew. show itself ends with 0
when the report was printed. To work out the exit code
again or leave findings out, write the run as JSON and use render.`,
		Example: `  clusterdrift history show last
  clusterdrift history show 2026-11-22 --details
  clusterdrift history show last~1 -o json=before.json -o html=before.html`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: nameRun(),
		RunE: func(c *cobra.Command, args []string) error {
			sinks, err := reports.Sinks()
			if err == nil {
				err = flags.SpareInputs(sinks, c, nil)
			}
			if err != nil {
				return err
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				run, err := s.Resolve(ctx, args[0], filter)
				if err != nil {
					return err
				}
				result, err := s.Result(ctx, run.ID)
				if err != nil {
					return err
				}
				if err := past.Add(ctx, s, result, past.Options{Scope: history.ScopeOf(run, result), Run: run.ID}); err != nil {
					return err
				}
				if err := reports.CountPending(ctx, s, run.Scope); err != nil {
					return err
				}
				return reports.Print(ctx, t, sinks, result)
			})
		},
	}
	where.Register(c.Flags())
	registerFilter(c, &filter)
	reports.RegisterFormats(c.Flags())
	return c
}
