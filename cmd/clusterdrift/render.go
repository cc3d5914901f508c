package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

func newRender(t term.Terminal) *cobra.Command {
	var reports flags.Report
	var narrow flags.Narrow
	var maxAge time.Duration
	c := &cobra.Command{
		Use:   "render RESULT.json",
		Short: "Write a recorded result in other formats",
		Long: `render reads a result that scan or check wrote with -o json, of this version or of
an earlier one, and writes it in any format. Findings stay as they were judged: to
judge facts again, by another baseline or with other waivers, use check.

The exit code is worked out again by --fail-on, --new-since and --allow-incomplete. With
--max-age, a node whose facts are older by now is unknown, and so is what is said of
its cluster as a whole. --only and --skip choose what is reported and counts, as for
scan. Exit codes as for scan.

The commands of the formats plan and plan-script come from the result: render only
results that you would run a plan of.`,
		Example: `  clusterdrift render result.json
  clusterdrift render result.json -o html=report.html -o junit=drift.xml
  clusterdrift render result.json -o text --details --fail-on high
  clusterdrift render result.json --only hotfix,firewall`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(flags.JSONFiles),
		RunE: func(c *cobra.Command, args []string) error {
			gate, sinks, err := reports.Ready(c, t, args)
			if err != nil {
				return err
			}
			result, err := cli.Await(c.Context(), func() (*report.Result, error) { return flags.ReadResult(args[0]) })
			if err != nil {
				return err
			}
			disregardOldResults(result, t.Now(), maxAge)
			if err := narrow.Narrow(result); err != nil {
				return err
			}
			gate.Conclude(c.Context(), result)
			return reports.Write(c.Context(), t, sinks, result)
		},
	}
	narrow.Register(c.Flags())
	reports.RegisterOutput(c.Flags())
	reports.RegisterRecord(c.Flags())
	flags.RegisterMaxAge(c.Flags(), &maxAge)
	return c
}

// disregardOldResults takes back what is said of nodes whose facts are too old by now, or
// that were read at a time that has not come.
func disregardOldResults(r *report.Result, now time.Time, maxAge time.Duration) {
	r.Disregard(func(n report.Node) *facts.Problem {
		return ageProblem(r.OldestFact(n), n.Finished, now, maxAge)
	})
}
