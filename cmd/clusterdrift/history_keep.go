package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/history"
)

func newHistoryStats(t term.Terminal) *cobra.Command {
	var where flags.History
	var out historyOutput
	c := &cobra.Command{
		Use:     "stats",
		Short:   "Print how large the history is and how it grows",
		Example: "  clusterdrift history stats",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := out.check(); err != nil {
				return err
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				st, err := s.Stats(ctx)
				if err != nil {
					return err
				}
				return out.write(t.Out, st, func(w io.Writer) { printStats(w, st) })
			})
		},
	}
	where.Register(c.Flags())
	out.register(c)
	return c
}

func printStats(w io.Writer, s history.Stats) {
	fmt.Fprintf(w, "runs\t%d, %d with reports\n", s.Runs, s.Whole)
	if s.Runs > 0 {
		fmt.Fprintf(w, "from\t%s\nto\t%s\n", s.First.Format(time.DateTime+" UTC"), s.Last.Format(time.DateTime+" UTC"))
	}
	fmt.Fprintf(w, "clusters\t%d\nnodes\t%d\nspans\t%d\n", s.Clusters, s.Nodes, s.Spans)
	fmt.Fprintf(w, "size\t%s, %s of it reports\nper run\t%s\n", kilobytes(s.Bytes), kilobytes(s.ReportBytes), kilobytes(s.PerRun))
	if s.FactsRuns > 0 {
		fmt.Fprintf(w, "facts\t%s of %s, %s per run\n", kilobytes(s.FactsBytes), wording.Counted(s.FactsRuns, "run"), kilobytes(s.FactsPerRun))
	}
}

func kilobytes(n int64) string { return fmt.Sprintf("%d kB", (n+999)/1000) }

func newHistoryPrune(t term.Terminal) *cobra.Command {
	var where flags.History
	var keep history.Retention
	var age time.Duration
	c := &cobra.Command{
		Use:   "prune",
		Short: "Remove old runs, or their reports or facts",
		Long: `Remove the runs that started longer ago than --older-than and are not among the last
--keep of their scope. The last run of each scope always stays. What began before the
runs that are left keeps its beginning.

With --reports-only the reports are removed, which take most of the space, and the
runs stay in list, trend and finding. With --facts-only the facts that were kept are
removed, and the runs stay with their reports. Otherwise kept facts go with their runs.`,
		Example: `  clusterdrift history prune --older-than 365d
  clusterdrift history prune --older-than 90d --reports-only
  clusterdrift history prune --older-than 30d --facts-only
  clusterdrift history prune --keep 100`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if age == 0 && keep.Keep == 0 {
				return cli.Usage("nothing says which runs to remove", "give --older-than, --keep or both")
			}
			if keep.ReportsOnly && keep.FactsOnly {
				return cli.Usage("--reports-only and --facts-only do not go together", "prune twice, once with each")
			}
			if age > 0 {
				keep.Before = t.Now().Add(-age)
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				n, err := s.Prune(ctx, keep)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(t.Out, "Removed %s%s.\n", removedOf(keep), wording.Counted(n, "run"))
				return err
			})
		},
	}
	where.Register(c.Flags())
	flags.AgeVar(c.Flags(), &age, "older-than", "remove runs that started more than `AGE` ago, such as 90d or 36h")
	flags.CountVar(c.Flags(), &keep.Keep, "keep", 0, "keep the last `N` runs of each scope")
	c.Flags().BoolVar(&keep.ReportsOnly, "reports-only", false, "remove only the reports of the runs")
	c.Flags().BoolVar(&keep.FactsOnly, "facts-only", false, "remove only the kept facts of the runs")
	return c
}

// removedOf is what of the runs is removed, for a sentence.
func removedOf(r history.Retention) string {
	switch {
	case r.FactsOnly:
		return "the facts of "
	case r.ReportsOnly:
		return "the reports of "
	}
	return ""
}

func newHistoryReindex(t term.Terminal) *cobra.Command {
	var where flags.History
	c := &cobra.Command{
		Use:   "reindex",
		Short: "Work out again from the reports since when each finding is what it is",
		Long: `Work out again from the reports since when each finding is what it is. That is never
necessary, unless a release says so.`,
		Example: "  clusterdrift history reindex",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				n, err := s.Reindex(ctx)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(t.Out, "Indexed %s.\n", wording.Counted(n, "report"))
				return err
			})
		},
	}
	where.Register(c.Flags())
	return c
}
