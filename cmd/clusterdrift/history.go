package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/history"
)

func newHistory(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "history",
		Short: "List, print, measure and prune recorded runs",
		Long: `With --record, scan, check and render keep each result in a history: a file for
this user alone, or a PostgreSQL database that several scanners share.

  clusterdrift scan -i inventory.yaml --record
  clusterdrift history list

A history keeps the whole report of each run, compressed, and prints it again in
any format as it was. Recording the same report twice is recording it once.

With --keep-facts, scan and check also keep the facts of the nodes, what is the same in
several runs once. clusterdrift check --run judges those of a run by the baselines of
today, and clusterdrift diff --same-baseline those of two runs.

A run is named by last, by last~1 for the one before, by the first digits of its
ID, at least four, or by a time: 2026-11-22 is the last run that had started by
the end of that day, UTC. With --scope or --cluster, last and times are among the
runs of that scope or cluster. The scope of a run is the NAME of --scope or else
the inventory by its absolute path; without an inventory file, the clusters, or the
nodes that the command line names.

The file is history.db in the folder clusterdrift of your state folder, unless
--history names another. It must be on a local disk. Of a PostgreSQL database,
give no password in --history: put it in the file that PGPASSFILE names, or the
URL in a file that only you can read, for --history-url-file.`,
		Example: `  clusterdrift history list --limit 10
  clusterdrift history show last -o html=last.html
  clusterdrift history show last~1 -v
  clusterdrift history prune --older-than 365d --keep 30`,
	}
	c.AddCommand(newHistoryList(t), newHistoryShow(t), newHistoryTrend(t), newHistoryFinding(t), newHistoryStats(t), newHistoryPrune(t), newHistoryReindex(t), newHistoryExport(t), newHistoryImport(t))
	for _, sub := range c.Commands() {
		cli.SayUndone(sub, "nothing was changed")
	}
	return c
}

// withHistory opens a history that is there for a command, and closes it.
func withHistory(c *cobra.Command, t term.Terminal, where *flags.History, do func(ctx context.Context, s *history.Store) error) error {
	ctx := c.Context()
	s, err := where.Open(ctx, c, t)
	if err != nil {
		return err
	}
	defer s.Close()
	return flags.HistoryError(do(ctx, s))
}

// registerFilter registers the flags that choose among the runs.
func registerFilter(c *cobra.Command, f *history.Filter) {
	flags.RegisterScope(c.Flags(), &f.Scope, "only the runs of the scope `NAME`")
	c.Flags().StringVar(&f.Cluster, "cluster", "", "only the runs that looked at the cluster `NAME`")
}

// nameRun offers names of runs that need no look into a history.
func nameRun() cobra.CompletionFunc { return flags.FirstArgOnly(flags.Words("last", "last~1")) }
