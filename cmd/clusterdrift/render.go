package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
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

The exit code is worked out again by --fail-on and --allow-incomplete. With
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
			gate, err := reports.Gate()
			if err != nil {
				return err
			}
			sinks, err := reports.Sinks()
			if err == nil {
				err = flags.SpareInputs(sinks, c, args)
			}
			if err == nil {
				err = reports.FindHistory(c, t)
			}
			if err != nil {
				return err
			}
			result, err := cli.Await(c.Context(), func() (*report.Result, error) { return readRecorded(args[0]) })
			if err != nil {
				return err
			}
			disregardOldResults(result, t.Now(), maxAge)
			if err := narrow.Narrow(result); err != nil {
				return err
			}
			result.Conclude(gate)
			return reports.Write(c.Context(), t, sinks, result)
		},
	}
	narrow.Register(c.Flags())
	reports.RegisterOutput(c.Flags())
	reports.RegisterRecord(c.Flags())
	flags.RegisterMaxAge(c.Flags(), &maxAge)
	return c
}

// nameResult is what to do when the argument is not a result.
const nameResult = "name a file that scan or check wrote with -o json=FILE"

// readRecorded reads a recorded result. A file that is none is a *cli.UsageError.
func readRecorded(file string) (*report.Result, error) {
	f, err := input.Open(file, record.MaxDocument)
	if err != nil {
		return nil, cli.Usage("read the result: "+err.Error(), nameResult)
	}
	defer f.Close()
	result, err := record.Read(f)
	if err == nil {
		return result, nil
	}
	return nil, cli.Usage(fmt.Sprintf("%s: %v", file, cli.Cause(err)), insteadOfRender(file, err))
}

// insteadOfRender is what to do with a document that render does not read.
func insteadOfRender(file string, err error) string {
	kind, ok := errors.AsType[*record.KindError](err)
	switch {
	case !ok:
		return "write the result again, with scan or check and -o json=FILE"
	case kind.Kind == record.Facts:
		return "clusterdrift check " + file + " judges it"
	case kind.Kind == record.Manifest:
		return "clusterdrift check DIR judges the facts in its folder"
	case kind.Kind == record.Inventory:
		return "clusterdrift scan -i " + file + " reads its nodes"
	}
	return nameResult
}

// disregardOldResults takes back what is said of nodes whose facts are too old by now, or
// that were read at a time that has not come.
func disregardOldResults(r *report.Result, now time.Time, maxAge time.Duration) {
	r.Disregard(func(n report.Node) *facts.Problem {
		return ageProblem(r.OldestFact(n), n.Finished, now, maxAge)
	})
}
