package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/merge"
)

func newMerge(t term.Terminal) *cobra.Command {
	var reports flags.Report
	var whole flags.Whole
	var maxAge time.Duration
	c := &cobra.Command{
		Use:   "merge RESULT.json...",
		Short: "Join the results of the shards of an inventory",
		Long: `merge joins the results that scan --shard wrote with -o json, one for each part of an
inventory, into the result that one scan of all of it would have had, and writes it in
any format. Findings stay as they were judged. A machine that answered in two shards
makes the nodes that it answered for unknown, as in one scan.

Results that are not of one scan are refused: of another inventory, number of shards,
version, choice of requirements (--only, --skip) or content of a baseline, and one
shard twice. Where a shard is missing, name the inventory: the nodes of the shard are
then reported as not read. With --inventory the merged result also has the scope of a
scan of it, for --record, --history and --new-since last. With --max-age, a node whose
facts are older by now is unknown, as with render: a result of the night before may be
there in place of that of a shard that was not scanned.

The exit code is worked out by --fail-on, --new-since and --allow-incomplete. Exit
codes as for scan: with a missing shard 3, or 4 with drift.`,
		Example: `  clusterdrift merge shard-*.json
  clusterdrift merge -i inventory.yaml shard-*.json -o text -o html=report.html --record
  clusterdrift merge shard-*.json --max-age 12h
  clusterdrift merge 1.json 2.json -o json=whole.json --fail-on high`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.JSONFiles,
		RunE: func(c *cobra.Command, args []string) error {
			gate, sinks, err := reports.Ready(c, t, args)
			if err != nil {
				return err
			}
			result, err := mergeFiles(c.Context(), t, &whole, args)
			if err != nil {
				return err
			}
			disregardOldResults(result, t.Now(), maxAge)
			reports.ScopeBy(whole.Nodes())
			gate.Conclude(c.Context(), result)
			return reports.Write(c.Context(), t, sinks, result)
		},
	}
	whole.Register(c.Flags())
	reports.RegisterOutput(c.Flags())
	reports.RegisterRecord(c.Flags())
	flags.RegisterMaxAge(c.Flags(), &maxAge)
	cli.SayUndone(c, "nothing was merged")
	return c
}

// mergeFiles joins results that are in files.
func mergeFiles(ctx context.Context, t term.Terminal, whole *flags.Whole, files []string) (*report.Result, error) {
	return cli.Await(ctx, func() (*report.Result, error) {
		var parts []merge.Part
		for _, file := range files {
			result, err := flags.ReadResult(file)
			if err != nil {
				return nil, err
			}
			parts = append(parts, merge.Part{Name: file, Result: result})
		}
		missing, err := merge.Check(parts)
		if wrong, ok := errors.AsType[*merge.Error](err); ok {
			return nil, cli.Usage(wrong.Message, wrong.Hint)
		}
		shard := parts[0].Result.Shard
		clusters, err := whole.Clusters(t, shard, missing, merge.List(missing, shard.Count))
		if err != nil {
			return nil, err
		}
		return merge.Join(parts, clusters), nil
	})
}
